/* posting.h - how an ordered message comes into the outbox: once, and as far as there is room.
 * SPDX-License-Identifier: ISC
 *
 * What comes en masse need not be lost: behind the entries of an action, which are bounded, it stays owed, in
 * the ledger.  Only what fails, with none to stand in, loses what it has no room for.
 *
 * The ledger says what was told, the spool what is to be told, and a kill may come between: what the spool
 * accepted is known by its key until a ledger has been written, and is not accepted again.
 */
#ifndef POSTING_H
#define POSTING_H

#include "outbox.h"

/* posting_owe - it was ordered; copied.  action "": for all that its gateway names. */
void posting_owe(struct outbox *outbox, const struct message *message, const char *action);

/* posting_accept - make entries of what is owed, and forget that it was; what has no room with an action that
 * works, or has a fallback, stays owed to it.  True when the ledger has something to hear. */
bool posting_accept(struct outbox *outbox, struct outbox_now now);

/* posting_confirm - a ledger has been written that knows of all that was accepted. */
void posting_confirm(struct outbox *outbox);

/* posting_forget - nothing is known of the last life: its ledger is lost. */
void posting_forget(struct outbox *outbox);

#endif
