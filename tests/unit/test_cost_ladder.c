/* test_cost_ladder.c - the ladder in the order that was learnt, and how that is kept.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#include "incident.h"
#include "state.h"

#define DAY (24 * STORY_HOUR)
#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"
#define QUARANTINED "notify g/a quarantined"

enum cures { NOTHING, BY_SESSION, BY_CONTAINER, BY_ANY };

static struct gateway *gateway_of(const struct story *story)
{
	return roster_get(story->roster, "g")->gateway;
}

/* g/a is down from t_ms on, until an act that cures it; three hours of it.  Returns when they end. */
static int64_t ail(struct story *story, int64_t t_ms, enum cures cures)
{
	int64_t end_ms = t_ms + 3 * STORY_HOUR;
	uint64_t answered = story->last_act;
	bool down = true;

	for (; t_ms < end_ms; t_ms += 5 * STORY_SECOND) {
		story_poll(story, t_ms, t_ms + 1, down ? "g/a down" : "g/a up");
		if (story->last_act == answered)
			continue;
		answered = story->last_act;
		story_result(story, t_ms, NULL);
		if (cures & (gateway_of(story)->flight.wide ? BY_CONTAINER : BY_SESSION))
			down = false;
	}
	return t_ms;
}

static void begin(struct story *story, bool learned)
{
	story_init(story);
	story_claim(story, 0, "g/a", "up");
	gateway_of(story)->conf.ladder_learned = learned;
}

/* What was ordered since the story had so many bytes. */
static bool acted_first(const struct story *story, size_t from, const char *what)
{
	const char *act = strstr(story->orders + from, " act ");

	return act && strncmp(act + 1, what, strlen(what)) == 0;
}

static void outcomes_are_counted_by_rung(void **state)
{
	struct story story;
	const struct cost *costs;
	int64_t t_ms;

	(void)state;
	begin(&story, false);
	t_ms = ail(&story, 5000, BY_CONTAINER);
	t_ms = ail(&story, t_ms, BY_SESSION);
	ail(&story, t_ms, BY_SESSION);
	costs = gateway_of(&story)->costs;
	assert_int_equal(costs[0].tries, 3);
	assert_int_equal(costs[0].helped, 2);
	assert_int_equal(costs[1].tries, 1);
	assert_int_equal(costs[1].helped, 1);
	assert_in_range(costs[0].mean_ms, 15000, 20000); /* 5 s to the first claim, 10 s settled */
	assert_true(target_label_ms(costs[0].last_ms) > 6 * STORY_HOUR);
	story_fini(&story);
}

static void a_rung_that_rarely_helps_is_tried_after_the_others_if_so_wished(void **state)
{
	struct story fixed, learned;
	int64_t t_ms = 5000;
	size_t from;

	(void)state;
	begin(&fixed, false);
	begin(&learned, true);
	for (int i = 0; i < 4; i++) {
		from = learned.bytes;
		ail(&fixed, t_ms, BY_CONTAINER);
		t_ms = ail(&learned, t_ms, BY_CONTAINER);
		assert_true(acted_first(&learned, from, SESSION));
		assert_string_equal(fixed.orders, learned.orders);
	}
	from = learned.bytes;
	ail(&fixed, t_ms, BY_CONTAINER);
	t_ms = ail(&learned, t_ms, BY_CONTAINER);
	assert_true(acted_first(&fixed, from, SESSION));
	assert_true(acted_first(&learned, from, CONTAINER));
	assert_int_equal(story_times(&learned, SESSION), 4);
	assert_int_equal(story_times(&fixed, SESSION), 5);
	/* the ladder stays finite: each rung once, then it is spent */
	from = learned.bytes;
	ail(&learned, t_ms, NOTHING);
	assert_true(acted_first(&learned, from, CONTAINER));
	assert_int_equal(story_times(&learned, SESSION), 5);
	assert_int_equal(story_times(&learned, QUARANTINED), 1);
	story_fini(&fixed);
	story_fini(&learned);
}

static void in_quarantine_the_first_of_its_order_is_tried(void **state)
{
	struct story story;
	int64_t t_ms = 5000;
	unsigned containers;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 4; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	t_ms = ail(&story, t_ms, NOTHING);
	containers = story_times(&story, CONTAINER);
	assert_int_equal(story_times(&story, QUARANTINED), 1);
	ail(&story, t_ms, NOTHING);
	assert_true(story_times(&story, CONTAINER) > containers);
	assert_int_equal(story_times(&story, SESSION), 5);
	story_fini(&story);
}

