/* test_engine.c - a step: its order of things, its deadlines, headers and boots.
 * SPDX-License-Identifier: ISC */
#include "story.h"

/* All are ripe at once, and judged in one step that is about none of them. */
static void orders_of_a_step_are_sorted_by_target_and_kind(void **state)
{
	static const char *const names[] = { "h/a", "g/b", "g/a" };
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_line(&story, "{\"t\":0,\"ev\":\"self\",\"what\":\"ledger-down\"}");
	for (int64_t t_ms = 0; t_ms <= 170000; t_ms += 10000) /* 40 s apart: no shared cause */
		for (unsigned i = 0; i < 3; i++) {
			story_claim(&story, t_ms, "g/c", "up");
			story_claim(&story, t_ms, names[i], t_ms < 40000 * i ? "up" : "down");
		}
	story.orders[story.bytes = 0] = '\0';
	story_line(&story, "{\"t\":171000,\"ev\":\"self\",\"what\":\"ledger-up\"}");
	assert_string_equal(story.orders, "171000 act h/a restart-session 1\n"
					  "171000 act g/b restart-session 1\n"
					  "171000 held g/a in-flight\n");
	story_fini(&story);
}

static void keep_order(void *ctx, const struct engine_order *order)
{
	struct engine_order *kept = ctx;

	if (order->kind == ORDER_HELD || order->kind == ORDER_NOTIFY)
		kept[order->kind == ORDER_NOTIFY] = *order;
}

static void an_order_says_why_it_is_given(void **state)
{
	struct engine_order kept[2] = { { .t_ms = 0 }, { .t_ms = 0 } };
	struct engine_evidence tick = { .kind = EVIDENCE_TICK, .t_ms = 95000 };
	struct story story;
	struct target *a;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_claims(&story, 0, 90000, "g/a", "down");
	a = roster_find(story.roster, "g/a");
	a->cooldown = 1;
	a->last_act_ms = TARGET_TIME_BASE + 70000;
	engine_step(roster_engine(story.roster), &tick, keep_order, kept);
	assert_int_equal(kept[0].by, GUARD_COOLDOWN);
	assert_int_equal(kept[0].until_ms, 100000);
	assert_int_equal(kept[0].rung, 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(kept[i].t_ms, 95000);
		assert_int_equal(kept[i].cause, CAUSE_RUN);
		assert_int_equal(kept[i].age_ms, 95000);
		assert_int_equal(kept[i].limit_ms, 90000);
	}
	assert_int_equal(kept[1].what, NOTIFY_OPENED);
	assert_int_equal(kept[1].incident, 1);
	story_fini(&story);
}

static void with_equal_at_the_later_line_wins(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 1000, "g/a", "down");
	story_claim(&story, 1000, "g/a", "up");
	assert_int_equal(roster_find(story.roster, "g/a")->epoch.claim, STATE_UP);
	story_claim_at(&story, 1000, 999, "g/a", "human");
	assert_int_equal(roster_find(story.roster, "g/a")->epoch.claim, STATE_UP);
	assert_int_equal(story.notifies, 0);
	story_fini(&story);
}

/* Says all of it, each line times over. */
static char *tell(unsigned times)
{
	struct story story;

	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 40 * STORY_MINUTE; t_ms += 5 * STORY_SECOND)
		for (unsigned i = 0; i < times; i++) {
			story_claim(&story, t_ms, "g/a", t_ms % 700000 < 100000 ? "down" : "up");
			story_fault(&story, t_ms, "h", "path");
			if (t_ms % 60000 == 0)
				story_event(&story, t_ms, "k", t_ms % 120000 ? "start" : "die");
			if (t_ms % 35000 == 0)
				story_proof_at(&story, t_ms, t_ms - 1000, "g/b");
		}
	roster_free(story.roster);
	return story.orders;
}

static void a_repetition_changes_nothing(void **state)
{
	char *once = tell(1), *thrice = tell(3);

	(void)state;
	assert_true(strlen(once) > 100);
	assert_string_equal(once, thrice);
	free(once);
	free(thrice);
}

/* Acts end well after 3 s.  With ticks at every deadline, orders come when they are due. */
static void orders_carry_the_t_of_their_line(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 90000, "g/a", "down");
	story_tick(&story, 99000); /* the deadline was 90 s */
	assert_string_equal(story.orders, "0 hurry g\n99000 act g/a restart-session 1\n");
	story_fini(&story);
}

static void a_header_drops_lives_and_keeps_the_ledger(void **state)
{
	struct story story;
	const struct target *a;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	a = roster_find(story.roster, "g/a");
	engine_restart(roster_engine(story.roster));
	assert_int_equal(a->budget.acts, 1);
	assert_int_equal(a->incident.id, 1);
	assert_int_equal(a->epoch.begun, 0);
	assert_false(a->gateway->flight.flying);
	assert_false(a->gateway->hurried);
	assert_false(a->gateway->whole_fault);
	story_result(&story, 95000, NULL); /* it counts as done already */
	assert_int_equal(a->incident.phase, INCIDENT_OPEN);
	story_poll(&story, 100000, 190000, "g/a down");
	assert_int_equal(story.acts, 1); /* it must convict again */
	story_poll(&story, 190000, 190001, "g/a down");
	assert_int_equal(story.acts, 2);
	story_fini(&story);
}

static void a_header_forgets_what_only_the_process_knew(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_self(&story, 1000, "uplink-down");
	story_self(&story, 1000, "ledger-down");
	story_self(&story, 1000, "resume");
	engine_restart(roster_engine(story.roster));
	story_poll(&story, 5000, 96000, "g/a down");
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 95000);
	story_fini(&story);
}

