/* test_leak_ladder.c - what memory makes of the ladder: sessions are spared, the container goes.
 * SPDX-License-Identifier: ISC */
#include "leaky.h"

#include "guard.h"
#include "state.h"

static void when_restarts_leak_the_container_is_next_and_a_person_is_told_once(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	fall_three_times(&life);
	fall(&life);
	assert_int_equal(story_times(&life.story, SESSION), 3);
	assert_int_equal(story_times(&life.story, CONTAINER), 1);
	assert_false(leak_bars(&gateway_of(&life)->leak)); /* that ended it */
	fall(&life);
	assert_int_equal(story_times(&life.story, SESSION), 4);
	assert_int_equal(story_times(&life.story, LEAK), 1);
	assert_int_equal(life.story.notifies, 1);
	story_fini(&life.story);
}

static void the_second_story_ends_far_below_the_limit(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 400, 60);
	for (int i = 0; i < 40; i++) {
		fall(&life);
		assert_true(life.mb < 700);
	}
	assert_int_equal(story_times(&life.story, CONTAINER), 10);
	story_fini(&life.story);
}

static void who_begins_near_the_limit_is_never_taken_there(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 900, 60);
	fall(&life);
	assert_int_equal(story_times(&life.story, SESSION), 1);
	assert_int_equal(life.mb, 960);
	fall(&life);
	assert_int_equal(story_times(&life.story, SESSION), 1);
	assert_int_equal(story_times(&life.story, CONTAINER), 1);
	assert_int_equal(story_times(&life.story, LEAK), 0);
	story_fini(&life.story);
}

static void others_that_are_well_are_waited_for_half_an_hour(void **state)
{
	struct life life;
	int64_t held_ms;

	(void)state;
	begin(&life, 412, 60);
	life.b = true;
	fall_three_times(&life);
	fall(&life);
	held_ms = story_when(&life.story, "held g/a blast-radius");
	assert_true(held_ms > 0);
	assert_int_equal(story_when(&life.story, CONTAINER), held_ms + 30 * STORY_MINUTE);
	assert_int_equal(story_times(&life.story, QUARANTINED), 0);
	story_fini(&life.story);
}

static void the_wait_ends_to_the_millisecond(void **state)
{
	struct life life;
	struct target *a;
	struct guard_act act;

	(void)state;
	begin(&life, 1000, 60);
	life.b = true;
	let_live(&life, STORY_MINUTE);
	a = roster_get(life.story.roster, "g/a");
	act = (struct guard_act){ a, true, life.t_ms + TARGET_TIME_BASE };
	a->incident.waited_ms = act.now_ms - GUARD_BLAST_WAIT_MS + 1;
	assert_true(guard_ask(roster_engine(life.story.roster), GUARD_BLAST_RADIUS, &act).holds);
	a->incident.waited_ms--;
	assert_false(guard_ask(roster_engine(life.story.roster), GUARD_BLAST_RADIUS, &act).holds);
	story_fini(&life.story);
}

static void when_memory_falls_who_was_held_is_judged_at_once(void **state)
{
	struct life life;
	int64_t read_ms;

	(void)state;
	begin(&life, 950, 60);
	life.b = true;
	let_live(&life, STORY_MINUTE);
	life.down = true;
	let_live(&life, 5 * STORY_MINUTE);
	assert_int_equal(story_times(&life.story, "held g/a blast-radius"), 1);
	read_ms = life.t_ms - 1; /* nothing else is due */
	read_memory(&life.story, read_ms, 400);
	assert_int_equal(story_when(&life.story, SESSION), read_ms);
	story_fini(&life.story);
}

static void note_incident(void *ctx, const struct engine_order *order)
{
	if (order->kind == ORDER_NOTIFY && order->what == NOTIFY_LEAK)
		*(uint64_t *)ctx = order->incident;
}

static void a_leak_names_the_incident_that_its_gateway_has(void **state)
{
	struct engine_evidence reading = { .kind = EVIDENCE_MEMORY };
	uint64_t incident = 99;
	struct life life;

	(void)state;
	for (uint64_t id = 0; id < 8; id += 7) {
		begin(&life, 412, 60);
		fall_three_times(&life);
		reading.target = roster_get(life.story.roster, "g");
		reading.t_ms = life.t_ms;
		reading.bytes = life.mb * MB;
		gateway_of(&life)->leak.leaking = false;
		gateway_of(&life)->leak.told_ms = 0;
		reading.target->incident.id = id;
		engine_step(roster_engine(life.story.roster), &reading, note_incident, &incident);
		assert_int_equal(incident, id);
		story_fini(&life.story);
	}
}

static void the_rung_behind_the_one_that_was_tried_is_next(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	for (int i = 0; i < 2; i++)
		fall(&life);
	life.incurable = true; /* the verdict comes while the third restart is verified */
	fall(&life);
	assert_int_equal(story_times(&life.story, SESSION), 3);
	assert_true(story_when(&life.story, LEAK) < story_when(&life.story, CONTAINER));
	assert_int_equal(story_times(&life.story, CONTAINER), 1);
	assert_int_equal(story_times(&life.story, QUARANTINED), 1);
	story_fini(&life.story);
}