static void a_mended_gateway_gets_its_rung_back(void **state)
{
	struct story story;
	int64_t t_ms = 5000;
	size_t from;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 5; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	from = story.bytes;
	t_ms = ail(&story, t_ms + 29 * DAY, BY_ANY);
	assert_true(acted_first(&story, from, CONTAINER));
	from = story.bytes;
	ail(&story, t_ms + DAY, BY_ANY);
	assert_true(acted_first(&story, from, SESSION));
	story_fini(&story);
}

static void each_rung_of_three_has_its_turn(void **state)
{
	struct story story;

	(void)state;
	begin(&story, true);
	gateway_of(&story)->conf.ladder[2] = gateway_of(&story)->conf.ladder[1];
	gateway_of(&story)->conf.rungs = 3;
	gateway_of(&story)->costs[0] = (struct cost){ .tries = 4, .faded_ms = TARGET_TIME_BASE };
	ail(&story, 5000, NOTHING);
	assert_true(story_when(&story, CONTAINER) > 0);
	assert_true(story_when(&story, "act g  3") > story_when(&story, CONTAINER));
	assert_true(story_when(&story, SESSION) > story_when(&story, "act g  3"));
	assert_true(story_when(&story, QUARANTINED) > story_when(&story, SESSION));
	story_fini(&story);
}

/* g/a is down for two hours, in vain; g/b is well. */
static void ail_beside_another(struct story *story)
{
	for (int64_t t_ms = 5000; t_ms < 2 * STORY_HOUR; t_ms += 5 * STORY_SECOND) {
		unsigned acts = story->acts;

		story_poll(story, t_ms, t_ms + 1, "g/a down");
		story_claim(story, t_ms, "g/b", "up");
		if (story->acts > acts)
			story_result(story, t_ms, NULL);
	}
	assert_int_equal(story_times(story, CONTAINER), 0);
	assert_true(story_when(story, QUARANTINED) > story_when(story, SESSION));
}

/* For half an hour for each rung that would have to restart it. */
static void who_waited_in_vain_for_the_container_goes_on_to_the_session(void **state)
{
	(void)state;
	for (int wide = 1; wide <= 2; wide++) {
		struct story story;
		int64_t held_ms;

		begin(&story, true);
		gateway_of(&story)->conf.ladder[2] = gateway_of(&story)->conf.ladder[1];
		gateway_of(&story)->conf.rungs = 1 + (size_t)wide;
		gateway_of(&story)->costs[0] =
			(struct cost){ .tries = 4, .faded_ms = TARGET_TIME_BASE };
		ail_beside_another(&story);
		held_ms = story_when(&story, "held g/a blast-radius");
		assert_true(held_ms > 0);
		assert_int_equal(story_when(&story, SESSION), held_ms + wide * 30 * STORY_MINUTE);
		assert_int_equal(story_times(&story, SESSION), 1);
		story_fini(&story);
	}
}

static void as_it_is_written_the_ladder_is_spent_by_that(void **state)
{
	struct story story;

	(void)state;
	begin(&story, false);
	gateway_of(&story)->conf.ladder[2] = gateway_of(&story)->conf.ladder[0];
	gateway_of(&story)->conf.rungs = 3;
	ail_beside_another(&story);
	assert_int_equal(story_when(&story, QUARANTINED),
			 story_when(&story, "held g/a blast-radius") + 30 * STORY_MINUTE);
	story_fini(&story);
}

/* It had been counted when its verification ended. */
static void a_late_result_is_not_counted_again(void **state)
{
	struct story story;
	const struct cost *cost;

	(void)state;
	begin(&story, false);
	cost = gateway_of(&story)->costs;
	for (int64_t t_ms = 5000; t_ms < 240000; t_ms += 5 * STORY_SECOND) {
		story_poll(&story, t_ms, t_ms + 1, "g/a down");
		story_claim(&story, t_ms, "g/b", "up");
	}
	assert_int_equal(story_times(&story, "held g/a blast-radius"), 1);
	assert_int_equal(cost->tries, 1);
	story_result(&story, 240000, NULL);
	story_poll(&story, 240001, 300000, "g/a up");
	assert_int_equal(roster_get(story.roster, "g/a")->incident.phase, INCIDENT_MENDED);
	assert_int_equal(cost->tries, 1);
	story_fini(&story);
}

