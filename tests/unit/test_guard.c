/* test_guard.c - each reason for not acting, and which of them is named.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#include "guard.h"

#define NOW_MS (TARGET_TIME_BASE + STORY_HOUR)

/* A gateway g of three sessions; a is the one that would be restarted, and the gateway with it. */
struct scene {
	struct roster *roster;
	struct engine *engine;
	struct target *gateway, *a, *b, *c;
	struct guard_act act;
};

static void scene_init(struct scene *scene)
{
	scene->roster = roster_new(NULL);
	scene->engine = roster_engine(scene->roster);
	scene->gateway = roster_get(scene->roster, "g");
	scene->a = roster_get(scene->roster, "g/a");
	scene->b = roster_get(scene->roster, "g/b");
	scene->c = roster_get(scene->roster, "g/c");
	scene->act = (struct guard_act){ .target = scene->a, .wide = true, .now_ms = NOW_MS };
}

static void scene_fini(struct scene *scene)
{
	roster_free(scene->roster);
}

static void spend(struct budget *budget, unsigned acts)
{
	for (unsigned i = 0; i < acts; i++)
		budget_charge(budget, NOW_MS - STORY_SECOND);
}

/* Makes a guard hold (on), or takes that away again. */
static void set(struct scene *scene, enum words_guard guard, bool on)
{
	struct engine *engine = scene->engine;
	struct gateway *gateway = scene->gateway->gateway;
	struct target *a = scene->a;

	switch (guard) {
	case GUARD_HOLD:
		a->hold_until_ms = on ? NOW_MS + 1 : NOW_MS;
		break;
	case GUARD_STOPPED:
		gateway->container.stopped = on;
		break;
	case GUARD_HUMAN:
		a->human = on;
		break;
	case GUARD_QUARANTINE:
		a->quarantine = (struct quarantine){ .on = on, .next_ms = NOW_MS + 1 };
		break;
	case GUARD_UNWELL:
		engine->unwell_until_ms = on ? NOW_MS + 1 : NOW_MS;
		break;
	case GUARD_UPLINK:
		engine->uplink_down = on;
		break;
	case GUARD_SHARED_CAUSE:
		gateway->shared.open = on;
		break;
	case GUARD_IN_FLIGHT:
		gateway->flight.flying = on;
		break;
	case GUARD_VERIFY:
		a->incident.phase = on ? INCIDENT_VERIFY : INCIDENT_OPEN;
		break;
	case GUARD_GRACE:
		a->grace_until_ms = on ? NOW_MS + 1 : NOW_MS;
		break;
	case GUARD_BLAST_RADIUS:
		scene->b->epoch.alive_ms =
			on ? NOW_MS - GUARD_BLAST_MS + 1 : NOW_MS - GUARD_BLAST_MS;
		break;
	case GUARD_COOLDOWN:
		a->cooldown = on;
		a->last_act_ms = NOW_MS - 30 * STORY_SECOND + 1;
		break;
	case GUARD_BUDGET_SESSION:
		memset(&a->budget, 0, sizeof(a->budget));
		spend(&a->budget, on ? 3 : 2);
		break;
	case GUARD_BUDGET_GATEWAY:
		memset(&scene->gateway->budget, 0, sizeof(scene->gateway->budget));
		spend(&scene->gateway->budget, on ? 3 : 2);
		break;
	case GUARD_BUDGET_GLOBAL:
		memset(&engine->budget, 0, sizeof(engine->budget));
		spend(&engine->budget, on ? 6 : 5);
		break;
	case GUARD_LEDGER:
		engine->ledger_down = on;
		break;
	default:
		engine->observe = on;
		break;
	}
}

static enum words_guard first(const struct scene *scene)
{
	int64_t until_ms = 0;

	return guard_first(scene->engine, &scene->act, &until_ms);
}

