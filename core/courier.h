/* courier.h - when each message of the outbox goes, and what becomes of it.  SPDX-License-Identifier: ISC
 *
 *     windows hold -> digests -> what failed long enough moves on or is lost -> saved -> sent
 *
 * Of each channel a few attempts fly at once; of one that fails, one.  Within a stream the next goes
 * when the one before is told, moved on or lost.
 */
#ifndef COURIER_H
#define COURIER_H

#include "outbox.h"

#define COURIER_FLYING_MAX 4
#define COURIER_BACKOFF_MS 1000 /* doubled from failure to failure ... */
#define COURIER_BACKOFF_MAX_MS 300000
#define COURIER_FRESH_MS \
	10000 /* who was never tried need not wait longer than that for a broken one */
#define COURIER_QUIET_MAX_MS 3600000 /* a receiver may ask for so much */
#define COURIER_SLACK_MS 10000       /* an attempt is given up so long after its own timeout */

/* How an attempt ended. */
struct courier_answer {
	uint64_t attempt;
	enum words_result what; /* 0: done */
	const char *why;
};

/* courier_run - all that is due now; then outbox->next_ms says when the next is. */
void courier_run(struct outbox *outbox, struct outbox_now now);

/* courier_answered - courier_run is due then.  Who is not in flight is nothing. */
void courier_answered(struct outbox *outbox, const struct courier_answer *answer, int64_t now_ms);

/* courier_retry_after - the receiver of that attempt wants no other for so long. */
void courier_retry_after(struct outbox *outbox, uint64_t attempt, int64_t after_ms, int64_t now_ms);

/* courier_hurry - what failed may work now: it is tried at once. */
void courier_hurry(struct outbox *outbox, int64_t now_ms);

#endif
