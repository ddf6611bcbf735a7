/* test_container.c - which ends of a container are deaths, and which are not ours to mend.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#define ACT "act g restart-container 2"

static void event(struct story *story, int64_t t_ms, const char *what, const char *more)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\",\"what\":\"%s\"%s}",
		(long long)t_ms, what, more);
}

static void a_die_convicts_after_its_settle(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 1000, "start", "");
	event(&story, 5000, "die", ",\"code\":137");
	story_wait(&story, 60000);
	assert_int_equal(story_when(&story, ACT), 15000);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void a_gateway_may_need_longer_to_come_back(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "start", "");
	roster_get(story.roster, "g")->gateway->conf.die_settle_ms = 75000;
	event(&story, 5000, "die", "");
	story_wait(&story, 200000);
	assert_int_equal(story_when(&story, ACT), 80000);
	story_fini(&story);
}

static void a_start_or_an_answer_of_later_makes_it_no_death(void **state)
{
	struct story story;

	(void)state;
	for (int how = 0; how < 4; how++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		event(&story, 5000, "die", "");
		if (how == 0)
			event(&story, 14999, "start", "");
		else if (how == 1)
			story_claim_at(&story, 14999, 5001, "g/a", "up");
		else if (how == 2)
			story_proof_at(&story, 14999, 5001, "g/a");
		else
			story_claim_at(&story, 14999, 5000, "g/a", "up");
		story_wait(&story, 80000);
		assert_int_equal(story.acts, how == 3);
		story_fini(&story);
	}
}

static void a_second_die_without_a_start_counts_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "die", "");
	for (int64_t t_ms = 1000; t_ms < 9000; t_ms += 1000)
		event(&story, t_ms, "die", "");
	story_wait(&story, 60000);
	assert_int_equal(story_when(&story, ACT), 10000);
	assert_int_equal(story.notifies, 0);
	story_fini(&story);
}

static void stopping_soon_after_a_die_is_a_persons_doing(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		event(&story, 0, "start", "");
		roster_get(story.roster, "g")->gateway->conf.die_settle_ms = 30000;
		event(&story, 5000, "die", "");
		event(&story, late ? 15000 : 14999, "stop", "");
		story_wait(&story, STORY_HOUR);
		assert_int_equal(story.acts, late);
		story_fini(&story);
	}
}

static void an_answer_between_die_and_stop_hides_no_stop(void **state)
{
	struct story story;

	(void)state;
	for (int order = 0; order < 2; order++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		event(&story, 5000, "die", "");
		if (order)
			event(&story, 5100, "stop", "");
		story_claim(&story, 5200, "g/a", "up"); /* sent before the end, read after it */
		if (!order)
			event(&story, 5300, "stop", "");
		for (int64_t t_ms = 6000; t_ms < STORY_HOUR; t_ms += 5000)
			story_fault(&story, t_ms, "g", "path");
		assert_int_equal(story.acts, 0);
		story_fini(&story);
	}
}

static void what_is_paused_is_left_alone_until_it_is_not(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 85000, "g/a", "down");
	event(&story, 85000, "pause", "");
	story_poll(&story, 86000, 200000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a stopped"), 90000);
	assert_int_equal(story.acts, 0);
	event(&story, 200000, "unpause", "");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void a_start_ends_a_stop(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "die", "");
	event(&story, 100, "stop", "");
	event(&story, 60000, "start", "");
	event(&story, 70000, "die", "");
	story_wait(&story, 100000);
	assert_int_equal(story_when(&story, ACT), 80000);
	story_fini(&story);
}

/* Starts and dies, every_ms apart, four times in all; the last die is at 3 * every_ms. */
static void crash_loop(struct story *story, int64_t every_ms)
{
	story_init(story);
	for (int i = 0; i < 4; i++) {
		event(story, i * every_ms, "die", "");
		story_wait(story, i * every_ms + 1000);
		if (i < 3)
			event(story, i * every_ms + 1000, "start", "");
	}
}

static void a_crash_loop_is_told_once_and_left_to_its_policy(void **state)
{
	struct story story;

	(void)state;
	crash_loop(&story, 60000);
	assert_int_equal(story_when(&story, "notify g opened"), 180000);
	for (int i = 0; i < 20; i++) {
		event(&story, 181000 + i * 60000, "start", "");
		event(&story, 240000 + i * 60000, "die", "");
	}
	assert_int_equal(story.acts, 0);
	assert_int_equal(story.notifies, 1);
	story_fini(&story);
}

