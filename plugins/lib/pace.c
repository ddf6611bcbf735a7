/* pace.c - see pace.h.  SPDX-License-Identifier: ISC */
#include "pace.h"

#define HURRY_MIN_MS 2000
#define HURRY_SHARE 4 /* of the time, one part is ours */

static int64_t now_ms(const struct pace *pace)
{
	return pace->by.host->now(pace->by.inst);
}

static int64_t period_ms(const struct pace *pace)
{
	int64_t hurry_ms = HURRY_SHARE * pace->took_ms;

	if (hurry_ms < HURRY_MIN_MS)
		hurry_ms = HURRY_MIN_MS;
	return pace->hurried && hurry_ms < pace->every_ms ? hurry_ms : pace->every_ms;
}

void pace_begin(struct pace *pace)
{
	pace->timer = 0;
	pace->begun_ms = now_ms(pace);
}

void pace_next(struct pace *pace, int64_t rest_ms)
{
	int64_t now = now_ms(pace), due_ms = pace->begun_ms + period_ms(pace);

	if (pace->timer)
		pace->by.host->timer_stop(pace->by.inst, pace->timer);
	if (rest_ms)
		pace->rested_ms = now + rest_ms;
	if (due_ms < pace->rested_ms)
		due_ms = pace->rested_ms;
	pace->timer = pace->by.host->timer_start(pace->by.inst, due_ms > now ? due_ms - now : 0,
						 pace->due, NULL);
}
