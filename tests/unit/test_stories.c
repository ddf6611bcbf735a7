/* test_stories.c - the failures that muzzle exists for, in closed loops: what it does is answered.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#define DAY (24 * STORY_HOUR)
#define SESSIONS_MAX 50

struct world {
	struct story story;
	int sessions;
	int64_t now_ms;
	int64_t result_at_ms;             /* of the act under way; 0: none */
	int64_t cured_ms;                 /* result of the newest act */
	int64_t last_act_ms, shortest_ms; /* between two acts */
	unsigned acts_seen, acts_on[SESSIONS_MAX], acts_wide;
	bool traffic; /* every session proves its life at every poll */
};

typedef const char *world_says(const struct world *world, int session);

static void world_init(struct world *world, int sessions)
{
	memset(world, 0, sizeof(*world));
	story_init(&world->story);
	world->story.policy.notify_on = POLICY_OPENED;
	world->sessions = sessions;
	world->shortest_ms = INT64_MAX;
}

static void name_session(char name[16], int session)
{
	snprintf(name, 16, "g/s%d", session);
}

/* Whoever is restarted ends soon after, well; whether that helps is the story's to say. */
static void answer_acts(struct world *world)
{
	char order[64];

	if (world->story.acts > world->acts_seen) {
		world->acts_seen = world->story.acts;
		world->result_at_ms = world->now_ms + 3000;
		if (world->last_act_ms && world->now_ms - world->last_act_ms < world->shortest_ms)
			world->shortest_ms = world->now_ms - world->last_act_ms;
		world->last_act_ms = world->now_ms;
	}
	if (!world->result_at_ms || world->now_ms < world->result_at_ms)
		return;
	story_result(&world->story, world->now_ms, NULL);
	world->result_at_ms = 0;
	world->cured_ms = world->now_ms;
	world->acts_wide = story_times(&world->story, "act g restart-container 2");
	for (int i = 0; i < world->sessions; i++) {
		snprintf(order, sizeof(order), "act g/s%d restart-session 1", i);
		world->acts_on[i] = story_times(&world->story, order);
	}
}

/* Polls every step_ms until until_ms, and answers whatever is ordered. */
static void live(struct world *world, int64_t until_ms, int64_t step_ms, world_says *says)
{
	char name[16];

	for (; world->now_ms < until_ms; world->now_ms += step_ms) {
		story_wait(&world->story, world->now_ms - 1);
		answer_acts(world);
		for (int i = 0; i < world->sessions; i++) {
			name_session(name, i);
			story_claim(&world->story, world->now_ms, name, says(world, i));
			if (world->traffic)
				story_proof(&world->story, world->now_ms + 1, name);
		}
		answer_acts(world);
	}
	story_wait(&world->story, until_ms - 1);
}

static const char *flapping(const struct world *world, int session)
{
	(void)world;
	(void)session;
	return (const char *const[]){ "up", "starting", "off", "up", "up", "down" }[rand() % 6];
}

static void a_week_of_lies_with_traffic_restarts_nobody(void **state)
{
	struct world world;

	(void)state;
	srand(1);
	world_init(&world, 1);
	world.traffic = true;
	live(&world, 7 * DAY, 15000, flapping);
	assert_int_equal(world.story.acts, 0);
	assert_int_equal(world.story.notifies, 0);
	story_fini(&world.story);
}

static const char *reconnecting(const struct world *world, int session)
{
	(void)session;
	return world->now_ms % (28 * STORY_MINUTE) < 15000 ? "starting" : "up";
}

static void a_gateway_that_reconnects_every_28_minutes_is_let_alone(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 3);
	live(&world, 3 * DAY, 5000, reconnecting);
	assert_int_equal(world.story.acts, 0);
	assert_int_equal(world.story.notifies, 0);
	story_fini(&world.story);
}

static const char *up(const struct world *world, int session)
{
	(void)world;
	(void)session;
	return "up";
}

static const char *bad_until_restarted(const struct world *world, int session)
{
	(void)session;
	return world->now_ms >= 100000 && !world->cured_ms ? "starting" : "up";
}