/* The container's restart may have helped whom a restart of its own had not. */
static void of_others_an_act_on_the_container_ends_the_count(void **state)
{
	struct story story;
	struct target *b;

	(void)state;
	begin(&story, false);
	b = roster_get(story.roster, "g/b");
	gateway_of(&story)->conf.ladder[0].gateway_wide = true;
	story_poll(&story, 5000, 98000, "g/a down");
	assert_int_equal(story.acts, 1);
	b->incident.id = 99;
	b->incident.phase = INCIDENT_VERIFY;
	b->incident.tried = 1;
	story_result(&story, 99000, NULL);
	assert_int_equal(b->incident.phase, INCIDENT_VERIFY);
	assert_int_equal(b->incident.tried, 0);
	assert_int_equal(roster_get(story.roster, "g/a")->incident.tried, 1);
	story_fini(&story);
}

static void one_soon_after_the_close_goes_on_at_the_same_rung_in_the_same_order(void **state)
{
	struct story story;
	struct target *a;
	int64_t t_ms = 5000;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 4; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	ail(&story, t_ms, BY_CONTAINER);
	a = roster_get(story.roster, "g/a");
	assert_int_equal(a->closed_rung, 0);
	assert_true(cost_rung(a->closed_order, 0) == 1);
	memset(gateway_of(&story)->costs, 0, sizeof(gateway_of(&story)->costs));
	a->closed_ms = roster_engine(story.roster)->now_ms - INCIDENT_AGAIN_MS + 1;
	incident_convict(roster_engine(story.roster), a, CAUSE_RUN);
	assert_int_equal(a->incident.order, a->closed_order);
	memset(&a->incident, 0, sizeof(a->incident));
	a->closed_ms--;
	incident_convict(roster_engine(story.roster), a, CAUSE_RUN);
	assert_int_equal(a->incident.order, 0);
	story_fini(&story);
}

static void what_does_not_last_ten_minutes_did_not_help(void **state)
{
	struct story story;
	const struct cost *cost;

	(void)state;
	begin(&story, false);
	cost = gateway_of(&story)->costs;
	story_poll(&story, 5000, 100000, "g/a down");
	story_result(&story, 100000, NULL);
	story_poll(&story, 105000, 200000, "g/a up");
	assert_int_equal(cost->helped, 1);
	story_poll(&story, 200000, 300000, "g/a down");
	assert_int_equal(story_times(&story, SESSION), 2);
	assert_int_equal(cost->tries, 1);
	assert_int_equal(cost->helped, 0);
	story_fini(&story);
}

static void what_tells_nothing_of_the_rung_counts_nothing(void **state)
{
	static const char *const results[] = { "setup", "failed" };
	struct story story;

	(void)state;
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		begin(&story, false);
		story_poll(&story, 5000, 100000, "g/a down");
		story_result(&story, 100000, results[i]);
		story_poll(&story, 105000, 120000, "g/a up"); /* by itself */
		assert_int_equal(roster_get(story.roster, "g/a")->incident.phase, INCIDENT_MENDED);
		assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
		story_fini(&story);
	}
	/* the line was lost while it was verified */
	begin(&story, false);
	story_poll(&story, 5000, 100000, "g/a down");
	story_result(&story, 100000, NULL);
	story_self(&story, 110000, "uplink-down");
	story_self(&story, 120000, "uplink-up");
	story_poll(&story, 125000, 170000, "g/a down");
	story_poll(&story, 170000, 200000, "g/a up");
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	story_fini(&story);
	/* nor what nobody saw the end of */
	begin(&story, false);
	story_poll(&story, 5000, 100000, "g/a down");
	story_result(&story, 100000, NULL);
	engine_restart(roster_engine(story.roster));
	story_poll(&story, 105000, 150000, "g/a up");
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	story_fini(&story);
}

static void what_fails_twice_did_not_help(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = story_quarantine(&story);
	assert_true(t_ms > 0);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 1);
	assert_int_equal(gateway_of(&story)->costs[1].tries, 1);
	assert_int_equal(gateway_of(&story)->costs[1].helped, 0);
	story_fini(&story);
}

static void what_observe_mode_pretends_teaches_nothing(void **state)
{
	struct story story;

	(void)state;
	begin(&story, true);
	roster_engine(story.roster)->observe = true;
	story_poll(&story, 5000, 400000, "g/a down");
	story_poll(&story, 400000, 600000, "g/a up");
	assert_int_equal(story_times(&story, "held g/a observe"), 2);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	assert_int_equal(gateway_of(&story)->costs[1].tries, 0);
	story_fini(&story);
}

