/* posting.h - how an ordered message comes into the outbox: once, and as far as there is room.
 * SPDX-License-Identifier: ISC
 *
 * The ledger says what was told, the spool what is to be told, and a kill may come between: what the spool
 * accepted is known by its key until a ledger has been written, and is not accepted again.
 */
#ifndef POSTING_H
#define POSTING_H

#include "outbox.h"

/* posting_owe - it was ordered; copied. */
void posting_owe(struct outbox *outbox, const struct message *message);

/* posting_accept - make entries of what is owed, and forget that it was. */
void posting_accept(struct outbox *outbox, struct outbox_now now);

/* posting_confirm - a ledger has been written that knows of all that was accepted. */
void posting_confirm(struct outbox *outbox);

/* posting_forget - nothing is known of the last life: its ledger is lost. */
void posting_forget(struct outbox *outbox);

#endif
