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

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void shift(struct skew *skew, struct skew_now now, int64_t by_ms)
{
	skew->offset_ms = offset_ms(skew, now) + by_ms;
	skew->learnt = true;
	skew->late = skew->early = 0;
}

/* A small step is drift, and misdates nothing by more.  Of a row the smallest is believed: if the clock is
 * further ahead, the next ones show it. */
static void note_early(struct skew *skew, struct skew_now now, int64_t at_ms)
{
	int64_t early_ms = skew_boot_ms(skew, now, at_ms) - now.boot_ms;

	skew->late = 0;
	skew->least_ms = skew->early++ ? least(skew->least_ms, early_ms) : early_ms;
	if (early_ms >= SKEW_LATE_MS && skew->early < SKEW_EARLY_MIN)
		return;
	shift(skew, now, -skew->least_ms);
	if (at_ms > skew->newest_ms)
		skew->newest_ms = at_ms;
}

/* What lies beyond our own wall clock after its return cannot have been a time. */
static void believe(struct skew *skew, struct skew_now now)
{
	int64_t ahead_ms = skew_ahead_ms(skew, now);

	if (ahead_ms > 0) {
		shift(skew, now, least(skew->least_ms, ahead_ms));
		skew->newest_ms = least(skew->newest_ms, now.wall_ms);
	} else {
		shift(skew, now, skew->least_ms);
	}
}

static void note_late(struct skew *skew, struct skew_now now, int64_t late_ms, bool dated)
{
	if (skew->late++ == 0) {
		skew->since_ms = now.boot_ms;
		skew->least_ms = late_ms;
	}
	skew->least_ms = least(skew->least_ms, late_ms);
	if (skew->late >= SKEW_EVENTS_MIN &&
	    (dated || now.boot_ms - skew->since_ms >= SKEW_WATCH_MIN_MS))
		believe(skew, now);
}

/* By its Date it may be less: then it was sent late. */
static int64_t lateness_ms(const struct skew *skew, struct skew_now now, struct skew_event event)
{
	int64_t late_ms = now.boot_ms - skew_boot_ms(skew, now, event.at_ms);

	if (!event.sent_ms)
		return late_ms;
	return least(late_ms, now.boot_ms - skew_boot_ms(skew, now, event.sent_ms));
}

void skew_note(struct skew *skew, struct skew_now now, struct skew_event event)
{
	int64_t late_ms = now.boot_ms - skew_boot_ms(skew, now, event.at_ms);
	bool newer = event.at_ms > skew->newest_ms;

	if (late_ms < 0) {
		note_early(skew, now, event.at_ms);
		return;
	}
	skew->early = 0;
	if (newer)
		skew->newest_ms = event.at_ms;
	else
		newer = skew_ahead_ms(skew, now) > 0 &&
			(!skew->late || event.at_ms > skew->last_ms);
	late_ms = lateness_ms(skew, now, event);
	if (late_ms < SKEW_LATE_MS)
		skew->late = 0;
	else if (newer)
		note_late(skew, now, late_ms, event.sent_ms != 0);
	skew->last_ms = event.at_ms;
}
