/* postman.h - when each message of the outbox goes, and what becomes of it.  SPDX-License-Identifier: ISC
 *
 *     windows hold -> digests -> what failed long enough moves on or is lost -> saved -> sent
 *
 * Of each channel a few attempts fly at once; of one that fails, one.  Within a stream the next goes
 * when the one before is told, moved on or lost.
 */
#ifndef POSTMAN_H
#define POSTMAN_H

#include "outbox.h"

#define POSTMAN_FLYING_MAX 4
#define POSTMAN_BACKOFF_MS 1000 /* doubled from failure to failure ... */
#define POSTMAN_BACKOFF_MAX_MS 300000
#define POSTMAN_FRESH_MS 10000 /* who was never tried waits no longer than that for a broken one */
#define POSTMAN_QUIET_MAX_MS 3600000 /* a receiver may ask for so much */
#define POSTMAN_SLACK_MS 10000       /* an attempt is given up so long after its own timeout */

/* How an attempt ended. */
struct postman_answer {
	uint64_t attempt;
	enum words_result what; /* 0: done */
	const char *why;
};

/* postman_run - all that is due now; then outbox->next_ms says when the next is. */
void postman_run(struct outbox *outbox, struct outbox_now now);

/* postman_answered - postman_run is due then.  Who is not in flight is nothing. */
void postman_answered(struct outbox *outbox, const struct postman_answer *answer, int64_t now_ms);

/* postman_retry_after - the receiver of that attempt wants no other for so long. */
void postman_retry_after(struct outbox *outbox, uint64_t attempt, int64_t after_ms, int64_t now_ms);

/* postman_hurry - what failed may work now: it is tried at once. */
void postman_hurry(struct outbox *outbox, int64_t now_ms);

#endif
