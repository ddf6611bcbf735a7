/* test_lessons.c - each thing that spoils a lesson, and what becomes of one.  SPDX-License-Identifier: ISC
 *
 * What mutants of learn.c survived in its own test; here its functions are called one by one.
 */
#include "learn.h"

#include "law.h"
#include "story.h"

#define NOW_MS (TARGET_TIME_BASE + STORY_HOUR)
#define BEGAN_MS (NOW_MS - 10000)
#define DOWN 0x80 /* a lesson of class down */

struct scene {
	struct story story;
	struct engine *engine;
	struct target *gateway, *session;
	struct epoch *epoch;
};

/* g/a is down for 10 s. */
static void begin(struct scene *scene)
{
	story_init(&scene->story);
	scene->engine = roster_engine(scene->story.roster);
	scene->engine->now_ms = NOW_MS;
	scene->session = roster_get(scene->story.roster, "g/a");
	scene->gateway = &scene->session->gateway->target;
	scene->epoch = &scene->session->epoch;
	scene->epoch->claim = STATE_DOWN;
	scene->epoch->run.open = true;
	scene->epoch->run.start_ms = BEGAN_MS;
	scene->epoch->run.oldest_ms[LAW_DOWN - 1] = 10000;
	scene->epoch->watched_from_ms[0] = scene->epoch->watched_from_ms[1] = 7;
}

static void spoil(struct scene *scene, int how)
{
	int64_t *const later_than_the_run[] = { &scene->engine->unwell_until_ms,
						&scene->session->grace_until_ms };

	switch (how) {
	case 0:
	case 1:
		*later_than_the_run[how] = BEGAN_MS + 1;
		break;
	case 2:
		scene->epoch->run.tainted = true;
		break;
	case 3:
		scene->session->hold_until_ms = NOW_MS + 1;
		break;
	case 4:
		scene->gateway->hold_until_ms = NOW_MS + 1;
		break;
	case 5:
		scene->engine->uplink_down = true;
		break;
	case 6:
		scene->epoch->blind_ms = NOW_MS;
		break;
	case 7:
		scene->session->gateway->container.dead = true;
		break;
	case 8:
		scene->session->incident.acts = 1;
		break;
	default:
		scene->gateway->incident.acts = 1;
		break;
	}
}

static void each_hand_in_a_run_spoils_it_alone(void **state)
{
	(void)state;
	for (int how = 0; how < 10; how++) {
		struct scene scene;

		begin(&scene);
		spoil(&scene, how);
		learn_keep(scene.engine, scene.session);
		assert_int_equal(scene.epoch->lessons, 0);
		assert_int_equal(scene.epoch->watched_from_ms[0], NOW_MS);
		assert_int_equal(scene.epoch->watched_from_ms[1], NOW_MS);
		story_fini(&scene.story);
	}
}

static void what_was_over_when_it_began_spoils_nothing(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.engine->unwell_until_ms = BEGAN_MS;
	scene.session->grace_until_ms = BEGAN_MS;
	scene.session->incident.acts = 1;
	scene.engine->observe = true; /* then no act was done */
	learn_keep(scene.engine, scene.session);
	assert_int_equal(scene.epoch->lessons, 1);
	assert_int_equal(scene.epoch->lesson[0], law_bin(10000) | DOWN);
	assert_int_equal(scene.epoch->watched_from_ms[0], 7);
	assert_int_equal(scene.epoch->watched_from_ms[1], 7);
	story_fini(&scene.story);
}

static void a_spoilt_run_takes_nothing_from_lessons_before_it(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.epoch->lessons = 1;
	scene.epoch->run.tainted = true;
	learn_keep(scene.engine, scene.session);
	assert_int_equal(scene.epoch->lessons, 1);
	assert_int_equal(scene.epoch->watched_from_ms[0], 7);
	assert_int_equal(scene.epoch->watched_from_ms[1], 7);
	story_fini(&scene.story);
}

static void of_too_many_lessons_the_newest_stands_last(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.epoch->lessons = TARGET_LESSONS_MAX;
	learn_keep(scene.engine, scene.session);
	assert_int_equal(scene.epoch->lessons, TARGET_LESSONS_MAX);
	assert_int_equal(scene.epoch->lesson[TARGET_LESSONS_MAX - 1], law_bin(10000) | DOWN);
	story_fini(&scene.story);
}

