/* supervise.h - the daemon: what its parts share, and its life.  SPDX-License-Identifier: ISC
 *
 *     intake: what plugins and people say -> evidence -> journal -> engine -> orders
 *     dispatch: orders -> journal, log, and to the plugins when they are not in the middle of a word
 *     requests: what is asked on the control socket
 *
 * One thread.  Whatever moves the engine goes through intake_feed.
 */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>

#include "bookmarks.h"
#include "control.h"
#include "fleet.h"
#include "host.h"
#include "journal.h"
#include "laws.h"
#include "ledger.h"
#include "log.h"
#include "loop.h"
#include "notes.h"
#include "roster.h"
#include "self.h"
#include "counts.h"
#include "vitals.h"
#include "spool.h"

#define SUPERVISE_STOP_MS 5000      /* SIGTERM: actions in flight get so long */
#define SUPERVISE_RETIRE_MS 300000  /* and those of an old configuration so long */
#define SUPERVISE_LEDGER_MS 3600000 /* saved at least so often */
#define SUPERVISE_LAWS_MS 3600000   /* saved at most so often */
#define SUPERVISE_MARKS_MS 5000     /* bookmarks: saved at most so often ... */
#define SUPERVISE_MARKS_SOON_MS 200 /* ... and so soon, if none was saved for so long */
#define SUPERVISE_LEDGER_RETRY_MS 30000
#define SUPERVISE_LEDGER_SOON_MS 1000     /* what may wait a moment is saved together */
#define SUPERVISE_SESSIONS_MAX 256        /* per gateway, at a time */
#define SUPERVISE_SESSIONS_KNOWN_MAX 1024 /* per gateway, ever */

struct dispatch_order;
struct relay;

struct supervise {
	const char *file;     /* the configuration */
	int64_t file_wall_ms; /* when the present one was read */
	struct loop loop;
	struct log log;
	struct host *host;          /* owned, as all below */
	struct fleet *fleet;        /* the present configuration */
	const struct conf *opening; /* of the fleet that is being opened */
	/* what a start wants before plugins are opened; NULL afterwards */
	int (*prepare)(struct supervise *s, const struct conf *conf);
	struct fleet *retired; /* older ones whose actions still owe a result */
	struct roster *roster;
	struct notes *notes;
	struct journal *journal; /* NULL: before the first header */
	const char *beginning;   /* what its next header is for; NULL: its files are swapped */
	struct relay *relay;     /* NULL: nobody is shown the journal */
	struct ledger *ledger;
	struct laws *laws;
	struct bookmarks *bookmarks; /* NULL: no source has asked yet */
	struct control *control;
	struct dispatch_order *first, **last; /* given by the engine, not yet carried out */
	struct outbox *outbox;                /* owned; messages that nobody has got yet */
	struct spool spool;
	bool accepted;                    /* messages that the ledger does not know of yet */
	int64_t acted_ms;                 /* when the last act began */
	const struct trace_words *saying; /* of the line the engine is fed now; else NULL */
	int64_t now_ms;                   /* t of the last line; never goes back */
	struct self_record self;
	struct counts counts;
	struct vitals vitals;
	bool ledger_down;
	int64_t save_ms;  /* when the ledger is saved next */
	int64_t marks_ms; /* when the bookmarks are saved next; 0: none has moved */
	int64_t marks_saved_ms;
	bool stopping;
	int lock_fd;
	const char *run_dir, *state_dir; /* of the start: a reload cannot move them; owned copies */
	struct loop_timer tick, dispatch, deliver, save, laws_due, marks_due, reap, stop,
		maintenance;
	struct loop_signal hup, term, intr;
};

/* supervise_run - `muzzle run`: until SIGTERM or SIGINT.  Returns the exit code. */
int supervise_run(const char *file);

#endif