/* --- kept */

static void restore(void *ctx, struct json_object *line)
{
	char why[160];

	if (state_read(ctx, line, why, sizeof(why)))
		fail_msg("%s", why);
}

static void it_is_kept_by_the_names_of_the_actions(void **state)
{
	static const char *const other[] = { "restart-container", "reboot", "restart-session" };
	struct policy_gateway limits;
	struct roster *roster = roster_new(NULL);
	struct target *target = roster_get(roster, "g");
	struct story story;
	const struct cost *from;

	(void)state;
	begin(&story, true);
	ail(&story, 5000, BY_CONTAINER);
	from = gateway_of(&story)->costs;
	policy_gateway_default(&limits);
	limits.rungs = 3;
	assert_int_equal(roster_set_gateway(roster, target, &limits, other), 0);
	target->gateway->costs[1] = (struct cost){ .tries = 4, .helped = 4 };
	state_write(story.roster, STATE_DEPTH_LEDGER, restore, roster);
	assert_memory_equal(&target->gateway->costs[0], &from[1], sizeof(*from));
	assert_memory_equal(&target->gateway->costs[2], &from[0], sizeof(*from));
	assert_int_equal(target->gateway->costs[1].tries, 0);
	/* another boot */
	engine_shift(roster_engine(roster), 1000);
	assert_true(target->gateway->costs[0].last_ms == from[1].last_ms + 1000);
	assert_true(target->gateway->costs[0].faded_ms == from[1].faded_ms + 1000);
	assert_true(target->gateway->costs[1].last_ms == 0);
	roster_free(roster);
	story_fini(&story);
}

static void an_order_of_another_ladder_is_dropped(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct target *to = roster_get(roster, "g/a");
	struct story story;
	struct target *a;

	(void)state;
	begin(&story, true);
	a = roster_get(story.roster, "g/a");
	a->incident.id = 1;
	a->incident.order = a->closed_order = 0x11;
	state_write(story.roster, STATE_DEPTH_LEDGER, restore, roster);
	assert_int_equal(to->incident.order, a->incident.order);
	assert_int_equal(to->closed_order, a->closed_order);
	to->gateway->conf.rungs = 1;
	state_write(story.roster, STATE_DEPTH_LEDGER, restore, roster);
	assert_int_equal(to->incident.order, 0);
	assert_int_equal(to->closed_order, 0);
	roster_free(roster);
	story_fini(&story);
}

static void a_reset_of_the_law_forgets_it_and_the_order_that_came_of_it(void **state)
{
	struct story story;
	int64_t t_ms = 5000;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 5; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	story_poll(&story, t_ms, t_ms + 91000, "g/a down");
	story_line(&story, "{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}",
		   (long long)t_ms + 91000);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 4);
	assert_int_equal(roster_get(story.roster, "g/a")->incident.order, 0x11);
	story_line(
		&story,
		"{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\",\"law\":true}",
		(long long)t_ms + 91000);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	assert_int_equal(roster_get(story.roster, "g/a")->incident.order, 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_are_counted_by_rung),
		cmocka_unit_test(a_rung_that_rarely_helps_is_tried_after_the_others_if_so_wished),
		cmocka_unit_test(in_quarantine_the_first_of_its_order_is_tried),
		cmocka_unit_test(each_rung_of_three_has_its_turn),
		cmocka_unit_test(who_waited_in_vain_for_the_container_goes_on_to_the_session),
		cmocka_unit_test(as_it_is_written_the_ladder_is_spent_by_that),
		cmocka_unit_test(a_late_result_is_not_counted_again),
		cmocka_unit_test(of_others_an_act_on_the_container_ends_the_count),
		cmocka_unit_test(a_mended_gateway_gets_its_rung_back),
		cmocka_unit_test(
			one_soon_after_the_close_goes_on_at_the_same_rung_in_the_same_order),
		cmocka_unit_test(what_does_not_last_ten_minutes_did_not_help),
		cmocka_unit_test(what_tells_nothing_of_the_rung_counts_nothing),
		cmocka_unit_test(what_fails_twice_did_not_help),
		cmocka_unit_test(what_observe_mode_pretends_teaches_nothing),
		cmocka_unit_test(it_is_kept_by_the_names_of_the_actions),
		cmocka_unit_test(an_order_of_another_ladder_is_dropped),
		cmocka_unit_test(a_reset_of_the_law_forgets_it_and_the_order_that_came_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
