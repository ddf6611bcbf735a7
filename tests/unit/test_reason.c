/* test_reason.c - an order is explained in words that help the reader.  SPDX-License-Identifier: ISC */
#include "reason.h"
#include "story.h"

static struct story story;

static int set_up(void **state)
{
	(void)state;
	story_init(&story);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	story_fini(&story);
	return 0;
}

static struct engine_order message(const char *target, enum words_notify what)
{
	struct target *about = roster_get(story.roster, target);

	return (struct engine_order){
		.kind = ORDER_NOTIFY, .what = what, .target = about, .owner = about
	};
}

static void a_device_to_be_scanned_is_told_in_the_gateways_own_word(void **state)
{
	struct engine_order order = message("g/a", NOTIFY_HUMAN);
	char why[REASON_BYTES];

	(void)state;
	reason_text(&order, "SCAN_QR_CODE", why, sizeof(why));
	assert_string_equal(why, "only a person can help: SCAN_QR_CODE");
}

static void somebody_who_stopped_it_is_named_as_the_cause(void **state)
{
	struct engine_order order = message("g/a", NOTIFY_HUMAN);
	char why[REASON_BYTES];

	(void)state;
	roster_find(story.roster, "g/a")->human_stopped = true;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why, "only a person can help: somebody stopped it");
}

static void a_death_tells_its_exit_code_and_that_memory_ran_out(void **state)
{
	struct engine_order order = message("g", NOTIFY_OPENED);
	char why[REASON_BYTES];

	(void)state;
	order.cause = CAUSE_DIE;
	order.owner->gateway->container.dead = true;
	order.owner->gateway->container.oom = true;
	order.owner->gateway->container.code = 137;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why, "its container died and did not come back "
				 "(out of memory, exit code 137)");
}

static void a_run_tells_its_age_and_its_patience(void **state)
{
	struct engine_order order = message("g/a", NOTIFY_OPENED);
	char why[REASON_BYTES];

	(void)state;
	order.kind = ORDER_ACT;
	order.what = 0;
	order.cause = CAUSE_RUN;
	order.age_ms = 95999;
	order.limit_ms = 90000;
	reason_text(&order, "FAILED", why, sizeof(why));
	assert_string_equal(why,
			    "bad without a proof for longer than patience (95 s, patience 90 s)");
}

static void a_refusal_tells_how_long_it_lasts_as_far_as_that_is_known(void **state)
{
	struct engine_order order = { .kind = ORDER_HELD, .by = GUARD_COOLDOWN, .t_ms = 5000 };
	char why[REASON_BYTES];

	(void)state;
	order.target = order.owner = roster_get(story.roster, "g/a");
	order.cause = CAUSE_RUN;
	order.until_ms = 30000;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(
		why,
		"bad without a proof for longer than patience; held by cooldown for another 25s");
	order.by = GUARD_STOPPED;
	order.until_ms = 0;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why, "bad without a proof for longer than patience; held by stopped");
}

static void a_close_tells_of_health_and_not_of_the_old_cause(void **state)
{
	struct engine_order order = message("g/a", NOTIFY_CLOSED);
	char why[REASON_BYTES];

	(void)state;
	order.cause = CAUSE_RUN;
	order.age_ms = 5000;
	reason_text(&order, "WORKING", why, sizeof(why));
	assert_string_equal(why, "ten minutes of health");
}

static void a_long_word_is_cut_and_never_overruns(void **state)
{
	struct engine_order order = message("g/a", NOTIFY_SETUP);
	char why[40], finder[500];

	(void)state;
	memset(finder, 'x', sizeof(finder) - 1);
	finder[sizeof(finder) - 1] = '\0';
	reason_text(&order, finder, why, sizeof(why));
	assert_int_equal(strlen(why), sizeof(why) - 1);
}

static void who_could_not_be_acted_on_is_not_told_that_it_did_not_help(void **state)
{
	struct engine_order order = message("g", NOTIFY_QUARANTINED);
	struct target *g = roster_find(story.roster, "g");
	char why[REASON_BYTES];

	(void)state;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why, "nothing could be done within its ladder and budgets");
	for (uint32_t rung = 0; rung < order.owner->gateway->conf.rungs; rung++)
		order.owner->gateway->conf.ladder[rung].gateway_wide = false;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why, "its ladder has no action on the whole gateway (scope = gateway)");
	order.t_ms = 125000;
	order.cause = CAUSE_RUN;
	order.age_ms = 4000;
	order.limit_ms = 6000;
	g->incident.opened_ms = TARGET_TIME_BASE + 5000;
	g->incident.acts = 2;
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why, "2 acts in 2m did not help: bad without a proof for longer than "
				 "patience");
	for (uint32_t act = 0; act < g->policy->gateway_restarts.acts; act++)
		budget_charge(&g->budget, TARGET_TIME_BASE + 100000);
	reason_text(&order, NULL, why, sizeof(why));
	assert_string_equal(why,
			    "2 acts in 2m did not help, and the budget is spent: bad without a "
			    "proof for longer than patience");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(who_could_not_be_acted_on_is_not_told_that_it_did_not_help),
		TEST(a_device_to_be_scanned_is_told_in_the_gateways_own_word),
		TEST(somebody_who_stopped_it_is_named_as_the_cause),
		TEST(a_death_tells_its_exit_code_and_that_memory_ran_out),
		TEST(a_run_tells_its_age_and_its_patience),
		TEST(a_refusal_tells_how_long_it_lasts_as_far_as_that_is_known),
		TEST(a_close_tells_of_health_and_not_of_the_old_cause),
		TEST(a_long_word_is_cut_and_never_overruns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
