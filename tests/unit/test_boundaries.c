/* test_boundaries.c - to the millisecond: where one side of a rule ends and the other begins.
 * SPDX-License-Identifier: ISC
 *
 * What mutants of the engine survived in the tests of its modules.
 */
#include "story.h"

#include "assess.h"
#include "epoch.h"
#include "incident.h"
#include "ladder.h"
#include "reach.h"
#include "run.h"
#include "shared.h"

#define NOW_MS (TARGET_TIME_BASE + STORY_HOUR)

static struct target *find(struct story *story, const char *name)
{
	return roster_get(story->roster, name);
}

static void the_count_of_all_charges_ends_at_its_largest(void **state)
{
	struct budget budget = { .total = UINT32_MAX };

	(void)state;
	budget_charge(&budget, 1);
	assert_int_equal(budget.total, UINT32_MAX);
}

static void a_ninth_source_finds_no_room(void **state)
{
	struct story story;
	struct gateway *gateway;

	(void)state;
	story_init(&story);
	gateway = find(&story, "g")->gateway;
	for (uint32_t id = 1; id <= TARGET_SOURCES_MAX; id++)
		assert_non_null(epoch_source(gateway, id));
	assert_null(epoch_source(gateway, TARGET_SOURCES_MAX + 1));
	story_fini(&story);
}

static void who_has_no_company_waits_for_none(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	find(&story, "g/b");
	assert_int_equal(epoch_others_until(find(&story, "g/a"), 120000), 0);
	story_fini(&story);
}

static void a_start_forgets_why_the_one_before_ended(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_event(&story, 0, "g", "oom");
	story_event(&story, 1, "g", "die");
	assert_true(find(&story, "g")->gateway->container.oom);
	story_event(&story, 2, "g", "start");
	assert_false(find(&story, "g")->gateway->container.oom);
	story_fini(&story);
}

static void what_is_known_of_sources_is_exact(void **state)
{
	struct story story;
	struct gateway *gateway;

	(void)state;
	story_init(&story);
	gateway = find(&story, "g")->gateway;
	assert_int_equal(reach_good_for_ms(gateway, 0, NOW_MS), -1);
	story_fault(&story, 5000, "g", "path");
	assert_int_equal(reach_last_fault_ms(gateway), TARGET_TIME_BASE + 5000);
	assert_int_equal(reach_good_for_ms(gateway, 0, NOW_MS), -1);
	story_fini(&story);
}

/* An incident as the ledger remembers it, at NOW_MS. */
static struct target *remembered(struct story *story, enum incident_phase phase)
{
	struct target *target;

	story_init(story);
	target = find(story, "g/a");
	roster_engine(story->roster)->now_ms = NOW_MS;
	target->incident = (struct incident){ .id = 1, .phase = phase, .acts = 1, .rung = 1 };
	target->held_by = GUARD_COOLDOWN;
	return target;
}

static void a_new_incident_takes_up_the_rung_for_half_an_hour(void **state)
{
	(void)state;
	for (int late_ms = 0; late_ms < 2; late_ms++) {
		struct story story;
		struct target *target = remembered(&story, INCIDENT_OPEN);

		memset(&target->incident, 0, sizeof(target->incident));
		target->closed_ms = NOW_MS - INCIDENT_AGAIN_MS + 1 - late_ms;
		target->closed_rung = 1;
		incident_convict(roster_engine(story.roster), target, CAUSE_RUN);
		assert_int_equal(target->incident.rung, !late_ms);
		story_fini(&story);
	}
}

static void what_ends_an_incident_forgets_what_held_it(void **state)
{
	struct story story;
	struct target *target = remembered(&story, INCIDENT_OPEN);

	(void)state;
	incident_acquit(target);
	assert_int_equal(target->held_by, 0);
	story_fini(&story);
	target = remembered(&story, INCIDENT_MENDED);
	incident_close(roster_engine(story.roster), target);
	assert_int_equal(target->held_by, 0);
	story_fini(&story);
}

static void only_an_act_can_be_interrupted(void **state)
{
	(void)state;
	for (uint32_t acts = 0; acts < 2; acts++) {
		struct story story;
		struct target *target = remembered(&story, INCIDENT_OPEN);

		target->incident.acts = acts;
		incident_interrupt(target);
		assert_int_equal(target->incident.interrupted, acts);
		story_fini(&story);
	}
}

