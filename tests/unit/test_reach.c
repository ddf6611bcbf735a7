/* test_reach.c - what faults say of a gateway, and what they do not.  SPDX-License-Identifier: ISC */
#include "reach.h"
#include "story.h"

#define ACT "act g restart-container 2"

/* Faults of a source every 5 s of [from_ms, until_ms), with the daemon's ticks between. */
static void faults(struct story *story, int64_t from_ms, int64_t until_ms, const char *gateway,
		   const char *what)
{
	for (int64_t t_ms = from_ms; t_ms < until_ms; t_ms += 5000) {
		story_wait(story, t_ms - 1);
		story_fault(story, t_ms, gateway, what);
	}
	story_wait(story, until_ms - 1);
}

static void a_gateway_that_only_faults_is_unreachable_180_s_after_its_last_answer(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_claim(&story, 4000, "g/a", "up");
	faults(&story, 5000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 184000);
	story_fini(&story);
}

static void one_that_never_answered_has_300_s(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	faults(&story, 7000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 307000);
	story_fini(&story);
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_claim(&story, 4000, "g/a", "up");
	story_event(&story, 20000, "g", "start");
	faults(&story, 21000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 320000);
	story_fini(&story);
}

/* Its first answer gives it less time than it had without any, and that moment is not overslept. */
static void a_first_answer_brings_the_deadline_nearer(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_proof(&story, 0, "g/a");
	faults(&story, 0, 60000, "g", "path");
	story_line(&story,
		   "{\"t\":100000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"second\","
		   "\"state\":\"up\"}");
	story_wait(&story, 400000);
	assert_int_equal(story_when(&story, ACT), 280000);
	story_fini(&story);
}