static void gateways_have_the_patience_of_nobody(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.gateway->epoch.claim = STATE_DOWN;
	learn_class(scene.engine, scene.gateway);
	assert_int_equal(scene.gateway->epoch.run.patience_ms, 90000);
	story_fini(&scene.story);
}

/* An act of ours ends the run. */
static uint32_t cut(struct scene *scene, uint32_t acts, enum words_cause cause)
{
	scene->session->incident.acts = acts;
	scene->session->incident.cause = cause;
	scene->session->incident.cut = 99;
	learn_cut(scene->engine, scene->session);
	return scene->session->incident.cut;
}

static void only_the_first_act_on_a_run_cuts_it(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	assert_int_equal(cut(&scene, 1, CAUSE_RUN), (1u + law_bin(10000)) | DOWN);
	assert_int_equal(cut(&scene, 2, CAUSE_RUN), 0);
	assert_int_equal(cut(&scene, 1, CAUSE_DIE), 0);
	scene.session->is_gateway = true;
	assert_int_equal(cut(&scene, 1, CAUSE_RUN), 0);
	scene.session->is_gateway = false;
	scene.epoch->run.open = false;
	assert_int_equal(cut(&scene, 1, CAUSE_RUN), 0);
	story_fini(&scene.story);
}

static void a_cure_is_told_to_the_law_of_the_run_and_once(void **state)
{
	struct scene scene;
	struct law *laws;

	(void)state;
	begin(&scene);
	laws = scene.session->gateway->laws;
	scene.epoch->claim = STATE_STARTING;
	cut(&scene, 1, CAUSE_RUN);
	learn_cured(scene.engine, scene.session);
	assert_int_equal(laws[LAW_STARTING - 1].ended[law_bin(10000)], 1);
	assert_int_equal(laws[LAW_DOWN - 1].ended[law_bin(10000)], 0);
	assert_int_equal(laws[LAW_STARTING - 1].watched_ms,
			 0); /* nobody watched it heal by itself */
	assert_int_equal(scene.session->incident.cut, 0);
	learn_cured(scene.engine, scene.session);
	assert_int_equal(laws[LAW_STARTING - 1].ended[law_bin(10000)], 1);
	assert_int_equal(law_describe(&laws[LAW_DOWN - 1]).ended, 0);
	story_fini(&scene.story);
}

static void each_law_hears_of_the_runs_of_the_other(void **state)
{
	struct scene scene;
	struct law *laws;

	(void)state;
	begin(&scene);
	laws = scene.session->gateway->laws;
	learn_teach(scene.engine, scene.session); /* no lesson, no news */
	assert_int_equal(laws[LAW_STARTING - 1].beside, 0);
	scene.epoch->lessons = 3;
	scene.epoch->lesson[0] = scene.epoch->lesson[1] = 8 | DOWN;
	scene.epoch->lesson[2] = 16;
	learn_teach(scene.engine, scene.session);
	assert_int_equal(laws[LAW_STARTING - 1].beside, 2);
	assert_int_equal(laws[LAW_DOWN - 1].beside, 1);
	story_fini(&scene.story);
}

static void another_gateway_begins_to_be_watched_now(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.epoch->lessons = 2;
	scene.session->incident.cut = 3;
	learn_forget(scene.engine, scene.session->gateway);
	assert_int_equal(scene.epoch->lessons, 0);
	assert_int_equal(scene.session->incident.cut, 0);
	assert_true(scene.epoch->run.tainted);
	assert_int_equal(scene.epoch->watched_from_ms[0], NOW_MS);
	assert_int_equal(scene.epoch->watched_from_ms[1], NOW_MS);
	scene.epoch->run.open = false;
	learn_forget(scene.engine, scene.session->gateway);
	assert_false(scene.epoch->run.tainted);
	story_fini(&scene.story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hand_in_a_run_spoils_it_alone),
		cmocka_unit_test(what_was_over_when_it_began_spoils_nothing),
		cmocka_unit_test(a_spoilt_run_takes_nothing_from_lessons_before_it),
		cmocka_unit_test(of_too_many_lessons_the_newest_stands_last),
		cmocka_unit_test(gateways_have_the_patience_of_nobody),
		cmocka_unit_test(only_the_first_act_on_a_run_cuts_it),
		cmocka_unit_test(a_cure_is_told_to_the_law_of_the_run_and_once),
		cmocka_unit_test(each_law_hears_of_the_runs_of_the_other),
		cmocka_unit_test(another_gateway_begins_to_be_watched_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
