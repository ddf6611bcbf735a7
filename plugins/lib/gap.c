/* gap.c - see gap.h.  SPDX-License-Identifier: ISC */
#include "gap.h"

#define DECAY_STEP_MS INT64_C(3600000)
#define DECAY_PARTS 242 /* a 242nd part an hour is a half in a week */

void gap_init(struct gap *gap, int64_t expect_ms, int64_t now_ms)
{
	*gap = (struct gap){ .expect_ms = expect_ms,
			     .since_ms = now_ms,
			     .last_ms = now_ms,
			     .counted_ms = now_ms,
			     .decayed_ms = now_ms };
}

int64_t gap_expected_ms(const struct gap *gap)
{
	bool known = gap->deliveries >= GAP_DELIVERIES_MIN &&
		     gap->last_ms - gap->since_ms >= GAP_WATCH_MIN_MS;

	if (gap->expect_ms > 0)
		return gap->expect_ms;
	return known ? gap->longest_ms : 0;
}

/* How long it may be quiet, if the habit is known. */
static int64_t limit_ms(const struct gap *gap)
{
	if (gap->expect_ms > 0)
		return 2 * gap->expect_ms;
	return gap->longest_ms > GAP_LEAST_MS / 2 ? 2 * gap->longest_ms : GAP_LEAST_MS;
}

static void decay(struct gap *gap, int64_t now_ms)
{
	int64_t steps = (now_ms - gap->decayed_ms) / DECAY_STEP_MS;

	gap->decayed_ms += steps * DECAY_STEP_MS;
	for (; steps > 0 && gap->longest_ms >= DECAY_PARTS; steps--)
		gap->longest_ms -= gap->longest_ms / DECAY_PARTS;
}

static void learn(struct gap *gap, int64_t quiet_ms)
{
	if (gap->over && quiet_ms > limit_ms(gap))
		quiet_ms = limit_ms(gap);
	if (quiet_ms > gap->longest_ms)
		gap->longest_ms = quiet_ms;
}

/* A burst is one delivery: what a start writes says nothing of the habit. */
static void count(struct gap *gap, int64_t now_ms)
{
	if (gap->deliveries == GAP_DELIVERIES_MIN || now_ms - gap->counted_ms < GAP_APART_MS)
		return;
	gap->deliveries++;
	gap->counted_ms = now_ms;
}

bool gap_note(struct gap *gap, int64_t now_ms)
{
	bool was_over = gap->over;

	decay(gap, now_ms);
	learn(gap, now_ms - gap->last_ms);
	count(gap, now_ms);
	gap->last_ms = now_ms;
	gap->over = false;
	return was_over;
}

int64_t gap_due_ms(const struct gap *gap)
{
	if (gap->over || gap_expected_ms(gap) == 0)
		return INT64_MAX;
	return gap->last_ms + limit_ms(gap);
}

bool gap_is_over(struct gap *gap, int64_t now_ms)
{
	int64_t due_ms = gap_due_ms(gap);

	if (gap->over || now_ms < due_ms)
		return gap->over;
	gap->over = now_ms - due_ms < GAP_ASLEEP_MS;
	if (!gap->over)
		gap->last_ms = now_ms;
	return gap->over;
}
