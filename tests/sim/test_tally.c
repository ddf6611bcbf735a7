/* test_tally.c - hand-made truths, and what they add up to.  SPDX-License-Identifier: ISC */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tally.h"

#define YEAR SIM_YEAR_MS
#define HOUR SIM_HOUR_MS
#define MINUTE SIM_MINUTE_MS
#define SECOND SIM_SECOND_MS
#define CLOSE(a, b) assert_true(fabs((a) / (b)-1) < 1e-9)

struct story {
	struct tally sum;
	struct tally_watch watch;
	struct tally_figures figures;
};

/* Two sessions, one year. */
static int begin(void **state)
{
	struct story *s = calloc(1, sizeof(*s));
	struct sim_setup setup = { .sessions = 2, .length_ms = YEAR };

	assert_non_null(s);
	tally_begin(&s->watch, &s->sum, &setup);
	*state = s;
	return 0;
}

static int discard(void **state)
{
	free(*state);
	return 0;
}

static void died(struct story *s, int64_t t_ms, int who, enum sim_death death)
{
	tally_note(&s->watch, &(struct sim_fact){
				      .kind = SIM_DIED, .t_ms = t_ms, .who = who, .death = death });
}

static void lives(struct story *s, int64_t t_ms, int who)
{
	tally_note(&s->watch, &(struct sim_fact){ .kind = SIM_LIVES, .t_ms = t_ms, .who = who });
}

/* A good act on a session; a bad one takes it down for 20 s. */
static void acted(struct story *s, int64_t t_ms, int who, bool good)
{
	tally_note(&s->watch, &(struct sim_fact){ .kind = SIM_ACTED,
						  .t_ms = t_ms,
						  .who = who,
						  .act = SIM_RESTART_SESSION,
						  .false_act = !good,
						  .interrupted = !good,
						  .down_ms = 20 * SECOND });
}

static void acted_widely(struct story *s, int64_t t_ms, bool good)
{
	tally_note(&s->watch, &(struct sim_fact){ .kind = SIM_ACTED,
						  .t_ms = t_ms,
						  .who = SIM_GATEWAY,
						  .act = SIM_RESTART_GATEWAY,
						  .false_act = !good,
						  .interrupted = good ? 1 : 2,
						  .down_ms = 30 * SECOND });
}

static void told(struct story *s, int64_t t_ms, int who, enum words_notify what)
{
	tally_note(&s->watch,
		   &(struct sim_fact){ .kind = SIM_TOLD, .t_ms = t_ms, .who = who, .what = what });
}

static const struct tally_figures *end(struct story *s)
{
	tally_end(&s->watch);
	tally_figure(&s->sum, &s->figures);
	return &s->figures;
}

static void a_quiet_year_allows_the_claim_of_one_and_a_half_mistakes_a_session_year(void **state)
{
	const struct tally_figures *f = end(*state);

	CLOSE(f->session_years, 2);
	assert_true(f->false_per_year == 0);
	assert_true(fabs(f->false_upper_per_year - 2.995732 / 2) < 1e-5);
	assert_true(f->available_pct == 100);
	assert_true(f->mtbm_days == INFINITY);
	assert_true(isnan(f->acts_per_failure) && isnan(f->alerts_per_incident));
	assert_true(isnan(f->found_p50_s[TALLY_LOUD]));
}

static void a_loud_death_is_found_at_the_first_good_act_and_costs_until_it_lives(void **state)
{
	struct story *s = *state;
	const struct tally_figures *f;

	died(s, HOUR, 0, SIM_LOUD);
	acted(s, HOUR + 40 * SECOND, 0, true);
	acted(s, HOUR + 3 * MINUTE, 0, true); /* the first did not cure */
	lives(s, HOUR + 4 * MINUTE, 0);
	f = end(s);
	assert_true(fabs(f->found_p50_s[TALLY_LOUD] - 40) < .16);
	assert_true(isnan(f->found_p50_s[TALLY_SILENT]));
	CLOSE(f->acts_per_failure, 2);
	assert_int_equal(s->sum.dead_ms, 4 * MINUTE);
	assert_true(fabs(f->available_pct - 100 * (1 - 240. / (2 * 365 * 86400))) < 1e-9);
	assert_int_equal(s->sum.false_acts, 0);
	assert_int_equal(s->sum.incidents, 1);
	assert_true(f->self_down_s == 0);
}