static void another_boot_moves_all_that_the_ledger_dates(void **state)
{
	const int64_t delta_ms = -5000000;
	struct story story;
	struct target *a;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 93000, "setup");
	story_line(&story, "{\"t\":94000,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\"}");
	story_claim(&story, 95000, "g/a", "human");
	a = roster_find(story.roster, "g/a");
	engine_restart(roster_engine(story.roster));
	engine_shift(roster_engine(story.roster), delta_ms);
	assert_int_equal(a->last_act_ms, TARGET_TIME_BASE + 90000 + delta_ms);
	assert_int_equal(a->budget.at_ms[0], TARGET_TIME_BASE + 90000 + delta_ms);
	assert_int_equal(roster_engine(story.roster)->budget.at_ms[0],
			 TARGET_TIME_BASE + 90000 + delta_ms);
	assert_int_equal(a->hold_until_ms, TARGET_TIME_BASE + 94000 + STORY_HOUR + delta_ms);
	assert_int_equal(a->quarantine.next_ms, TARGET_TIME_BASE + 93000 + STORY_HOUR + delta_ms);
	assert_int_equal(a->human_ms, TARGET_TIME_BASE + 95000 + delta_ms);
	assert_int_equal(a->closed_ms, 0); /* never stays never */
	story_fini(&story);
}

static void the_next_deadline_is_the_first_at_which_a_tick_could_matter(void **state)
{
	struct story story;
	const struct engine *engine;

	(void)state;
	story_init(&story);
	engine = roster_engine(story.roster);
	assert_int_equal(engine_next_ms(engine), TARGET_FOREVER);
	story_claim(&story, 0, "g/a", "down");
	story_claim(&story, 1, "g/a", "down");
	story_claim(&story, 86000, "g/a", "down");
	assert_int_equal(engine_next_ms(engine), 90000);
	story_wait(&story, 90000);
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 90000);
	assert_int_equal(engine_next_ms(engine), 110000); /* the action's timeout */
	story_self(&story, 91000, "uplink-down");
	story_self(&story, 91500, "uplink-up");
	story_result(&story, 92000, NULL);
	assert_int_equal(engine_next_ms(engine), 121500); /* forgiveness */
	story_fini(&story);
}

static void what_is_curable_is_acted_on_once_the_last_guard_clears(void **state)
{
	static const char *const until[] = {
		"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":400000}",
		"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g\",\"for_ms\":400000}",
		"{\"t\":0,\"ev\":\"self\",\"what\":\"uplink-down\"}",
		"{\"t\":0,\"ev\":\"self\",\"what\":\"ledger-down\"}",
		"{\"t\":340000,\"ev\":\"self\",\"what\":\"resume\"}",
		"{\"t\":0,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\",\"what\":\"pause\"}",
	};
	static const char *const cleared[] = {
		"{\"t\":400000,\"ev\":\"tick\"}",
		"{\"t\":400000,\"ev\":\"tick\"}",
		"{\"t\":400000,\"ev\":\"self\",\"what\":\"uplink-up\"}",
		"{\"t\":400000,\"ev\":\"self\",\"what\":\"ledger-up\"}",
		"{\"t\":400000,\"ev\":\"tick\"}",
		"{\"t\":400000,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\",\"what\":\"unpause\"}",
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(until) / sizeof(until[0]); i++) {
		struct story story;
		int64_t act_ms;

		story_init(&story);
		if (i !=
		    4) /* a resume would acquit who was convicted before it, not hold a later one */
			story_line(&story, "%s", until[i]);
		story_poll(&story, i == 4 ? 255000 : 0, 340000, "g/a down");
		if (i == 4)
			story_line(&story, "%s", until[i]);
		story_poll(&story, 340000, 400000, "g/a down");
		assert_int_equal(story.acts, 0);
		story_line(&story, "%s", cleared[i]);
		story_poll(&story, 400000, 500000, "g/a down");
		act_ms = story_when(&story, "act g/a restart-session 1");
		assert_in_range(act_ms, 400000, 495000);
		story_fini(&story);
	}
}

static void a_step_saturates(void **state)
{
	struct story story;
	const int64_t last_ms = TARGET_TIME_BASE - 1;

	(void)state;
	story_init(&story);
	story_poll(&story, last_ms - 400000, last_ms - 300000, "g/a down");
	story_result(&story, last_ms - 300000, NULL);
	story_line(
		&story,
		"{\"t\":%lld,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":9223372036854775807}",
		(long long)last_ms - 1000);
	story_claims(&story, last_ms, last_ms + 1, "g/a", "down");
	assert_int_equal(story.acts, 1);
	assert_true(engine_next_ms(roster_engine(story.roster)) > last_ms);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_of_a_step_are_sorted_by_target_and_kind),
		cmocka_unit_test(an_order_says_why_it_is_given),
		cmocka_unit_test(with_equal_at_the_later_line_wins),
		cmocka_unit_test(a_repetition_changes_nothing),
		cmocka_unit_test(orders_carry_the_t_of_their_line),
		cmocka_unit_test(a_header_drops_lives_and_keeps_the_ledger),
		cmocka_unit_test(a_header_forgets_what_only_the_process_knew),
		cmocka_unit_test(another_boot_moves_all_that_the_ledger_dates),
		cmocka_unit_test(the_next_deadline_is_the_first_at_which_a_tick_could_matter),
		cmocka_unit_test(what_is_curable_is_acted_on_once_the_last_guard_clears),
		cmocka_unit_test(a_step_saturates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
