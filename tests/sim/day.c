/* day.c - see day.h.  SPDX-License-Identifier: ISC */
#include "day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scribe.h"

#define SESSIONS 8
#define POLL_MS (15 * SIM_SECOND_MS)
#define PATIENCE_MS (3 * SIM_SECOND_MS)

/* Both ears: one writes the journal, one counts as the daemon does. */
struct living {
	struct day *day;
	struct scribe scribe;
	struct watcher_tap pen;
};

static void add_refusal(struct day *day, const struct engine_order *order)
{
	struct day_refusal *refusal;

	if (day->count == day->room) {
		day->room = 2 * day->room + 64;
		day->refusals = realloc(day->refusals, day->room * sizeof(*day->refusals));
		assert_non_null(day->refusals);
	}
	refusal = &day->refusals[day->count++];
	*refusal = (struct day_refusal){ .t_ms = order->t_ms, .by = order->by };
	snprintf(refusal->target, sizeof(refusal->target), "%s", roster_name(order->target));
	day->by[order->by]++;
}

static void hear_header(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct living *living = ctx;

	living->pen.header(living->pen.ctx, roster, t_ms);
}

static void hear_evidence(void *ctx, const struct engine_evidence *evidence,
			  const struct trace_words *words)
{
	struct living *living = ctx;

	living->pen.evidence(living->pen.ctx, evidence, words);
	counts_take_evidence(&living->day->counts, evidence, words->source);
}

static void hear_order(void *ctx, const struct engine_order *order)
{
	struct living *living = ctx;

	living->pen.order(living->pen.ctx, order);
	counts_take_order(&living->day->counts, order);
	if (order->kind == ORDER_HELD)
		add_refusal(living->day, order);
}

void day_live(struct day *day, const struct day_wish *wish)
{
	struct living living = { .day = day };
	struct sim_setup setup = { .seed = wish->seed,
				   .scenarios = wish->scenarios,
				   .traffic = SIM_MEDIUM,
				   .law = SIM_LOGNORMAL,
				   .base_faults = true,
				   .sessions = SESSIONS,
				   .poll_ms = POLL_MS,
				   .length_ms = SIM_DAY_MS };
	FILE *journal = fopen(wish->journal, "w");
	struct meddler_config meddled;
	struct watcher_config config;
	struct sim_decider decider;

	assert_non_null(journal);
	*day = (struct day){ .count = 0 };
	scribe_init(&living.scribe, journal);
	living.pen = scribe_tap(&living.scribe);
	watcher_config_default(&config);
	config.observe = wish->observe;
	config.policy.patience_ms = PATIENCE_MS;
	config.policy.gateway_restarts.acts = 1;
	config.tap = (struct watcher_tap){ .ctx = &living,
					   .header = hear_header,
					   .evidence = hear_evidence,
					   .order = hear_order };
	meddler_init(&meddled, &config);
	decider = meddler_decider(&meddled);
	assert_int_equal(sim_run(&setup, &decider, NULL, NULL), 0);
	fputs(DAY_END "\n", journal);
	assert_int_equal(fclose(journal), 0);
}

void day_fini(struct day *day)
{
	free(day->refusals);
	counts_fini(&day->counts);
}