static void in_a_crash_loop_a_die_convicts_after_75_seconds(void **state)
{
	struct story story;

	(void)state;
	crash_loop(&story, 60000);
	story_wait(&story, 400000);
	assert_int_equal(story_when(&story, ACT), 180000 + 75000);
	story_fini(&story);
	crash_loop(&story, 195000); /* the loop is over before the 75 s are */
	story_wait(&story, 800000);
	assert_int_equal(story_when(&story, ACT), 585000 + 75000);
	story_fini(&story);
}

static void four_dies_in_ten_minutes_are_no_loop_yet(void **state)
{
	struct story story;

	(void)state;
	crash_loop(&story, 200000);
	story_wait(&story, 800000);
	assert_int_equal(story_times(&story, "notify g opened"), 0);
	assert_int_equal(story_when(&story, ACT), 610000);
	story_fini(&story);
	crash_loop(&story, 199999);
	assert_int_equal(story_times(&story, "notify g opened"), 1);
	story_fini(&story);
}

static void some_exits_need_a_person(void **state)
{
	struct story story;

	(void)state;
	for (int code = 77; code <= 78; code++) {
		story_init(&story);
		event(&story, 0, "start", "");
		roster_get(story.roster, "g")->gateway->conf.human_exit[0] = 1;
		roster_get(story.roster, "g")->gateway->conf.human_exit[1] = 78;
		roster_get(story.roster, "g")->gateway->conf.human_exits = 2;
		event(&story, 5000, "die", code == 78 ? ",\"code\":78" : ",\"code\":77");
		story_wait(&story, STORY_HOUR);
		assert_int_equal(story.acts, code == 77 ? 1 : 0);
		assert_int_equal(story_when(&story, "notify g human"), code == 78 ? 15000 : -1);
		story_fini(&story);
	}
}

static void a_person_who_starts_it_again_ends_that(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "start", "");
	roster_get(story.roster, "g")->gateway->conf.human_exit[0] = 78;
	roster_get(story.roster, "g")->gateway->conf.human_exits = 1;
	event(&story, 5000, "die", ",\"code\":78");
	story_wait(&story, 20000);
	event(&story, 30000, "start", "");
	story_wait(&story, 50000);
	event(&story, 60000, "die", ",\"code\":1");
	story_wait(&story, 80000);
	assert_int_equal(story_when(&story, ACT), 70000);
	story_fini(&story);
}

static void events_of_another_container_are_dropped(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "start", ",\"id\":\"aa\"");
	event(&story, 5000, "die", ",\"id\":\"bb\"");
	story_wait(&story, 60000);
	assert_int_equal(story.acts, 0);
	event(&story, 60000, "start", ",\"id\":\"bb\"");
	event(&story, 61000, "die", ",\"id\":\"aa\"");
	story_wait(&story, 100000);
	assert_int_equal(story.acts, 0);
	event(&story, 100000, "die", ",\"id\":\"bb\"");
	story_wait(&story, 120000);
	assert_int_equal(story_when(&story, ACT), 110000);
	story_fini(&story);
}

static void what_happens_during_our_own_restart_is_ours(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		event(&story, 0, "die", "");
		story_wait(&story, 10000);
		assert_int_equal(story.acts, 1);
		event(&story, 11000, "die", "");
		story_result(&story, 13000, NULL);
		event(&story, late ? 23000 : 22999, "pause", "");
		assert_int_equal(roster_get(story.roster, "g")->gateway->container.stopped, late);
		story_fini(&story);
	}
}

static void who_dies_behind_the_start_that_we_made_has_died_by_himself(void **state)
{
	struct story story;

	(void)state;
	for (int before = 0; before < 2; before++) {
		story_init(&story);
		event(&story, 0, "die", "");
		story_wait(&story, 10000);
		event(&story, 11000, "die", "");
		if (before)
			event(&story, 12000, "start", "");
		story_result(&story, 13000, NULL);
		if (!before)
			event(&story, 14000, "start", "");
		event(&story, 15000, "die", "");
		story_wait(&story, STORY_HOUR);
		assert_int_equal(story.acts > 1, 1);
		story_fini(&story);
	}
}