static void in_quarantine_sessions_are_spared_too(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	life.b = true;
	fall_three_times(&life);
	life.incurable = true;
	fall(&life);
	assert_int_equal(story_times(&life.story, QUARANTINED), 1);
	assert_int_equal(story_times(&life.story, CONTAINER), 1);
	life.mb = 1000; /* by itself */
	let_live(&life, 3 * STORY_HOUR);
	assert_int_equal(story_times(&life.story, SESSION), 3);
	assert_true(story_times(&life.story, CONTAINER) >= 2);
	story_fini(&life.story);
}

static void note_why(void *ctx, const struct engine_order *order)
{
	struct life *life = ctx;
	struct json_object *json, *why;

	if (order->kind != ORDER_NOTIFY)
		return;
	json = trace_order(order, &(struct trace_words){ NULL });
	json_object_object_get_ex(json, "why", &why);
	snprintf(life->why, sizeof(life->why), "%s", json_object_get_string(why));
	json_object_put(json);
}

static void a_ladder_that_does_not_reach_the_gateway_is_spent_and_says_so(void **state)
{
	struct engine_evidence tick = { .kind = EVIDENCE_TICK };
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	gateway_of(&life)->conf.rungs = 1;
	fall_three_times(&life);
	let_live(&life, STORY_HOUR);
	life.down = true;
	let_live(&life, 90 * STORY_SECOND); /* one step before it convicts */
	tick.t_ms = life.t_ms;
	story_claim(&life.story, life.t_ms - 1, "g/a", "down");
	engine_step(roster_engine(life.story.roster), &tick, note_why, &life);
	assert_non_null(strstr(life.why, "restarts of its sessions leak memory, and its ladder "
					 "has no action on the whole gateway"));
	let_live(&life, 5 * STORY_HOUR);
	assert_int_equal(story_times(&life.story, SESSION), 3);
	/* until somebody restarts it */
	story_event(&life.story, life.t_ms, "g", "start");
	life.mb = 400;
	let_live(&life, 5 * STORY_HOUR);
	assert_int_equal(story_times(&life.story, SESSION), 4);
	story_fini(&life.story);
}

static void who_is_not_read_any_more_is_barred_for_a_day(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 1000, 60);
	gateway_of(&life)->conf.rungs = 1;
	let_live(&life, STORY_HOUR);
	life.unread = true;
	life.down = true;
	let_live(&life, 23 * STORY_HOUR);
	assert_int_equal(story_times(&life.story, SESSION), 0);
	assert_int_equal(story_times(&life.story, QUARANTINED), 1);
	let_live(&life, 25 * STORY_HOUR);
	assert_int_equal(story_times(&life.story, SESSION), 1);
	story_fini(&life.story);
}

static void an_act_has_the_longer_of_grace_and_settle_to_show_what_it_cost(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	life.story.policy.grace_ms = 7000;
	for (int i = 0; i < 2; i++) {
		life.story.policy.settle_ms = i ? 8000 : 6000;
		read_memory(&life.story, STORY_SECOND, 412);
		assert_int_equal(gateway_of(&life)->leak.grace_ms, 7000 + 1000 * i);
	}
	story_fini(&life.story);
}

static void the_containers_end_ends_it(void **state)
{
	static const char *const events[] = { "start", "die" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct life life;

		begin(&life, 412, 60);
		fall_three_times(&life);
		assert_true(leak_bars(&gateway_of(&life)->leak));
		story_event(&life.story, life.t_ms, "g", "oom");
		assert_true(leak_bars(&gateway_of(&life)->leak));
		story_event(&life.story, life.t_ms, "g", events[i]);
		assert_false(leak_bars(&gateway_of(&life)->leak));
		story_fini(&life.story);
	}
}

static void a_reset_of_the_gateway_ends_it(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	fall_three_times(&life);
	story_line(&life.story,
		   "{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}",
		   (long long)life.t_ms);
	assert_true(leak_bars(&gateway_of(&life)->leak));
	story_line(&life.story,
		   "{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g\"}",
		   (long long)life.t_ms);
	assert_false(leak_bars(&gateway_of(&life)->leak));
	story_fini(&life.story);
}

static void memory_alone_proves_and_claims_nothing(void **state)
{
	struct story plain, with;

	(void)state;
	story_init(&plain);
	story_init(&with);
	read_memory(&with, 0, 400);
	assert_int_equal(roster_get(with.roster, "g")->epoch.begun, 0);
	for (int64_t t_ms = 0; t_ms < STORY_HOUR; t_ms += 5 * STORY_SECOND) {
		story_poll(&plain, t_ms, t_ms + 1, "g/a down");
		story_poll(&with, t_ms, t_ms + 1, "g/a down");
		read_memory(&with, t_ms + 1, 400 + t_ms % 20000 / 1000);
	}
	assert_true(plain.acts > 1);
	assert_string_equal(plain.orders, with.orders);
	story_fini(&plain);
	story_fini(&with);
}