static void nine_faults_are_too_few(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_claim(&story, 4000, "g/a", "up");
	for (int i = 0; i < 9; i++) {
		story_fault(&story, 5000 + i * 20000, "g", "path");
		story_fault(&story, 5000 + i * 20000, "g", "path"); /* a repetition is none */
	}
	story_wait(&story, 300000);
	assert_int_equal(story.acts, 0);
	story_fault(&story, 300000, "g", "path");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void faults_of_before_a_start_do_not_count_after_it(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	faults(&story, 0, 100000, "g", "path");
	story_event(&story, 100000, "g", "start");
	for (int i = 0; i < 9; i++)
		story_fault(&story, 300000 + i * 20000, "g", "path");
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void traffic_is_a_success_that_never_hastens(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_claim(&story, 4000, "g/a", "up");
	faults(&story, 5000, 60000, "g", "path");
	story_proof_at(&story, 60000, 58000, "g/a");
	faults(&story, 61000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 238000);
	story_fini(&story);
	story_init(&story);
	story_fault(&story, 0, "g", "path");
	story_proof_at(&story, 1000, 1000, "g/a");
	faults(&story, 5000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 301000);
	story_fini(&story);
}

static void another_source_that_answers_speaks_for_it(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < STORY_HOUR; t_ms += 5000) {
		story_fault(&story, t_ms, "g", "path");
		if (t_ms % 60000 == 0)
			story_line(
				&story,
				"{\"t\":%lld,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"other\",\"state\":\"up\"}",
				(long long)t_ms);
	}
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_log_that_once_carried_a_status_does_not(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_line(
		&story,
		"{\"t\":1000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"log\",\"state\":\"up\"}");
	faults(&story, 5000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 181000);
	story_fini(&story);
}

static void an_answer_begins_the_count_anew(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	faults(&story, 0, 45000, "g", "path");
	story_claim(&story, 45000, "g/a", "up");
	for (int i = 0; i < 9; i++)
		story_fault(&story, 50000 + i * 40000, "g", "path");
	assert_int_equal(story.acts, 0);
	story_fault(&story, 500000, "g", "path");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void what_failed_before_we_were_unwell_proves_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	faults(&story, 0, 100000, "g", "path");
	story_self(&story, 100000, "resume");
	for (int i = 0; i < 9; i++)
		story_fault(&story, 101000 + i * 40000, "g", "path");
	assert_int_equal(story.acts, 0);
	story_fault(&story, 500000, "g", "path");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

/* Unreachable, and restarted at 190 s; reachable again from back_ms on. */
static void restarted(struct story *story, int64_t back_ms)
{
	story_init(story);
	story_claim(story, 0, "g/a", "up");
	story_claim(story, 4000, "g/a", "up");
	faults(story, 5000, 190000, "g", "path");
	story_result(story, 190000, NULL);
	faults(story, 190001, back_ms, "g", "path");
}

static void good_answers_over_settle_show_that_it_helped(void **state)
{
	struct story story;

	(void)state;
	restarted(&story, 200000);
	const struct incident *incident = &roster_get(story.roster, "g")->incident;

	story_poll(&story, 200000, 209000, "g/a up");
	story_fault(&story, 209000, "g", "path");
	story_poll(&story, 215000, 225000, "g/a up");
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_wait(&story, 225000);
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void faults_over_start_max_show_that_it_did_not(void **state)
{
	struct story story;

	(void)state;
	restarted(&story, 600000);
	assert_int_equal(story_when(&story, "notify g quarantined"), 490000);
	story_fini(&story);
}

static void a_gateway_that_recovered_may_begin_to_fault_anew(void **state)
{
	struct story story;

	(void)state;
	for (int recovered = 0; recovered < 2; recovered++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		story_claim(&story, 0, "h/a", "up");
		story_fault(&story, 10000, "g", "path");
		if (recovered)
			story_claim(&story, 20000, "g/a", "up");
		story_fault(&story, 100000, "h", "path");
		story_fault(&story, 110000, "g", "path");
		assert_int_equal(roster_engine(story.roster)->unwell_until_ms > 0, recovered);
		story_fini(&story);
	}
}

static uint32_t setup_faults_of(struct story *story, const char *gateway)
{
	return reach_setup_faults(roster_get(story->roster, gateway)->gateway);
}

static void setup_faults_tell_once_and_never_convict(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	faults(&story, 5000, STORY_HOUR, "g", "setup");
	assert_int_equal(story_when(&story, "notify g setup"), 5000);
	assert_int_equal(story.notifies, 1);
	assert_int_equal(story.acts, 0);
	assert_int_equal(setup_faults_of(&story, "g"), 1);
	story_claim(&story, STORY_HOUR, "g/a", "up");
	assert_int_equal(setup_faults_of(&story, "g"), 0);
	faults(&story, STORY_HOUR + 5000, STORY_HOUR + 60000, "g", "setup");
	assert_int_equal(story.notifies, 2);
	story_fini(&story);
}

static void faults_of_both_kinds_are_not_only_path_faults(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	for (int64_t t_ms = 5000; t_ms < STORY_HOUR; t_ms += 5000) {
		story_fault(&story, t_ms, "g", "path");
		if (t_ms % 40000 == 0)
			story_fault(&story, t_ms, "g", "setup");
	}
	assert_int_equal(story.acts, 0);
	assert_int_equal(story.notifies, 1);
	story_fini(&story);
}

/* Of a source that answered so once, or goes on to. */
static void a_setup_fault_of_another_source_puts_the_conviction_off_while_it_lasts(void **state)
{
	struct story story;

	(void)state;
	for (int lasts = 0; lasts < 2; lasts++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		story_line(&story,
			   "{\"t\":0,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"log\","
			   "\"state\":\"up\"}");
		for (int64_t t_ms = 5000; t_ms < STORY_HOUR; t_ms += 5000) {
			if (t_ms == 5000 || (lasts && t_ms % 60000 == 0))
				story_line(&story,
					   "{\"t\":%lld,\"ev\":\"fault\",\"target\":\"g\","
					   "\"source\":\"log\",\"what\":\"setup\"}",
					   (long long)t_ms);
			story_fault(&story, t_ms, "g", "path");
		}
		assert_int_equal(story_when(&story, ACT), lasts ? -1 : 185000);
		story_fini(&story);
	}
}

static void an_act_on_a_session_gives_its_gateway_time(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 95000, "g/a", "down");
	assert_int_equal(story.acts, 1);
	story_result(&story, 91000, "failed");
	faults(&story, 91001, 500000, "g", "path");
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 90000);
	assert_int_equal(story_times(&story, "act g/a restart-session 1"), 2); /* again at 120 s */
	assert_int_equal(story_when(&story, ACT), 420000);
	story_fini(&story);
}

static void a_second_gateway_that_faults_soon_after_says_that_it_is_us(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		story_claim(&story, 0, "h/a", "up");
		faults(&story, 10000, 39999 + late, "g", "path");
		story_fault(&story, 39999 + late, "h", "path");
		faults(&story, 41000, 400000, "g", "path");
		/* every clock began anew at the second one's fault; nothing succeeded since */
		assert_int_equal(story_when(&story, ACT), late ? 180000 : 339999);
		story_fini(&story);
	}
}

/* Two that fault by turns would else keep the box from acting for ever. */
static void company_says_that_it_is_us_once_in_ten_minutes(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 1000; t_ms < 700000; t_ms += 60000) {
		story_claim(&story, t_ms, "g/a", "up");
		story_claim(&story, t_ms, "h/a", "up");
		story_fault(&story, t_ms + 10000, "g", "path");
		story_fault(&story, t_ms + 11000, "h", "path");
		assert_int_equal(roster_engine(story.roster)->unwell_until_ms - TARGET_TIME_BASE,
				 t_ms < 600000 ? 72000 : 672000);
	}
	story_fini(&story);
}

