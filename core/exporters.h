/* exporters.h - those who show our state to others: what they may ask, and what they are shown.
 * SPDX-License-Identifier: ISC */
#ifndef EXPORTERS_H
#define EXPORTERS_H

#include "supervise.h"

/* exporters_start - the exporters of the present configuration are shown the journal from its beginning. */
void exporters_start(struct supervise *s);

/* exporters_ask - the answer to a request as the control socket takes it, as text; the caller frees it.
 * NULL: no memory. */
char *exporters_ask(struct supervise *s, const char *request, bool may_command);

#endif