static void who_only_observes_learns_nothing_of_it(void **state)
{
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	roster_engine(life.story.roster)->observe = true;
	fall(&life);
	assert_true(story_times(&life.story, "held g/a observe") > 0);
	assert_int_equal(gateway_of(&life)->leak.acts, 0);
	story_fini(&life.story);
}

/* --- kept */

static void restore(void *ctx, struct json_object *line)
{
	char why[160];

	if (state_read(ctx, line, why, sizeof(why)))
		fail_msg("%s", why);
}

static void it_is_kept_over_a_restart_and_a_reload(void **state)
{
	static const enum state_depth depths[] = { STATE_DEPTH_LEDGER, STATE_DEPTH_ALL };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct roster *roster = roster_new(NULL);
		struct leak from;
		const struct leak *to;
		struct life life;

		begin(&life, 412, 60);
		fall_three_times(&life);
		from = gateway_of(&life)->leak;
		state_write(life.story.roster, depths[i], restore, roster);
		to = &roster_get(roster, "g")->gateway->leak;
		if (depths[i] == STATE_DEPTH_LEDGER)
			leak_restart(&from); /* what was read is not known any more */
		assert_memory_equal(to, &from, sizeof(from));
		assert_true(leak_bars(to));
		engine_shift(roster_engine(roster), 1000);
		assert_true(to->at_ms[0] == from.at_ms[0] + 1000);
		assert_true(to->at_ms[2] == from.at_ms[2] + 1000);
		assert_true(to->told_ms == from.told_ms + 1000);
		assert_true(to->at_ms[3] == 0);
		assert_true(to->read_ms == from.read_ms && to->window_ms == from.window_ms);
		roster_free(roster);
		story_fini(&life.story);
	}
}

static void a_flight_that_was_cut_off_counts_as_done(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct life life;

	(void)state;
	begin(&life, 412, 60);
	let_live(&life, STORY_MINUTE);
	leak_act(&gateway_of(&life)->leak, false, life.t_ms + TARGET_TIME_BASE);
	state_write(life.story.roster, STATE_DEPTH_LEDGER, restore, roster);
	engine_restart(roster_engine(life.story.roster));
	assert_memory_equal(&roster_get(roster, "g")->gateway->leak, &gateway_of(&life)->leak,
			    sizeof(struct leak));
	assert_false(gateway_of(&life)->leak.flying);
	assert_int_equal(gateway_of(&life)->leak.acts, 1);
	roster_free(roster);
	story_fini(&life.story);
}

static void damaged_counts_are_refused(void **state)
{
	static const char *const lines[] = {
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g\",\"leak.acts\":9}",
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g\",\"leak.acts\":2,\"leak.life\":3}",
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g\",\"leak.pending\":16}",
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g\",\"leak.measuring\":true}",
	};
	struct json_object *full = json_tokener_parse(
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g\",\"leak.acts\":8,\"leak.life\":8,"
		"\"leak.measuring\":true,\"leak.pending\":15}");
	struct roster *roster = roster_new(NULL);
	const struct leak none = { 0 };
	char why[160];

	(void)state;
	assert_int_equal(state_read(roster, full, why, sizeof(why)), 0);
	assert_int_equal(roster_get(roster, "g")->gateway->leak.life, 8);
	json_object_put(full);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct json_object *line = json_tokener_parse(lines[i]);

		assert_int_not_equal(state_read(roster, line, why, sizeof(why)), 0);
		assert_memory_equal(&roster_get(roster, "g")->gateway->leak, &none, sizeof(none));
		json_object_put(line);
	}
	roster_free(roster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			when_restarts_leak_the_container_is_next_and_a_person_is_told_once),
		cmocka_unit_test(the_second_story_ends_far_below_the_limit),
		cmocka_unit_test(who_begins_near_the_limit_is_never_taken_there),
		cmocka_unit_test(others_that_are_well_are_waited_for_half_an_hour),
		cmocka_unit_test(the_wait_ends_to_the_millisecond),
		cmocka_unit_test(when_memory_falls_who_was_held_is_judged_at_once),
		cmocka_unit_test(a_leak_names_the_incident_that_its_gateway_has),
		cmocka_unit_test(the_rung_behind_the_one_that_was_tried_is_next),
		cmocka_unit_test(in_quarantine_sessions_are_spared_too),
		cmocka_unit_test(a_ladder_that_does_not_reach_the_gateway_is_spent_and_says_so),
		cmocka_unit_test(who_is_not_read_any_more_is_barred_for_a_day),
		cmocka_unit_test(an_act_has_the_longer_of_grace_and_settle_to_show_what_it_cost),
		cmocka_unit_test(the_containers_end_ends_it),
		cmocka_unit_test(a_reset_of_the_gateway_ends_it),
		cmocka_unit_test(memory_alone_proves_and_claims_nothing),
		cmocka_unit_test(who_only_observes_learns_nothing_of_it),
		cmocka_unit_test(it_is_kept_over_a_restart_and_a_reload),
		cmocka_unit_test(a_flight_that_was_cut_off_counts_as_done),
		cmocka_unit_test(damaged_counts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