static void one_death_is_one_restart_one_opening_and_one_closing(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 1);
	live(&world, DAY, 5000, bad_until_restarted);
	assert_int_equal(world.story.acts, 1);
	assert_int_equal(story_when(&world.story, "act g/s0 restart-session 1"), 190000);
	assert_int_equal(story_times(&world.story, "notify g/s0 opened"), 1);
	assert_int_equal(story_times(&world.story, "notify g/s0 closed"), 1);
	assert_int_equal(world.story.notifies, 2);
	story_fini(&world.story);
}

static void thirty_quiet_days_restart_nobody(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 1);
	live(&world, 30 * DAY, 60000, up);
	assert_int_equal(world.story.acts, 0);
	assert_int_equal(world.story.notifies, 0);
	assert_true(story_times(&world.story, "probe g/s0") <= 30 * 100);
	story_fini(&world.story);
}

/* The watchdog that bites itself: a quiet connection is renewed, and the new one inherits the silence. */
static void a_restart_of_a_quiet_session_leads_to_no_other(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 1);
	story_proof(&world.story, 0, "g/s0");
	world.now_ms = 5000;
	live(&world, 16 * STORY_MINUTE, 5000, up);
	for (int i = 0; i < 4; i++, world.now_ms += 40000) {
		story_wait(&world.story, world.now_ms - 1);
		story_probe(&world.story, world.now_ms, "g/s0", false);
	}
	assert_int_equal(world.story.acts, 1);
	answer_acts(&world);
	live(&world, world.now_ms + 60000, 5000, up);
	story_probe(&world.story, world.now_ms, "g/s0", true);
	live(&world, 7 * DAY, 60000, up);
	assert_int_equal(world.story.acts, 1);
	assert_int_equal(story_times(&world.story, "notify g/s0 closed"), 1);
	story_fini(&world.story);
}

static const char *dead(const struct world *world, int session)
{
	(void)session;
	return world->now_ms >= 100000 ? "down" : "up";
}

/* Without an upstream webhooks go on, and each is answered 200; none of these events is a proof. */
static void the_dead_that_keep_talking_are_restarted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 100000; t_ms += 2000)
		story_line(
			&story,
			"{\"t\":%lld,\"ev\":\"claim\",\"target\":\"g/s0\",\"source\":\"%s\",\"state\":\"starting\"}",
			(long long)t_ms, t_ms % 4000 ? "webhooks" : "status");
	assert_int_equal(story_when(&story, "act g/s0 restart-session 1"), 90000);
	story_fini(&story);
}

static void a_restart_that_never_helps_ends_in_quarantine(void **state)
{
	static const char retry[] = "act g/s0 restart-session 1";
	struct world world;
	int64_t given_up_ms;

	(void)state;
	world_init(&world, 1);
	live(&world, 2 * DAY, 5000, dead);
	given_up_ms = story_when(&world.story, "notify g/s0 quarantined");
	assert_true(given_up_ms > 0 && given_up_ms < STORY_HOUR / 2);
	assert_int_equal(story_times(&world.story, "notify g/s0 opened"), 1);
	assert_int_equal(story_times(&world.story, "notify g/s0 quarantined"), 1);
	assert_int_equal(world.story.notifies - story_times(&world.story, "notify g/s0 reminder"),
			 2);
	assert_int_equal(world.acts_wide, 1);
	for (int64_t hours = 1, at_ms = given_up_ms + STORY_HOUR; hours <= 16;
	     at_ms += hours * STORY_HOUR) {
		char line[64];

		snprintf(line, sizeof(line), "\n%lld %s\n", (long long)at_ms, retry);
		hours *= 2;
		assert_non_null(strstr(world.story.orders, line));
	}
	assert_int_equal(world.acts_on[0], 1 + 5);
	story_fini(&world.story);
}

static const char *cured_for_a_minute(const struct world *world, int session)
{
	(void)session;
	return world->cured_ms && world->now_ms - world->cured_ms < 60000 ? "up" : "down";
}

static void who_dies_again_after_each_cure_is_quarantined_within_the_days_budget(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 1);
	live(&world, DAY, 5000, cured_for_a_minute);
	assert_int_equal(story_times(&world.story, "notify g/s0 quarantined"), 1);
	assert_true(world.story.acts <= 12);
	/* settle, a full new run and the first cooldown at the very least */
	assert_true(world.shortest_ms >= 90000 + 60000);
	story_fini(&world.story);
}