static void the_first_guard_that_holds_is_named(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	for (enum words_guard guard = GUARD_HOLD; guard < GUARDS; guard++)
		set(&scene, guard, true);
	for (enum words_guard guard = GUARD_HOLD; guard < GUARDS; guard++) {
		assert_int_equal(first(&scene), guard);
		set(&scene, guard, false);
	}
	assert_int_equal(first(&scene), 0);
	scene_fini(&scene);
}

static void each_guard_alone_is_enough_and_until_it_ends(void **state)
{
	(void)state;
	for (enum words_guard guard = GUARD_HOLD; guard < GUARDS; guard++) {
		struct scene scene;

		scene_init(&scene);
		set(&scene, guard, true);
		assert_int_equal(first(&scene), guard);
		assert_true(guard_ask(scene.engine, guard, &scene.act).holds);
		set(&scene, guard, false);
		assert_int_equal(first(&scene), 0);
		scene_fini(&scene);
	}
}

static void what_holds_the_gateway_holds_only_what_acts_on_it(void **state)
{
	struct scene scene;

	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		scene_init(&scene);
		scene.act.wide = wide;
		scene.c->hold_until_ms = NOW_MS + 1;
		assert_int_equal(first(&scene), wide ? GUARD_HOLD : 0);
		scene.c->hold_until_ms = 0;
		scene.gateway->quarantine.on = true; /* whenever its own next try may be */
		assert_int_equal(first(&scene), wide ? GUARD_QUARANTINE : 0);
		scene.gateway->quarantine.on = false;
		scene.gateway->incident.phase = INCIDENT_VERIFY;
		scene.gateway->incident.verify_ms = NOW_MS;
		assert_int_equal(first(&scene), wide ? GUARD_VERIFY : 0);
		scene.gateway->incident.phase = 0;
		scene.gateway->cooldown = 1;
		scene.gateway->last_act_ms = NOW_MS - 1;
		assert_int_equal(first(&scene), wide ? GUARD_COOLDOWN : 0);
		scene.gateway->cooldown = 0;
		set(&scene, GUARD_BUDGET_GATEWAY, true);
		assert_int_equal(first(&scene), wide ? GUARD_BUDGET_GATEWAY : 0);
		set(&scene, GUARD_BUDGET_GATEWAY, false);
		scene.b->epoch.claim = STATE_UP;
		assert_int_equal(first(&scene), wide ? GUARD_BLAST_RADIUS : 0);
		scene_fini(&scene);
	}
}

static void a_gateway_holds_its_sessions_by_hold_and_human(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	scene.act.wide = false;
	scene.gateway->hold_until_ms = NOW_MS + 1;
	assert_int_equal(first(&scene), GUARD_HOLD);
	scene.gateway->hold_until_ms = 0;
	scene.gateway->human = true;
	assert_int_equal(first(&scene), GUARD_HUMAN);
	scene_fini(&scene);
}

static void a_gateway_itself_knows_neither_blast_radius_nor_shared_cause(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	scene.act.target = scene.gateway;
	scene.b->epoch.claim = STATE_UP;
	scene.gateway->gateway->shared.open = true;
	spend(&scene.gateway->budget, 2);
	assert_int_equal(first(&scene), 0);
	scene.b->hold_until_ms = NOW_MS + 1;
	assert_int_equal(first(&scene), GUARD_HOLD);
	scene_fini(&scene);
}

static void a_death_acts_in_grace_and_escalate_always_whoever_lives(void **state)
{
	struct policy always;
	struct scene scene;

	(void)state;
	scene_init(&scene);
	policy_default(&always);
	always.escalate_always = true;
	set(&scene, GUARD_GRACE, true);
	scene.a->incident.cause = CAUSE_DIE;
	assert_int_equal(first(&scene), 0);
	scene.b->epoch.claim = STATE_UP;
	assert_int_equal(first(&scene), GUARD_BLAST_RADIUS);
	scene.a->policy = &always;
	assert_int_equal(first(&scene), 0);
	scene_fini(&scene);
}

