/* test_bench_bars.c - a bar that is missed is said to be missed.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench_bars.h"
#include "limit.h"

#define S SIM_SECOND_MS

struct made {
	struct bench_plan plan;
	struct bench_sum sums[2];
	char *text; /* owned */
};

static struct bench_sum *one_cell(struct made *made, enum bench_part part, const char *name)
{
	made->plan.cells[0] = (struct bench_cell){ .part = part, .name = name, .ours = true };
	made->plan.count = 1;
	memset(made->sums, 0, sizeof(made->sums));
	made->sums[0].tally.session_ms = 100 * SIM_YEAR_MS;
	made->sums[0].late_session_ms = 100 * SIM_YEAR_MS;
	made->sums[0].cpu_ns = 1000000;
	return &made->sums[0];
}

static int judge(struct made *made)
{
	size_t bytes;
	FILE *out;
	int failed;

	free(made->text);
	made->text = NULL;
	out = open_memstream(&made->text, &bytes);
	failed = bench_bars_print(out, &made->plan, made->sums);
	fclose(out);
	return failed;
}

static void one_false_restart_is_one_too_many(void **state)
{
	struct made *made = *state;
	struct bench_sum *sum = one_cell(made, BENCH_ZERO, "S1");

	assert_int_equal(judge(made), 0);
	assert_non_null(strstr(made->text, "PASS  S1"));
	assert_non_null(strstr(made->text, "100 session-years"));
	sum->tally.false_acts = 1;
	assert_int_equal(judge(made), 1);
	assert_non_null(strstr(made->text, "FAIL  S1"));
}

static void classes_of_traffic_are_judged_together(void **state)
{
	struct made *made = *state;

	one_cell(made, BENCH_ZERO, "S1");
	made->plan.cells[1] = made->plan.cells[0];
	made->plan.count = 2;
	made->sums[1] = made->sums[0];
	made->sums[1].tally.false_acts = 1;
	assert_int_equal(judge(made), 1);
	assert_non_null(strstr(made->text, "1 false restarts in 200 session-years"));
}

static void half_a_false_restart_a_year_once_learnt(void **state)
{
	struct made *made = *state;
	struct bench_sum *sum = one_cell(made, BENCH_LAW, bench_law_name(SIM_PARETO));

	sum->late_false = 50;
	assert_int_equal(judge(made), 0);
	sum->late_false = 51;
	assert_int_equal(judge(made), 1);
}

static void two_in_the_first_week(void **state)
{
	struct made *made = *state;
	struct bench_sum *sum = one_cell(made, BENCH_WEEK, bench_law_name(SIM_PARETO));

	sum->tally.session_ms = 10 * BENCH_WEEK_MS;
	sum->tally.false_acts = 20;
	assert_int_equal(judge(made), 0);
	assert_non_null(strstr(made->text, "2.00 false restarts a session"));
	sum->tally.false_acts = 21;
	assert_int_equal(judge(made), 1);
}

/* 40 false restarts in 100 years: at most 0.52 a year, for which the limit is 44.7 s, seen every 10 s 47.6 s. */
static void loud_deaths_are_held_against_the_limit_at_the_upper_rate(void **state)
{
	struct made *made = *state;
	struct bench_sum *sum = one_cell(made, BENCH_RULES, "muzzle");
	int64_t most_ms =
		(int64_t)(1.25 * (limit_sampled_ms(SIM_LOGNORMAL, 0.52, BENCH_POLL_MS) + 5000));

	sum->tally.false_acts = 40;
	delays_add(&sum->tally.found[TALLY_LOUD], most_ms - 1000);
	assert_int_equal(judge(made), 0);
	delays_add(&sum->tally.found[TALLY_LOUD], most_ms + 1000);
	delays_add(&sum->tally.found[TALLY_LOUD], most_ms + 1000);
	assert_int_equal(judge(made), 1);
}

static void what_was_never_seen_is_neither_passed_nor_failed(void **state)
{
	struct made *made = *state;

	one_cell(made, BENCH_RULES, "muzzle");
	assert_int_equal(judge(made), 0);
	assert_non_null(
		strstr(made->text, "NONE  loud all of it         no such death in so few years\n"));
	one_cell(made, BENCH_FAULTS, bench_traffic_name(SIM_QUIET));
	assert_int_equal(judge(made), 0);
	assert_non_null(strstr(made->text, "NONE  mute quiet "));
	assert_non_null(strstr(made->text, "NONE  container died "));
	assert_non_null(strstr(made->text, "NONE  restarts per failure "));
	assert_non_null(strstr(made->text, "NONE  alerts per incident    no such incident in"));
	assert_non_null(strstr(made->text, "PASS  longest chain "));
	one_cell(made, BENCH_LAW, bench_law_name(SIM_PARETO))->late_session_ms = 0;
	assert_int_equal(judge(made), 0);
	assert_non_null(strstr(made->text, "NONE  S4 Pareto 2.5 "));
}

static void faults_have_bars_of_their_own(void **state)
{
	struct made *made = *state;
	struct bench_sum *sum = one_cell(made, BENCH_FAULTS, bench_traffic_name(SIM_MEDIUM));
	struct tally *tally = &sum->tally;

	tally->acts = 12;
	tally->failures = 10;
	tally->incidents = 10;
	tally->alerts = 12;
	tally->longest_chain = 3;
	tally->probes = (uint64_t)100 * 365 * 100;
	delays_add(&tally->found[TALLY_CERTAIN], 10900);
	delays_add(&tally->found[TALLY_SILENT], 2090 * S);
	assert_int_equal(judge(made), 0);
	tally->acts++;
	tally->alerts++;
	tally->longest_chain++;
	tally->probes += 100000;
	delays_miss(&tally->found[TALLY_CERTAIN]);
	delays_miss(&tally->found[TALLY_SILENT]);
	sum->cpu_ns = INT64_C(200000000000);
	assert_int_equal(judge(made), 7);
}

static int make(void **state)
{
	*state = calloc(1, sizeof(struct made));
	return *state ? 0 : -1;
}

static int drop(void **state)
{
	struct made *made = *state;

	free(made->text);
	free(made);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_false_restart_is_one_too_many),
		cmocka_unit_test(classes_of_traffic_are_judged_together),
		cmocka_unit_test(half_a_false_restart_a_year_once_learnt),
		cmocka_unit_test(two_in_the_first_week),
		cmocka_unit_test(loud_deaths_are_held_against_the_limit_at_the_upper_rate),
		cmocka_unit_test(what_was_never_seen_is_neither_passed_nor_failed),
		cmocka_unit_test(faults_have_bars_of_their_own),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
