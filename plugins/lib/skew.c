/* skew.c - see skew.h.  SPDX-License-Identifier: ISC */
#include "skew.h"

static int64_t offset_ms(const struct skew *skew, struct skew_now now)
{
	return skew->learnt ? skew->offset_ms : now.boot_ms - now.wall_ms;
}

int64_t skew_boot_ms(const struct skew *skew, struct skew_now now, int64_t at_ms)
{
	return at_ms + offset_ms(skew, now);
}

int64_t skew_ahead_ms(const struct skew *skew, struct skew_now now)
{
	return now.boot_ms - now.wall_ms - offset_ms(skew, now);
}

static void shift(struct skew *skew, struct skew_now now, int64_t by_ms)
{
	skew->offset_ms = offset_ms(skew, now) + by_ms;
	skew->learnt = true;
	skew->late = 0;
}

/* Late by so much, as the clock shows it. */
static void note_late(struct skew *skew, struct skew_now now, int64_t late_ms, bool dated)
{
	if (skew->late++ == 0) {
		skew->since_ms = now.boot_ms;
		skew->least_ms = late_ms;
	}
	if (late_ms < skew->least_ms)
		skew->least_ms = late_ms;
	if (skew->late >= SKEW_EVENTS_MIN &&
	    (dated || now.boot_ms - skew->since_ms >= SKEW_WATCH_MIN_MS))
		shift(skew, now, skew->least_ms);
}

void skew_note(struct skew *skew, struct skew_now now, struct skew_event event)
{
	int64_t late_ms = now.boot_ms - skew_boot_ms(skew, now, event.at_ms);
	int64_t clock_ms = now.boot_ms - skew_boot_ms(skew, now, event.sent_ms);
	bool newer =
		event.at_ms > skew->newest_ms || now.boot_ms - skew->noticed_ms >= SKEW_FORGET_MS;

	if (!event.sent_ms || clock_ms > late_ms)
		clock_ms = late_ms;
	if (newer) {
		skew->newest_ms = event.at_ms;
		skew->noticed_ms = now.boot_ms;
	}
	if (late_ms < 0)
		shift(skew, now, late_ms);
	else if (clock_ms < SKEW_LATE_MS)
		skew->late = 0;
	else if (newer)
		note_late(skew, now, clock_ms, event.sent_ms != 0);
}
