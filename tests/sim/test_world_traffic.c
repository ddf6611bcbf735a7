/* test_world_traffic.c - rates, nights and bursts.  SPDX-License-Identifier: ISC */
#include "onlooker.h"

#include <math.h>

static void assert_proofs(enum sim_traffic traffic, bool bursty, double per_day)
{
	struct onlooker o;
	double expected;

	onlooker_init(&o, 0);
	o.setup.traffic = traffic;
	o.setup.bursty = bursty;
	o.setup.length_ms = (traffic == SIM_BUSY ? 2 : traffic == SIM_MEDIUM ? 30 : 1000) * DAY;
	o.period_ms = HOUR;
	onlooker_run(&o);
	expected = per_day * (17 + 0.7) / 24 * 2 * (double)o.setup.length_ms / DAY;
	assert_true(fabs((double)o.news[EVIDENCE_PROOF] / expected - 1) < (bursty ? 0.15 : 0.03));
}

static void traffic_has_its_rate_and_its_nights(void **state)
{
	(void)state;
	assert_proofs(SIM_BUSY, false, 86400);
	assert_proofs(SIM_MEDIUM, false, 1440);
	assert_proofs(SIM_QUIET, false, 24);
	assert_proofs(SIM_VERY_QUIET, false, 4);
}

static void bursts_keep_the_mean(void **state)
{
	(void)state;
	assert_proofs(SIM_MEDIUM, true, 1440);
}

struct gaps {
	long by_hour[24];
	int64_t last_ms, longest_ms;
};

static void measure_gap(struct onlooker *o, const struct sim_news *news)
{
	struct gaps *gaps = o->own;

	assert_in_range(news->t_ms - news->at_ms, 0, 50);
	gaps->by_hour[news->at_ms % DAY / HOUR]++;
	if (news->at_ms - gaps->last_ms > gaps->longest_ms)
		gaps->longest_ms = news->at_ms - gaps->last_ms;
	gaps->last_ms = news->at_ms;
}

static void nights_are_quiet_and_proofs_come_within_50_ms(void **state)
{
	struct gaps gaps = { { 0 }, 0, 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.heard = measure_gap;
	o.own = &gaps;
	onlooker_run(&o);
	assert_in_range(gaps.by_hour[6], 200, 550);
	assert_in_range(gaps.by_hour[7], 3200, 4000);
	assert_in_range(gaps.by_hour[23], 3200, 4000);
	assert_true(gaps.longest_ms < 2 * HOUR);
}

static void bursts_have_lulls_between_them(void **state)
{
	struct gaps gaps = { { 0 }, 0, 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.setup.sessions = 1;
	o.setup.bursty = true;
	o.heard = measure_gap;
	o.own = &gaps;
	onlooker_run(&o);
	assert_true(gaps.longest_ms > 2 * HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(traffic_has_its_rate_and_its_nights),
		cmocka_unit_test(bursts_keep_the_mean),
		cmocka_unit_test(nights_are_quiet_and_proofs_come_within_50_ms),
		cmocka_unit_test(bursts_have_lulls_between_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
