/* journal.h - all evidence and all orders, in two files that take turns.  SPDX-License-Identifier: ISC
 *
 * One write a step, never synced: it explains what was done, it decides nothing.  Each file begins
 * with a header and a snapshot, so that it can be replayed without the other.  An error never stops
 * supervision: it is logged once, and when writing works again a new header bridges the gap.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "log.h"

#define JOURNAL_FILE "journal"
#define JOURNAL_OLD_FILE "journal.1"
#define JOURNAL_RETRY_MS 10000 /* from one failed write to the next try */

struct journal;

/* Where it lies, how large both files may get, and who writes header and snapshot. */
struct journal_setting {
	const char *dir; /* borrowed */
	int64_t bytes;
	struct log *log;
	void (*begin)(void *arg, struct journal *journal); /* by journal_put */
	void *arg;
};

/* journal_open - take up the files that are there; a torn last line is cut off.  Nothing is written
 * before journal_begin.  NULL: no memory. */
struct journal *journal_open(const struct journal_setting *setting);

/* journal_close - what was not committed is dropped; NULL is allowed. */
void journal_close(struct journal *journal);

/* journal_fails - lines are being lost. */
bool journal_fails(const struct journal *journal);

/* journal_resize - how large both files may get from now on. */
void journal_resize(struct journal *journal, int64_t bytes);

/* journal_begin - write a header and a snapshot: a start, a reload. */
void journal_begin(struct journal *journal);

/* journal_put - one line of the present step; the object stays the caller's. */
void journal_put(struct journal *journal, struct json_object *line);

/* journal_commit - the step is over: write its lines at now_ms, and swap the files when it is time. */
void journal_commit(struct journal *journal, int64_t now_ms);

#endif
