/* fake_queue.h - a queue of requests to be passed on, under the fake host of some plugin or other.
 * SPDX-License-Identifier: ISC */
#ifndef FAKE_QUEUE_H
#define FAKE_QUEUE_H

#include "fake_host.h"
#include "forward.h"

#define FAKE_QUEUE_URL "http://127.0.0.1:9/hook"

struct fake_queue {
	struct muzzle_inst *inst;
	struct forward forward;
};

/* fake_queue_begin, fake_queue_end - with room for so many requests, and 64 kB. */
void fake_queue_begin(struct fake_queue *b, int64_t queue_max);
void fake_queue_end(struct fake_queue *b);

/* fake_queue_take - a request of that session comes in. */
void fake_queue_take(struct fake_queue *b, const char *session, const char *body);

/* fake_queue_assert_sending - the bodies that are on their way, oldest request first: "a1 b1". */
void fake_queue_assert_sending(struct fake_queue *b, const char *bodies);

/* fake_queue_assert_gauges - lost: dropped and failed together. */
void fake_queue_assert_gauges(struct fake_queue *b, int64_t forwarded, int64_t waiting,
			      int64_t lost);

/* fake_queue_fail - each try so far fails; how long until the next one begins, -1: none within 5 min. */
int64_t fake_queue_fail(struct fake_queue *b, const char *why);

#endif