static void a_false_act_is_no_detection_and_its_cost_is_ours(void **state)
{
	struct story *s = *state;
	const struct tally_figures *f;

	acted(s, HOUR, 1, false);
	acted_widely(s, 2 * HOUR, false);
	f = end(s);
	CLOSE(f->false_per_year, 1); /* two in two session-years */
	assert_true(fabs(f->false_upper_per_year - 6.295794 / 2) < 1e-5);
	CLOSE(f->self_down_s, (20 + 2 * 30) / 2.);
	CLOSE(f->blast_s, 40);
	CLOSE(f->mistake_s, 40);
	CLOSE(f->mtbm_days, 365);
	assert_true(f->available_pct < 100);
	assert_int_equal(s->sum.failures, 0);
	assert_int_equal(s->sum.incidents, 0);
}

static void what_nobody_finds_is_missed_and_stands_in_the_quantiles_as_infinity(void **state)
{
	struct story *s = *state;
	const struct tally_figures *f;

	died(s, HOUR, 0, SIM_ZOMBIE);
	acted(s, HOUR + 10 * MINUTE, 0, true);
	lives(s, HOUR + 11 * MINUTE, 0);
	died(s, 5 * HOUR, 0, SIM_ZOMBIE);
	lives(s, 5 * HOUR + TALLY_SPARED_MS, 0); /* somebody else helped, late */
	died(s, YEAR - TALLY_SPARED_MS, 1, SIM_ZOMBIE);
	f = end(s);
	assert_int_equal(s->sum.found[TALLY_SILENT].missed, 2);
	assert_int_equal(s->sum.failures, 3);
	assert_true(f->found_p50_s[TALLY_SILENT] == INFINITY);
	CLOSE(f->missed_pct[TALLY_SILENT], 200. / 3);
}

static void what_soon_passes_by_itself_or_is_too_young_at_the_end_needed_nobody(void **state)
{
	struct story *s = *state;

	died(s, HOUR, SIM_GATEWAY, SIM_CRASH); /* docker revives it */
	lives(s, HOUR + 5 * SECOND, SIM_GATEWAY);
	died(s, YEAR - TALLY_SPARED_MS + 1, 0, SIM_LOUD);
	end(s);
	assert_int_equal(s->sum.failures, 0);
	assert_int_equal(s->sum.found[TALLY_CERTAIN].missed + s->sum.found[TALLY_LOUD].missed, 0);
}

static void a_crash_is_one_failure_of_its_gateway_and_all_its_sessions_are_down(void **state)
{
	struct story *s = *state;
	const struct tally_figures *f;

	died(s, HOUR, SIM_GATEWAY, SIM_CRASH);
	died(s, HOUR, 0, SIM_CRASH);
	died(s, HOUR, 1, SIM_CRASH);
	acted_widely(s, HOUR + 10 * SECOND, true);
	lives(s, HOUR + 30 * SECOND, SIM_GATEWAY);
	lives(s, HOUR + 30 * SECOND, 0);
	lives(s, HOUR + 50 * SECOND, 1);
	f = end(s);
	assert_int_equal(s->sum.failures, 1);
	CLOSE(f->acts_per_failure, 1);
	assert_true(fabs(f->found_p99_s[TALLY_CERTAIN] - 10) < .04);
	assert_int_equal(s->sum.dead_ms, (2 * 30 + 20) * SECOND);
}

static void a_wide_act_finds_every_dead_session_of_the_gateway(void **state)
{
	struct story *s = *state;

	died(s, HOUR, 0, SIM_LOUD);
	died(s, HOUR, 1, SIM_ZOMBIE);
	acted_widely(s, HOUR + MINUTE, true);
	acted_widely(s, HOUR + 2 * MINUTE, true); /* found is found */
	end(s);
	assert_int_equal(s->sum.found[TALLY_LOUD].ended, 1);
	assert_int_equal(s->sum.found[TALLY_SILENT].ended, 1);
	assert_int_equal(s->sum.failures, 2);
}