static void quarantine_begins_the_wait_for_others_anew(void **state)
{
	struct story story;
	struct target *target = remembered(&story, INCIDENT_OPEN);

	(void)state;
	target->incident.waited_ms = NOW_MS;
	incident_quarantine(roster_engine(story.roster), target, false);
	assert_int_equal(target->incident.waited_ms, 0);
	story_fini(&story);
}

static void a_setup_failure_is_told_once_an_incident(void **state)
{
	struct story story;
	struct target *target = remembered(&story, INCIDENT_FLYING);

	(void)state;
	incident_setup(roster_engine(story.roster), target);
	assert_true(target->incident.told_setup);
	assert_true(target->pending.notifies & (1u << NOTIFY_SETUP));
	target->pending.notifies = 0;
	incident_setup(roster_engine(story.roster), target);
	assert_false(target->pending.notifies & (1u << NOTIFY_SETUP));
	story_fini(&story);
}

static void a_reset_forgets_the_incident_that_was_closed(void **state)
{
	struct story story;
	struct target *target = remembered(&story, INCIDENT_OPEN);

	(void)state;
	target->closed_ms = NOW_MS;
	story_line(&story,
		   "{\"t\":3600001,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}");
	assert_int_equal(target->closed_ms, 0);
	story_fini(&story);
}

/* The line is lost from 100 s to 200 s. */
static bool is_forgiven(int64_t opened_ms, int64_t acted_ms)
{
	struct story story;
	struct target *target;
	bool forgiven;

	story_init(&story);
	target = find(&story, "g/a");
	story_self(&story, 100000, "uplink-down");
	story_self(&story, 200000, "uplink-up");
	target->incident = (struct incident){
		.id = 1,
		.phase = INCIDENT_OPEN,
		.rung = 1,
		.opened_ms = TARGET_TIME_BASE + opened_ms,
		.acted_ms = TARGET_TIME_BASE + acted_ms,
	};
	assert_int_equal(engine_next_ms(roster_engine(story.roster)), 230000);
	story_tick(&story, 229999);
	assert_int_equal(target->incident.rung, 1);
	story_tick(&story, 230000);
	forgiven = target->incident.rung == 0;
	story_fini(&story);
	return forgiven;
}

static void what_touches_a_loss_is_forgiven_and_nothing_else(void **state)
{
	const int64_t never_ms = -STORY_HOUR, early_ms = 100000 - 300000;

	(void)state;
	assert_true(is_forgiven(200000, never_ms));
	assert_false(is_forgiven(200001, never_ms));
	assert_true(is_forgiven(never_ms, 200000));
	assert_false(is_forgiven(never_ms, 200001));
	assert_true(is_forgiven(early_ms, never_ms));
	assert_false(is_forgiven(early_ms - 1, never_ms));
	assert_true(is_forgiven(never_ms, early_ms));
	assert_false(is_forgiven(never_ms, early_ms - 1));
}

static void an_answer_in_the_moment_of_the_start_is_health(void **state)
{
	struct story story;
	struct target *gateway;

	(void)state;
	story_init(&story);
	story_claim(&story, 5000, "g/a", "down");
	gateway = find(&story, "g");
	assert_int_equal(gateway->epoch.start_ms, reach_last_answer_ms(gateway->gateway));
	assert_true(assess_well(gateway, TARGET_TIME_BASE + 5000));
	story_fini(&story);
}

static void a_proof_in_the_moment_of_the_human_word_does_not_end_it(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 5000, "g/a", "human");
	story_proof_at(&story, 6000, 5000, "g/a");
	assert_true(find(&story, "g/a")->human);
	story_proof_at(&story, 6000, 5001, "g/a");
	assert_false(find(&story, "g/a")->human);
	story_fini(&story);
}

