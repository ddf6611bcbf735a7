/* test_baseline_phi.c - phi-accrual with both defaults, by hand.  SPDX-License-Identifier: ISC */
#include <math.h>

#include "baseline_phi.h"
#include "scripted.h"

#define S SIM_SECOND_MS

static void play(struct sim_hand *hand, const struct baseline_phi *rule, int64_t until_ms)
{
	struct sim_decider decider = baseline_phi_decider("test", rule);

	scripted_run(hand, &decider, 1, until_ms);
}

/* Phi itself, as Akka writes it down. */
static double normal_phi(double gap_ms, double mean_ms, double deviation_ms)
{
	double y = (gap_ms - mean_ms) / deviation_ms;
	double e = exp(-y * (1.5976 + 0.070566 * y * y));

	return -log10(e / (1 + e));
}

static void the_gap_is_where_phi_passes_eight(void **state)
{
	double gap = baseline_phi_gap_ms(&baseline_akka, 1000, 250);

	(void)state;
	assert_true(fabs(normal_phi(gap, 1000 + 3000, 250) - 8) < 1e-6);
	gap = baseline_phi_gap_ms(&baseline_akka, 1000, 7); /* at least 100 ms of deviation */
	assert_true(fabs(normal_phi(gap, 1000 + 3000, 100) - 8) < 1e-6);
	gap = baseline_phi_gap_ms(&baseline_cassandra, 1000, 0);
	assert_true(fabs(gap / 1000 / log(10) - 8) < 1e-9); /* 18.4 means */
}

static void before_the_first_heartbeat_all_is_well(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	play(hand, &baseline_akka, SIM_DAY_MS);
	play(hand, &baseline_cassandra, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 0);
}

static void one_heartbeat_and_then_silence(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 100 * S, 0);
	play(hand, &baseline_akka, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms,
			 106 * S); /* 4 s + 5.5 deviations of 250 ms, asked each s */

	hand = scripted_hand(state);
	scripted_proof(hand, 100 * S, 0);
	play(hand, &baseline_cassandra, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 137 * S); /* 18.4 * 2 s */
}

static void it_learns_the_gaps(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	for (int i = 0; i < 200; i++)
		scripted_proof(hand, (100 + 5 * i) * S, 0);
	play(hand, &baseline_cassandra, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms - 1095 * S, 92 * S); /* 18.4 * (199 * 5 + 2) / 200 s */
}

static void akka_learns_mean_and_deviation(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 100 * S, 0);
	scripted_proof(hand, 105 * S, 0); /* mean 7/3 s, deviation 1.89 s */
	play(hand, &baseline_akka, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms,
			 121 * S); /* 105 + 2.33 + 3 + 5.46 * 1.89, asked each s */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gap_is_where_phi_passes_eight),
		cmocka_unit_test(before_the_first_heartbeat_all_is_well),
		cmocka_unit_test(one_heartbeat_and_then_silence),
		cmocka_unit_test(it_learns_the_gaps),
		cmocka_unit_test(akka_learns_mean_and_deviation),
	};

	return cmocka_run_group_tests(tests, scripted_make, scripted_drop);
}