static void who_needs_a_person_is_found_by_a_word_not_by_an_act(void **state)
{
	struct story *s = *state;
	const struct tally_figures *f;

	died(s, HOUR, 0, SIM_HUMAN);
	acted(s, HOUR + SECOND, 0, false);
	acted_widely(s, HOUR + 2 * SECOND, true); /* good for somebody else */
	told(s, HOUR + 30 * SECOND, 0, NOTIFY_HUMAN);
	told(s, HOUR + 40 * SECOND, 0, NOTIFY_REMINDER);
	f = end(s);
	assert_true(fabs(f->found_p50_s[TALLY_HUMAN] - 30) < .12);
	assert_int_equal(s->sum.failures, 0);
	assert_int_equal(s->sum.alerts, 1);
	assert_int_equal(s->sum.needless, 0);
	CLOSE(f->alerts_per_incident, 1);
}

static void a_word_about_the_living_is_needless(void **state)
{
	struct story *s = *state;

	told(s, HOUR, 0, NOTIFY_OPENED);
	died(s, 2 * HOUR, 0, SIM_LOUD);
	told(s, 2 * HOUR + 1, 1, NOTIFY_QUARANTINED); /* the other one lives */
	told(s, 2 * HOUR + 2, SIM_GATEWAY, NOTIFY_OPENED);
	told(s, 2 * HOUR + 3, 0, NOTIFY_CLOSED); /* calls nobody */
	end(s);
	assert_int_equal(s->sum.alerts, 3);
	assert_int_equal(s->sum.needless, 2);
}

static void a_new_death_of_another_cause_is_another_death_and_the_same_again_is_not(void **state)
{
	struct story *s = *state;

	died(s, HOUR, 0, SIM_LOUD);
	died(s, HOUR + 20 * SECOND, 0, SIM_LOUD);
	died(s, HOUR + 30 * SECOND, 0, SIM_HUMAN);
	told(s, HOUR + 40 * SECOND, 0, NOTIFY_HUMAN);
	end(s);
	assert_int_equal(s->sum.failures, 0);
	assert_true(fabs(s->figures.found_p50_s[TALLY_HUMAN] - 10) < .04);
}

static void acts_with_gaps_below_ten_minutes_are_a_chain_of_their_session_and_its_gateway(
	void **state)
{
	struct story *s = *state;

	acted(s, HOUR, 0, false);
	acted(s, HOUR + MINUTE, 1, false); /* another session's is no link */
	acted(s, HOUR + 10 * MINUTE - 1, 0, false);
	assert_int_equal(s->sum.longest_chain, 2);
	acted_widely(s, HOUR + 20 * MINUTE - 2, false); /* a link of everybody's */
	assert_int_equal(s->sum.longest_chain, 3);
	acted(s, HOUR + 30 * MINUTE - 2, 0, false); /* ten minutes are no gap of less */
	assert_int_equal(s->sum.longest_chain, 3);
	acted(s, HOUR + 31 * MINUTE, 0, false);
	acted(s, HOUR + 32 * MINUTE, 0, false);
	acted(s, HOUR + 33 * MINUTE, 0, false);
	assert_int_equal(s->sum.longest_chain, 4);
}

static void flapping_is_one_incident_until_all_were_well_for_ten_minutes(void **state)
{
	struct story *s = *state;
	int64_t t_ms = HOUR;

	for (int i = 0; i < 20; i++, t_ms += 2 * MINUTE) {
		died(s, t_ms, i % 2, SIM_LOUD);
		lives(s, t_ms + 30 * SECOND, i % 2);
	}
	died(s, t_ms + 10 * MINUTE, 0, SIM_LOUD);
	lives(s, t_ms + 15 * MINUTE, 0);
	died(s, t_ms + HOUR, 0, SIM_LOUD); /* under a minute, and nobody acted */
	lives(s, t_ms + HOUR + 59 * SECOND, 0);
	end(s);
	assert_int_equal(s->sum.incidents, 2);
}

static void probes_are_counted_by_session_and_day(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 7300; i++)
		tally_note(&s->watch, &(struct sim_fact){ .kind = SIM_ASKED, .t_ms = i, .who = 0 });
	CLOSE(end(s)->probes_per_day, 10);
}