static void a_header_drops_all_that_a_gateway_without_sessions_lived_through(void **state)
{
	struct story story;
	struct engine *engine;

	(void)state;
	story_init(&story);
	engine = roster_engine(story.roster);
	story_event(&story, 0, "g", "die");
	story_self(&story, 1000, "uplink-down");
	story_self(&story, 2000, "uplink-up");
	story_self(&story, 3000, "lag");
	engine->fault_gateway_ms = NOW_MS;
	engine_restart(engine);
	assert_false(find(&story, "g")->gateway->container.dead);
	assert_int_equal(engine->uplink_lost_ms, 0);
	assert_int_equal(engine->uplink_back_ms, 0);
	assert_int_equal(engine->restarted_ms, 0);
	assert_int_equal(engine->unwell_until_ms, 0);
	assert_int_equal(engine->lag_ms, 0);
	assert_int_equal(engine->fault_gateway_ms, 0);
	story_fini(&story);
}

static void another_boot_moves_the_beginning_of_a_grace(void **state)
{
	struct story story;
	struct target *target = remembered(&story, INCIDENT_OPEN);

	(void)state;
	target->grace_from_ms = NOW_MS;
	engine_shift(roster_engine(story.roster), -1000);
	assert_int_equal(target->grace_from_ms, NOW_MS - 1000);
	story_fini(&story);
}

static void keep_incident(void *ctx, const struct engine_order *order)
{
	*(struct engine_order *)ctx = *order;
}

static void a_ledger_that_cannot_be_written_is_no_ones_incident(void **state)
{
	struct engine_evidence down = { .kind = EVIDENCE_SELF, .what = SELF_LEDGER_DOWN };
	struct engine_order order = { .incident = 99 };
	struct story story;

	(void)state;
	story_init(&story);
	find(&story, "g/a");
	engine_step(roster_engine(story.roster), &down, keep_incident, &order);
	assert_int_equal(order.what, NOTIFY_SETUP);
	assert_int_equal(order.incident, 0);
	story_fini(&story);
}

static void bad_time_ends_where_good_begins(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "down");
	story_claim(&story, 4000, "g/a", "up");
	assert_int_equal(run_bad_ms(find(&story, "g/a"), 60000, TARGET_TIME_BASE + 9000), 4000);
	story_fini(&story);
}

static void who_is_not_bad_has_the_patience_that_nobody_learnt(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	assert_int_equal(run_patience_ms(find(&story, "g/a")), 90000);
	story_fini(&story);
}

static void of_five_deaths_the_last_four_are_known(void **state)
{
	struct story story;
	const struct container *container;

	(void)state;
	story_init(&story);
	for (int i = 0; i < 5; i++) {
		story_event(&story, i * 100000, "g", "die");
		story_event(&story, i * 100000 + 1, "g", "start");
	}
	container = &find(&story, "g")->gateway->container;
	for (int i = 0; i < 4; i++)
		assert_int_equal(container->die_at_ms[i], TARGET_TIME_BASE + (i + 1) * 100000);
	story_fini(&story);
}

/* Of four sessions two are needed for a shared cause: it is over when less than two may still be bad. */
static void a_shared_cause_is_over_when_too_few_may_be_bad(void **state)
{
	static const char *const names[] = { "g/a", "g/b", "g/c", "g/d" };
	struct story story;
	struct gateway *gateway;

	(void)state;
	story_init(&story);
	for (int i = 0; i < 4; i++)
		find(&story, names[i]);
	gateway = find(&story, "g")->gateway;
	gateway->shared = (struct shared){ .open = true, .sessions = 4, .need = 2 };
	find(&story, "g/a")->epoch.proof_ms = NOW_MS + 1;
	find(&story, "g/b")->epoch.proof_ms = NOW_MS + 1;
	assert_false(shared_helped(gateway, NOW_MS, NOW_MS + 5));
	find(&story, "g/c")->epoch.proof_ms = NOW_MS;
	assert_false(shared_helped(gateway, NOW_MS, NOW_MS + 5));
	find(&story, "g/c")->epoch.proof_ms = NOW_MS + 1;
	assert_true(shared_helped(gateway, NOW_MS, NOW_MS + 5));
	story_fini(&story);
}

/* Its budget is spent, and held it an hour ago; what was charged since decides. */
static bool gives_up(uint32_t own_charges, uint32_t wide_charges)
{
	struct story story;
	struct target *target = remembered(&story, INCIDENT_OPEN);
	struct engine *engine = roster_engine(story.roster);
	bool given_up;

	target->incident.rung = 0;
	target->incident.convicted_ms = NOW_MS;
	for (int i = 0; i < 3; i++)
		budget_charge(&target->budget, NOW_MS - 1000);
	target->budget_held_ms = NOW_MS - STORY_HOUR;
	target->budget_held_total = target->budget.total;
	target->budget.total += own_charges;
	target->gateway->target.budget.total += wide_charges;
	ladder_try(engine, target);
	given_up = target->quarantine.on;
	story_fini(&story);
	return given_up;
}

