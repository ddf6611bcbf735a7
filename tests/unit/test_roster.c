/* test_roster.c - targets and sources by name.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "roster.h"

static void who_appears_is_added_after_its_gateway(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct target *session = roster_get(roster, "waha/omer");
	struct target *gateway = roster_find(roster, "waha");

	(void)state;
	assert_non_null(session);
	assert_non_null(gateway);
	assert_ptr_equal(&session->gateway->target, gateway);
	assert_true(gateway->ordinal < session->ordinal);
	assert_ptr_equal(roster_get(roster, "waha/omer"), session);
	assert_ptr_equal(roster_get(roster, "waha"), gateway);
	assert_string_equal(roster_name(session), "waha/omer");
	assert_string_equal(roster_gateway_name(session), "waha");
	assert_string_equal(roster_session_name(session), "omer");
	assert_string_equal(roster_name(gateway), "waha");
	assert_null(roster_session_name(gateway));
	assert_null(roster_find(roster, "waha/other"));
	roster_free(roster);
}

static void without_a_configuration_the_defaults_hold(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct target *session = roster_get(roster, "g/a");

	(void)state;
	assert_string_equal(roster_action(session, 0), "restart-session");
	assert_string_equal(roster_action(session, 1), "restart-container");
	assert_string_equal(roster_action(session, 2), "");
	assert_string_equal(roster_action(session, UINT32_MAX), "");
	assert_false(session->gateway->conf.ladder[0].gateway_wide);
	assert_true(session->gateway->conf.ladder[1].gateway_wide);
	assert_false(session->configured);
	assert_true(session->offers_probe);
	assert_int_equal(roster_engine(roster)->restarts.acts, 6);
	assert_int_equal(roster_engine(roster)->restarts.window_ms, 3600000);
	roster_free(roster);
	roster_free(NULL);
}

static void names_keep_to_the_grammar(void **state)
{
	static const char *const bad[] = { "",      "/",    "g/",         "/a",   "g/a/b",
					   ".g",    "g/.a", "@g",         "g/:a", "g a",
					   "g/a b", "g\n",  "g/\xc3\xa9", "g/a*", "g//a" };
	static const char *const good[] = { "g", "_-.@:", "g/a", "G1/4.b@c:d-e_f", "0/-" };
	struct roster *roster = roster_new(NULL);
	char name[160];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(roster_get(roster, bad[i]));
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_non_null(roster_get(roster, good[i]));
	memset(name, 'x', sizeof(name));
	name[64] = '/';
	name[129] = '\0';
	assert_non_null(roster_get(roster, name)); /* 64 and 64 */
	assert_string_equal(roster_name(roster_find(roster, name)), name);
	name[129] = 'x';
	name[130] = '\0';
	assert_null(roster_get(roster, name));
	name[64] = 'x';
	name[65] = '/';
	name[70] = '\0';
	assert_null(roster_get(roster, name));
	roster_free(roster);
}

static void a_crowd_finds_room(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct engine *engine = roster_engine(roster);
	char name[32];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "g%d/s%d", i % 7, i);
		assert_non_null(roster_get(roster, name));
	}
	assert_int_equal(engine->targets, 1007);
	assert_true(engine->heap_cap >= 1007);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "g%d/s%d", i % 7, i);
		assert_string_equal(roster_name(roster_find(roster, name)), name);
	}
	roster_free(roster);
}

static void sources_have_numbers_above_zero(void **state)
{
	struct roster *roster = roster_new(NULL);
	char name[32];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 100; i++) {
			snprintf(name, sizeof(name), "source-%d", i);
			assert_int_equal(roster_source(roster, name), i + 1);
			assert_string_equal(roster_source_name(roster, (uint32_t)i + 1), name);
		}
	assert_string_equal(roster_source_name(roster, 0), "");
	assert_string_equal(roster_source_name(roster, 101), "");
	roster_free(roster);
}

static void what_was_recorded_replaces_what_was_configured(void **state)
{
	static const char *const ladder[] = { "one", "two", "three" };
	struct roster *roster = roster_new(NULL);
	struct target *a = roster_get(roster, "g/a");
	struct policy_gateway limits;
	struct policy policy;

	(void)state;
	policy_default(&policy);
	policy.settle_ms = 1;
	assert_int_equal(roster_set_policy(roster, a, &policy), 0);
	policy.settle_ms = 2; /* it was copied */
	assert_int_equal(a->policy->settle_ms, 1);
	assert_int_equal(roster_set_policy(roster, a, &policy), 0);
	assert_int_equal(a->policy->settle_ms, 2);
	policy_gateway_default(&limits);
	limits.rungs = 3;
	assert_int_equal(roster_set_gateway(roster, roster_get(roster, "g"), &limits, ladder), 0);
	assert_string_equal(roster_action(a, 2), "three");
	limits.rungs = 1;
	assert_int_equal(roster_set_gateway(roster, roster_get(roster, "g"), &limits, ladder), 0);
	assert_string_equal(roster_action(a, 2), "");
	assert_int_equal(a->gateway->conf.rungs, 1);
	roster_free(roster);
}

static void a_gateway_without_a_probing_source_offers_none(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct target *a = roster_get(roster, "g/a");

	(void)state;
	roster_set_probing(roster, roster_get(roster, "g"), false);
	assert_false(a->offers_probe);
	assert_false(roster_get(roster, "g/later")->offers_probe);
	assert_true(roster_get(roster, "h/a")->offers_probe);
	roster_set_probing(roster, roster_get(roster, "g"), true);
	assert_true(a->offers_probe);
	roster_free(roster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_appears_is_added_after_its_gateway),
		cmocka_unit_test(without_a_configuration_the_defaults_hold),
		cmocka_unit_test(names_keep_to_the_grammar),
		cmocka_unit_test(a_crowd_finds_room),
		cmocka_unit_test(sources_have_numbers_above_zero),
		cmocka_unit_test(what_was_recorded_replaces_what_was_configured),
		cmocka_unit_test(a_gateway_without_a_probing_source_offers_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
