/* sight.c - see sight.h.  SPDX-License-Identifier: ISC */
#include "sight.h"

#include <inttypes.h>
#include <stdio.h>

#define WHY_BYTES 128
#define SPAN_BYTES 24

/* Whole units are enough for a person. */
static const char *print_span(char *out, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = { { 86400000, "d" }, { 3600000, "h" }, { 60000, "m" }, { 1000, "s" } };
	size_t i = 0;

	while (i < 3 && ms < 2 * units[i].ms)
		i++;
	snprintf(out, SPAN_BYTES, "%" PRId64 "%s", (ms + units[i].ms - 1) / units[i].ms,
		 units[i].name);
	return out;
}

static void tell(const struct sight *s, const char *why)
{
	if (MUZZLE_HAS(s->by.host, blind))
		s->by.host->blind(s->by.inst, why);
}

static void tell_gap(const struct sight *s, int64_t now_ms)
{
	char why[WHY_BYTES], quiet[SPAN_BYTES], usual[SPAN_BYTES];

	snprintf(why, sizeof(why), "no %s for %s, expected one every %s at most", s->noun,
		 print_span(quiet, now_ms - s->gap.last_ms),
		 print_span(usual, gap_expected_ms(&s->gap)));
	tell(s, why);
}

/* One timer looks again and again, as a delivery must cost nothing. */
static void look(void *self, void *arg)
{
	struct sight *s = arg;
	int64_t now_ms = s->by.host->now(s->by.inst), due_ms;

	(void)self;
	s->timer = 0;
	if (gap_is_over(&s->gap, now_ms)) {
		tell_gap(s, now_ms);
		return;
	}
	due_ms = gap_due_ms(&s->gap);
	if (due_ms == INT64_MAX)
		due_ms = now_ms + GAP_LEAST_MS;
	s->timer = s->by.host->timer_start(s->by.inst, due_ms - now_ms, look, s);
}

void sight_open(struct sight *sight, struct evidence by, int64_t expect_ms, const char *noun)
{
	*sight = (struct sight){ .by = by, .noun = noun };
	gap_init(&sight->gap, expect_ms, by.host->now(by.inst));
	look(NULL, sight);
}

static void stop_recovery(struct sight *s)
{
	if (s->recovery)
		s->by.host->timer_stop(s->by.inst, s->recovery);
	s->recovery = 0;
}

void sight_lose(struct sight *sight, const char *why)
{
	stop_recovery(sight);
	sight->lost = true;
	tell(sight, why);
}

void sight_find(struct sight *sight)
{
	stop_recovery(sight);
	sight->lost = false;
	if (!sight->gap.over)
		tell(sight, NULL);
}

static void on_recovered(void *self, void *arg)
{
	(void)self;
	((struct sight *)arg)->recovery = 0;
	sight_find(arg);
}

void sight_note(struct sight *sight, int64_t now_ms)
{
	const struct evidence *by = &sight->by;

	if (gap_note(&sight->gap, now_ms)) {
		look(NULL, sight);
		if (!sight->lost)
			tell(sight, NULL);
	}
	if (sight->lost && !sight->recovery)
		sight->recovery =
			by->host->timer_start(by->inst, SIGHT_FIND_MS, on_recovered, sight);
}