static void a_second_gateway_with_a_source_that_answers_says_nothing_of_us(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_claim(&story, 0, "h/a", "up");
	story_line(
		&story,
		"{\"t\":0,\"ev\":\"claim\",\"target\":\"h/a\",\"source\":\"other\",\"state\":\"up\"}");
	story_fault(&story, 10000, "g", "path");
	story_fault(&story, 11000, "h", "path");
	faults(&story, 12000, 400000, "g", "path");
	assert_int_equal(story_when(&story, ACT), 180000);
	story_fini(&story);
}

static void a_setup_fault_begins_the_count_anew(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	faults(&story, 0, 45000, "g", "path");
	story_fault(&story, 45000, "g", "setup");
	for (int i = 0; i < 9; i++)
		story_fault(&story, 50000 + i * 40000, "g", "path");
	assert_int_equal(story.acts, 0);
	story_fault(&story, 500000, "g", "path");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_gateway_that_only_faults_is_unreachable_180_s_after_its_last_answer),
		cmocka_unit_test(one_that_never_answered_has_300_s),
		cmocka_unit_test(a_first_answer_brings_the_deadline_nearer),
		cmocka_unit_test(nine_faults_are_too_few),
		cmocka_unit_test(faults_of_before_a_start_do_not_count_after_it),
		cmocka_unit_test(traffic_is_a_success_that_never_hastens),
		cmocka_unit_test(another_source_that_answers_speaks_for_it),
		cmocka_unit_test(a_log_that_once_carried_a_status_does_not),
		cmocka_unit_test(an_answer_begins_the_count_anew),
		cmocka_unit_test(what_failed_before_we_were_unwell_proves_nothing),
		cmocka_unit_test(good_answers_over_settle_show_that_it_helped),
		cmocka_unit_test(faults_over_start_max_show_that_it_did_not),
		cmocka_unit_test(a_gateway_that_recovered_may_begin_to_fault_anew),
		cmocka_unit_test(setup_faults_tell_once_and_never_convict),
		cmocka_unit_test(
			a_setup_fault_of_another_source_puts_the_conviction_off_while_it_lasts),
		cmocka_unit_test(faults_of_both_kinds_are_not_only_path_faults),
		cmocka_unit_test(an_act_on_a_session_gives_its_gateway_time),
		cmocka_unit_test(a_second_gateway_that_faults_soon_after_says_that_it_is_us),
		cmocka_unit_test(company_says_that_it_is_us_once_in_ten_minutes),
		cmocka_unit_test(a_second_gateway_with_a_source_that_answers_says_nothing_of_us),
		cmocka_unit_test(a_setup_fault_begins_the_count_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