static void an_unhealthy_container_says_so_at_every_tick(void **state)
{
	struct story story;

	(void)state;
	for (int end = 0; end < 3; end++) {
		story_init(&story);
		event(&story, 0, "start", "");
		event(&story, 10000, "unhealthy", "");
		story_wait(&story, 60000);
		if (end)
			event(&story, 60000, end == 1 ? "healthy" : "start", "");
		story_wait(&story, 200000);
		assert_int_equal(story_when(&story, ACT), end ? -1 : 100000);
		assert_int_equal(story_when(&story, "relax g"), end == 0   ? -1
								: end == 1 ? 70000
									   : 60000);
		story_fini(&story);
	}
}

static void a_start_gives_the_gateway_itself_no_grace(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.patience_ms = 20000;
	event(&story, 0, "start", "");
	event(&story, 10000, "unhealthy", "");
	story_wait(&story, 100000);
	assert_int_equal(story_when(&story, ACT), 30000);
	story_fini(&story);
}

static void while_it_is_dead_its_sessions_are_not_convicted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "start", "");
	roster_get(story.roster, "g")->gateway->conf.die_settle_ms = 75000;
	story_claims(&story, 1000, 86001, "g/a", "down");
	story_claims(&story, 86001, 87000, "g/b", "down");
	event(&story, 87000, "die", "");
	story_wait(&story, 161999);
	assert_int_equal(story.acts, 0);
	story_wait(&story, 162000);
	assert_int_equal(story_when(&story, ACT), 162000);
	story_fini(&story);
}

static void another_crash_loop_is_told_again(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t from_ms = 0; from_ms < 5 * STORY_HOUR; from_ms += 2 * STORY_HOUR) {
		for (int64_t t_ms = from_ms; t_ms < from_ms + 240000; t_ms += 60000) {
			event(&story, t_ms, "die", "");
			event(&story, t_ms + 1000, "start", "");
		}
		story_wait(&story, from_ms + 2 * STORY_HOUR - 1);
	}
	assert_int_equal(story_times(&story, "notify g opened"), 3);
	assert_int_equal(story_times(&story, "notify g closed"), 3);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void an_exit_for_a_person_is_told_once_even_after_a_reset(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "start", "");
	roster_get(story.roster, "g")->gateway->conf.human_exit[0] = 78;
	roster_get(story.roster, "g")->gateway->conf.human_exits = 1;
	event(&story, 5000, "die", ",\"code\":78");
	story_wait(&story, 20000);
	story_line(&story, "{\"t\":20000,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g\"}");
	story_wait(&story, 60000);
	assert_int_equal(story_times(&story, "notify g human"), 1);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void what_an_ended_container_said_of_its_health_is_forgotten(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	event(&story, 0, "start", "");
	event(&story, 10000, "unhealthy", "");
	event(&story, 50000, "die", "");
	story_claim(&story, 55000, "g/a", "up"); /* its start was lost */
	story_wait(&story, 300000);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_die_convicts_after_its_settle),
		cmocka_unit_test(a_gateway_may_need_longer_to_come_back),
		cmocka_unit_test(a_start_or_an_answer_of_later_makes_it_no_death),
		cmocka_unit_test(a_second_die_without_a_start_counts_nothing),
		cmocka_unit_test(stopping_soon_after_a_die_is_a_persons_doing),
		cmocka_unit_test(an_answer_between_die_and_stop_hides_no_stop),
		cmocka_unit_test(what_is_paused_is_left_alone_until_it_is_not),
		cmocka_unit_test(a_start_ends_a_stop),
		cmocka_unit_test(a_crash_loop_is_told_once_and_left_to_its_policy),
		cmocka_unit_test(in_a_crash_loop_a_die_convicts_after_75_seconds),
		cmocka_unit_test(four_dies_in_ten_minutes_are_no_loop_yet),
		cmocka_unit_test(some_exits_need_a_person),
		cmocka_unit_test(a_person_who_starts_it_again_ends_that),
		cmocka_unit_test(events_of_another_container_are_dropped),
		cmocka_unit_test(what_happens_during_our_own_restart_is_ours),
		cmocka_unit_test(who_dies_behind_the_start_that_we_made_has_died_by_himself),
		cmocka_unit_test(an_unhealthy_container_says_so_at_every_tick),
		cmocka_unit_test(a_start_gives_the_gateway_itself_no_grace),
		cmocka_unit_test(while_it_is_dead_its_sessions_are_not_convicted),
		cmocka_unit_test(another_crash_loop_is_told_again),
		cmocka_unit_test(an_exit_for_a_person_is_told_once_even_after_a_reset),
		cmocka_unit_test(what_an_ended_container_said_of_its_health_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