static void the_cooldown_grows_with_the_charges_up_to_its_last_entry(void **state)
{
	static const int64_t entries[] = { 0, 30, 60, 120, 240, 480, 900, 1800, 1800 };
	struct scene scene;

	(void)state;
	scene_init(&scene);
	scene.act.wide = false;
	for (uint32_t charges = 0; charges < 9; charges++) {
		scene.a->cooldown = charges;
		scene.a->last_act_ms = NOW_MS - entries[charges] * STORY_SECOND + 1;
		assert_int_equal(first(&scene), charges ? GUARD_COOLDOWN : 0);
		scene.a->last_act_ms--;
		assert_int_equal(first(&scene), 0);
	}
	scene_fini(&scene);
}

static void a_waiting_rung_is_worth_asking_again_when_it_is_free_or_spent(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	scene.b->epoch.alive_ms = NOW_MS - 5;
	assert_int_equal(guard_ask(scene.engine, GUARD_BLAST_RADIUS, &scene.act).until_ms,
			 NOW_MS - 5 + GUARD_BLAST_MS);
	scene.b->epoch.claim = STATE_UP;
	assert_int_equal(guard_ask(scene.engine, GUARD_BLAST_RADIUS, &scene.act).until_ms,
			 NOW_MS + GUARD_BLAST_WAIT_MS);
	scene.a->incident.waited_ms = NOW_MS - 7;
	assert_int_equal(guard_ask(scene.engine, GUARD_BLAST_RADIUS, &scene.act).until_ms,
			 NOW_MS - 7 + GUARD_BLAST_WAIT_MS);
	scene_fini(&scene);
}

static void the_day_is_spent_at_its_twelfth_act(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	for (int i = 0; i < 12; i++) {
		assert_false(guard_day_spent(&scene.act));
		budget_charge(&scene.a->budget, NOW_MS - 20 * STORY_HOUR + i);
	}
	assert_true(guard_day_spent(&scene.act));
	assert_int_equal(first(&scene), GUARD_BUDGET_SESSION);
	scene.act.now_ms =
		NOW_MS + 4 * STORY_HOUR; /* the first leaves the window, to the millisecond */
	assert_false(guard_day_spent(&scene.act));
	scene.act.now_ms--;
	assert_true(guard_day_spent(&scene.act));
	scene.act = (struct guard_act){ .target = scene.gateway, .wide = true, .now_ms = NOW_MS };
	assert_false(guard_day_spent(&scene.act));
	scene_fini(&scene);
}

static void verification_is_longer_for_the_whole_gateway_and_while_it_starts(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	scene.a->incident.verify_ms = NOW_MS;
	assert_int_equal(guard_verify_until(scene.a), NOW_MS + 90 * STORY_SECOND);
	scene.a->epoch.claim = STATE_STARTING;
	assert_int_equal(guard_verify_until(scene.a), NOW_MS + 300 * STORY_SECOND);
	scene.a->epoch.claim = STATE_DOWN;
	scene.a->incident.wide = true;
	assert_int_equal(guard_verify_until(scene.a), NOW_MS + 300 * STORY_SECOND);
	assert_ptr_equal(guard_on(&scene.act), scene.gateway);
	scene.act.wide = false;
	assert_ptr_equal(guard_on(&scene.act), scene.a);
	scene_fini(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_guard_that_holds_is_named),
		cmocka_unit_test(each_guard_alone_is_enough_and_until_it_ends),
		cmocka_unit_test(what_holds_the_gateway_holds_only_what_acts_on_it),
		cmocka_unit_test(a_gateway_holds_its_sessions_by_hold_and_human),
		cmocka_unit_test(a_gateway_itself_knows_neither_blast_radius_nor_shared_cause),
		cmocka_unit_test(a_death_acts_in_grace_and_escalate_always_whoever_lives),
		cmocka_unit_test(the_cooldown_grows_with_the_charges_up_to_its_last_entry),
		cmocka_unit_test(a_waiting_rung_is_worth_asking_again_when_it_is_free_or_spent),
		cmocka_unit_test(the_day_is_spent_at_its_twelfth_act),
		cmocka_unit_test(verification_is_longer_for_the_whole_gateway_and_while_it_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