static const char *device_removed(const struct world *world, int session)
{
	(void)session;
	return world->now_ms < 100000 ? "up" : world->now_ms < 150000 ? "down" : "human";
}

static void a_removed_device_is_told_as_what_it_is(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 1);
	live(&world, 2 * DAY, 5000, device_removed);
	assert_int_equal(world.story.acts, 0);
	assert_int_equal(story_when(&world.story, "notify g/s0 human"), 150000);
	assert_int_equal(world.story.notifies, 1);
	story_fini(&world.story);
}

static const char *the_first_is_banned(const struct world *world, int session)
{
	return session == 0 && world->now_ms >= 100000 ? "down" : "up";
}

static void forty_nine_sessions_are_not_disconnected_for_one(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, 50);
	live(&world, 12 * STORY_HOUR, 10000, the_first_is_banned);
	assert_int_equal(world.acts_wide, 0);
	for (int i = 1; i < 50; i++)
		assert_int_equal(world.acts_on[i], 0);
	assert_true(world.acts_on[0] >= 2);
	assert_int_equal(story_times(&world.story, "notify g/s0 quarantined"), 1);
	story_fini(&world.story);
}

static void a_person_may_stop_a_container(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_poll(&story, 0, 60000, "g/a up");
	story_event(&story, 60000, "g", "die");
	story_event(&story, 60200, "g", "stop");
	for (int64_t t_ms = 61000; t_ms < DAY; t_ms += 60000) {
		story_wait(&story, t_ms - 1);
		story_fault(&story, t_ms, "g", "path");
	}
	assert_int_equal(story.acts, 0);
	assert_int_equal(story.notifies, 0);
	story_fini(&story);
}

static void a_crash_loop_is_told_once_and_not_fought_over(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 6 * STORY_HOUR; t_ms += 60000) {
		story_wait(&story, t_ms - 1);
		story_event(&story, t_ms, "g", "die");
		story_fault(&story, t_ms + 1000, "g", "path");
		story_wait(&story, t_ms + 29999);
		story_event(&story, t_ms + 30000, "g", "start");
		story_claim(&story, t_ms + 35000, "g/a", "starting");
	}
	/* the first die, before it was a loop, was waited for ten seconds only */
	assert_true(story_times(&story, "act g restart-container 2") <= 3);
	assert_int_equal(story_times(&story, "notify g opened"), 1);
	assert_int_equal(story.notifies, 1);
	story_fini(&story);
}

static void what_its_own_policy_revives_is_not_restarted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < DAY; t_ms += STORY_HOUR) {
		story_poll(&story, t_ms, t_ms + STORY_HOUR / 2, "g/a up");
		story_event(&story, t_ms + STORY_HOUR / 2, "g", "die");
		story_fault(&story, t_ms + STORY_HOUR / 2 + 1000, "g", "path");
		story_event(&story, t_ms + STORY_HOUR / 2 + 5000, "g", "start");
		story_poll(&story, t_ms + STORY_HOUR / 2 + 6000, t_ms + STORY_HOUR / 2 + 50000,
			   "g/a starting");
		story_poll(&story, t_ms + STORY_HOUR / 2 + 50000, t_ms + STORY_HOUR, "g/a up");
	}
	assert_int_equal(story.acts, 0);
	assert_int_equal(story.notifies, 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week_of_lies_with_traffic_restarts_nobody),
		cmocka_unit_test(a_gateway_that_reconnects_every_28_minutes_is_let_alone),
		cmocka_unit_test(one_death_is_one_restart_one_opening_and_one_closing),
		cmocka_unit_test(thirty_quiet_days_restart_nobody),
		cmocka_unit_test(a_restart_of_a_quiet_session_leads_to_no_other),
		cmocka_unit_test(the_dead_that_keep_talking_are_restarted),
		cmocka_unit_test(a_restart_that_never_helps_ends_in_quarantine),
		cmocka_unit_test(
			who_dies_again_after_each_cure_is_quarantined_within_the_days_budget),
		cmocka_unit_test(a_removed_device_is_told_as_what_it_is),
		cmocka_unit_test(forty_nine_sessions_are_not_disconnected_for_one),
		cmocka_unit_test(a_person_may_stop_a_container),
		cmocka_unit_test(a_crash_loop_is_told_once_and_not_fought_over),
		cmocka_unit_test(what_its_own_policy_revives_is_not_restarted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
