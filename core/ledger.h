/* ledger.h - the file of what outlives the process: charges, incidents, holds.  SPDX-License-Identifier: ISC */
#ifndef LEDGER_H
#define LEDGER_H

#include "conf.h"
#include "log.h"
#include "notes.h"
#include "outbox.h"
#include "roster.h"

#define LEDGER_FILE "ledger"
#define LEDGER_MAX_AGE_MS (INT64_C(30) * 24 * 3600 * 1000) /* more between two boots is no age */

/* What is saved, and where it is loaded to. */
struct ledger_view {
	struct roster *roster;
	struct notes *notes; /* owners and reasons of holds */
	const struct conf *conf;
	struct outbox *outbox; /* what messages are owed; NULL: nobody asks */
};

struct ledger;

/* ledger_open - the ledger in state_dir, which must be there; both are borrowed.  0, or -errno. */
int ledger_open(struct ledger **ledger, const char *state_dir, struct log *log);

/* ledger_close - saves nothing; NULL is allowed. */
void ledger_close(struct ledger *ledger);

/* ledger_load - fill the view, which is fresh, and age it if that was another boot.  0, also when there
 * is no ledger yet; -EBADMSG when it could not be believed: it is set aside, the view may be half
 * filled, and the caller begins with a fresh one and ledger_charge_all. */
int ledger_load(struct ledger *ledger, const struct ledger_view *view);

/* ledger_save - synced when it returns 0; nothing is written when nothing has changed.  Or -errno. */
int ledger_save(struct ledger *ledger, const struct ledger_view *view);

/* ledger_charge_all - one act at now_ms on all of the roster and on the box: what is not known is
 * taken for spent. */
void ledger_charge_all(struct roster *roster, int64_t now_ms);

#endif