static void merged_tallies_are_as_if_counted_together(void **state)
{
	struct story *s = *state;
	struct tally *sum = calloc(1, sizeof(*sum));

	assert_non_null(sum);
	died(s, HOUR, 0, SIM_LOUD);
	acted(s, HOUR + MINUTE, 0, true);
	lives(s, HOUR + 2 * MINUTE, 0);
	acted(s, 3 * HOUR, 0, false);
	told(s, 4 * HOUR, 0, NOTIFY_OPENED);
	tally_note(&s->watch, &(struct sim_fact){ .kind = SIM_ASKED, .t_ms = 5 * HOUR, .who = 0 });
	end(s);
	tally_merge(sum, &s->sum);
	assert_memory_equal(sum, &s->sum, sizeof(*sum));
	tally_merge(sum, &s->sum);
	tally_figure(sum, &s->figures);
	CLOSE(s->figures.session_years, 4);
	CLOSE(s->figures.false_per_year, .5);
	CLOSE(s->figures.acts_per_failure, 1);
	CLOSE(s->figures.alerts_per_incident, 1);
	assert_int_equal(sum->found[TALLY_LOUD].ended, 2);
	assert_int_equal(sum->longest_chain, 1);
	assert_int_equal(sum->probes + sum->needless + sum->worlds, 6);
	assert_int_equal(sum->dead_ms, 4 * MINUTE);
	assert_int_equal(sum->mistaken_ms, 40 * SECOND);
	free(sum);
}

static void a_minute_of_death_is_an_incident_and_so_is_less_when_somebody_acted(void **state)
{
	struct story *s = *state;

	died(s, HOUR, 0, SIM_LOUD);
	lives(s, HOUR + MINUTE, 0);
	died(s, HOUR + 11 * MINUTE, 0, SIM_LOUD); /* ten minutes of health end the first */
	acted(s, HOUR + 11 * MINUTE + SECOND, 0, true);
	lives(s, HOUR + 11 * MINUTE + 2 * SECOND, 0);
	died(s, HOUR + 21 * MINUTE, 0, SIM_LOUD); /* sooner: the same one */
	lives(s, HOUR + 25 * MINUTE, 0);
	end(s);
	assert_int_equal(s->sum.incidents, 2);
}

static void who_lives_again_ends_no_trouble_while_another_is_dead(void **state)
{
	struct story *s = *state;

	died(s, HOUR, 0, SIM_LOUD);
	died(s, HOUR, 1, SIM_LOUD);
	lives(s, HOUR + MINUTE, 0);
	died(s, HOUR + 30 * MINUTE, 0, SIM_LOUD);
	lives(s, HOUR + 31 * MINUTE, 0);
	lives(s, HOUR + 31 * MINUTE, 1);
	end(s);
	assert_int_equal(s->sum.incidents, 1);
}

static void a_word_about_a_gateway_that_lives_with_all_its_sessions_is_needless(void **state)
{
	struct story *s = *state;

	told(s, HOUR, SIM_GATEWAY, NOTIFY_OPENED);
	assert_int_equal(s->sum.needless, 1);
	died(s, 2 * HOUR, SIM_GATEWAY, SIM_HANGS);
	told(s, 2 * HOUR + 1, 0, NOTIFY_OPENED); /* its session cannot live without it */
	assert_int_equal(s->sum.needless, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, discard)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_quiet_year_allows_the_claim_of_one_and_a_half_mistakes_a_session_year),
		TEST(a_loud_death_is_found_at_the_first_good_act_and_costs_until_it_lives),
		TEST(a_false_act_is_no_detection_and_its_cost_is_ours),
		TEST(what_nobody_finds_is_missed_and_stands_in_the_quantiles_as_infinity),
		TEST(what_soon_passes_by_itself_or_is_too_young_at_the_end_needed_nobody),
		TEST(a_crash_is_one_failure_of_its_gateway_and_all_its_sessions_are_down),
		TEST(a_wide_act_finds_every_dead_session_of_the_gateway),
		TEST(who_needs_a_person_is_found_by_a_word_not_by_an_act),
		TEST(a_word_about_the_living_is_needless),
		TEST(a_new_death_of_another_cause_is_another_death_and_the_same_again_is_not),
		TEST(acts_with_gaps_below_ten_minutes_are_a_chain_of_their_session_and_its_gateway),
		TEST(flapping_is_one_incident_until_all_were_well_for_ten_minutes),
		TEST(probes_are_counted_by_session_and_day),
		TEST(merged_tallies_are_as_if_counted_together),
		TEST(a_minute_of_death_is_an_incident_and_so_is_less_when_somebody_acted),
		TEST(who_lives_again_ends_no_trouble_while_another_is_dead),
		TEST(a_word_about_a_gateway_that_lives_with_all_its_sessions_is_needless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
