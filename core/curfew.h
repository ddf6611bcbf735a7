/* curfew.h - windows in which messages wait: maintenance of their gateway, quiet hours of their action.
 * SPDX-License-Identifier: ISC */
#ifndef CURFEW_H
#define CURFEW_H

#include "outbox.h"

#define CURFEW_LOOK_MS 60000 /* so long the wall clock is believed to go on as it goes */

/* curfew_keep - say of each entry that waits whether a window holds it, and drop what came and went in
 * maintenance. */
void curfew_keep(struct outbox *outbox, struct outbox_now now);

#endif