static void held_twice_without_a_charge_between_is_held_once(void **state)
{
	(void)state;
	assert_false(gives_up(0, 0));
	assert_true(gives_up(1, 0));
	assert_true(gives_up(0, 1));
}

static void keep_held(void *ctx, const struct engine_order *order)
{
	if (order->kind == ORDER_HELD)
		*(struct engine_order *)ctx = *order;
}

static void mere_watching_holds_until_nobody_knows_when(void **state)
{
	struct engine_evidence tick = { .kind = EVIDENCE_TICK, .t_ms = 90000 };
	struct engine_order order = { .until_ms = 99 };
	struct story story;

	(void)state;
	story_init(&story);
	roster_engine(story.roster)->observe = true;
	story_claims(&story, 0, 90000, "g/a", "down");
	engine_step(roster_engine(story.roster), &tick, keep_held, &order);
	assert_int_equal(order.by, GUARD_OBSERVE);
	assert_int_equal(order.until_ms, 0);
	story_fini(&story);
}

static void forgiving_is_not_put_off_by_what_is_due_right_after(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_self(&story, 100000, "uplink-down");
	story_self(&story, 200000, "uplink-up");
	story_line(&story, "{\"t\":200000,\"ev\":\"command\",\"what\":\"hold\","
			   "\"target\":\"g/a\",\"for_ms\":30001}");
	assert_int_equal(engine_next_ms(roster_engine(story.roster)), 230000);
	story_fini(&story);
}

static void a_fault_in_the_moment_of_a_claim_blinds_from_then_on(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_fault(&story, 5000, "g", "path");
	story_line(&story, "{\"t\":5000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"second\","
			   "\"state\":\"up\"}");
	assert_int_equal(find(&story, "g/a")->epoch.blind_ms, TARGET_TIME_BASE + 5000);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_count_of_all_charges_ends_at_its_largest),
		cmocka_unit_test(a_ninth_source_finds_no_room),
		cmocka_unit_test(who_has_no_company_waits_for_none),
		cmocka_unit_test(a_start_forgets_why_the_one_before_ended),
		cmocka_unit_test(what_is_known_of_sources_is_exact),
		cmocka_unit_test(a_new_incident_takes_up_the_rung_for_half_an_hour),
		cmocka_unit_test(what_ends_an_incident_forgets_what_held_it),
		cmocka_unit_test(only_an_act_can_be_interrupted),
		cmocka_unit_test(quarantine_begins_the_wait_for_others_anew),
		cmocka_unit_test(a_setup_failure_is_told_once_an_incident),
		cmocka_unit_test(a_reset_forgets_the_incident_that_was_closed),
		cmocka_unit_test(what_touches_a_loss_is_forgiven_and_nothing_else),
		cmocka_unit_test(an_answer_in_the_moment_of_the_start_is_health),
		cmocka_unit_test(a_proof_in_the_moment_of_the_human_word_does_not_end_it),
		cmocka_unit_test(a_header_drops_all_that_a_gateway_without_sessions_lived_through),
		cmocka_unit_test(another_boot_moves_the_beginning_of_a_grace),
		cmocka_unit_test(a_ledger_that_cannot_be_written_is_no_ones_incident),
		cmocka_unit_test(bad_time_ends_where_good_begins),
		cmocka_unit_test(who_is_not_bad_has_the_patience_that_nobody_learnt),
		cmocka_unit_test(of_five_deaths_the_last_four_are_known),
		cmocka_unit_test(a_shared_cause_is_over_when_too_few_may_be_bad),
		cmocka_unit_test(held_twice_without_a_charge_between_is_held_once),
		cmocka_unit_test(mere_watching_holds_until_nobody_knows_when),
		cmocka_unit_test(forgiving_is_not_put_off_by_what_is_due_right_after),
		cmocka_unit_test(a_fault_in_the_moment_of_a_claim_blinds_from_then_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
