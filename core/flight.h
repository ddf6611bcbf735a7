/* flight.h - the one action in flight on a gateway, and how it ended.  SPDX-License-Identifier: ISC
 *
 * Pure.  An ended action proves nothing by itself: evidence dated after it must.
 */
#ifndef FLIGHT_H
#define FLIGHT_H

#include "target.h"

/* flight_result - the act with that id ended; what is 0 when it went well.  Of ended flights only
 * the newest, timed-out one is still listened to. */
void flight_result(struct engine *engine, struct gateway *gateway, uint64_t id,
		   enum words_result what);

/* flight_judge - a flight without a result ends at its action_timeout. */
void flight_judge(struct engine *engine, struct gateway *gateway);

#endif
