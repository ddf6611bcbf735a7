/* spool.h - the file of the messages that nobody has got yet.  SPDX-License-Identifier: ISC
 *
 * Written whole, as the ledger is, and before the ledger says that they were told.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "outbox.h"
#include "sealed.h"

#define SPOOL_FILE "spool"

struct spool {
	struct sealed file;
};

/* spool_open - the file in state_dir, which must be there; both are borrowed.  0, or -errno. */
int spool_open(struct spool *spool, const char *state_dir, struct log *log);

/* spool_close - saves nothing. */
void spool_close(struct spool *spool);

/* spool_load - into an outbox without entries, which the ledger was loaded into before; what it had
 * accepted is sent again, under the same ids.  Damaged or none: there is nothing. */
void spool_load(struct spool *spool, struct outbox *outbox);

/* spool_save - synced when it returns 0; nothing is written when nothing has changed.  Or -errno. */
int spool_save(struct spool *spool, struct outbox *outbox);

/* spool_put_owed - for the ledger: how far it knows, and what is ordered and not yet in the spool. */
void spool_put_owed(const struct outbox *outbox, struct sealed_page *page);

/* spool_take_owed - such a line of the ledger; false: it is none.  outbox NULL: nobody asks. */
bool spool_take_owed(struct outbox *outbox, struct json_object *line);

#endif
