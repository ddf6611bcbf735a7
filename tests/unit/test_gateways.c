/* test_gateways.c - [gateway] and [session] sections.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf_fixture.h"

static void a_session_has_a_policy_and_keys_of_its_own(void **state)
{
	struct fixture *fixture = *state;
	const struct conf_gateway *gateway;
	const struct policy *policy;

	load_good(
		fixture,
		"[gateway a]\n[policy slow]\npatience = 5m\n"
		"[session long]\ntarget = a/491510000@s.whatsapp.net:1\npolicy = slow\nsilence = off\n");
	gateway = &fixture->conf->gateways[0];
	policy = conf_session_policy(fixture->conf, gateway, "491510000@s.whatsapp.net:1");
	assert_int_equal(policy->patience_ms, 300000);
	assert_false(policy->silence_probe);
	policy = conf_session_policy(fixture->conf, gateway, "other");
	assert_int_equal(policy->patience_ms, 0);
	assert_true(policy->silence_probe);
}

static void session_names_of_64_bytes_are_configured_by_target(void **state)
{
	struct fixture *fixture = *state;
	char name[65], text[200];

	memset(name, 'n', 64);
	name[64] = '\0';
	snprintf(text, sizeof(text), "[gateway a]\nsessions = %s\n[session x]\ntarget = a/%s\n",
		 name, name);
	load_good(fixture, text);
	assert_string_equal(fixture->conf->sessions[0].session, name);
	assert_true(conf_watches_session(&fixture->conf->gateways[0], name));
	assert_false(conf_watches_session(&fixture->conf->gateways[0], "n"));
}

static void gateway_numbers_are_read(void **state)
{
	struct fixture *fixture = *state;
	const struct policy_gateway *limits;

	load_good(fixture, "[gateway a]\nsessions = x y\nhuman_exit = 78 -1\ndie_settle = 75s\n"
			   "start_max = 10m\nunreachable = 1m\n");
	limits = &fixture->conf->gateways[0].limits;
	assert_int_equal(limits->human_exits, 2);
	assert_int_equal(limits->human_exit[0], 78);
	assert_int_equal(limits->human_exit[1], -1);
	assert_int_equal(limits->die_settle_ms, 75000);
	assert_int_equal(limits->start_max_ms, 600000);
	assert_int_equal(limits->unreachable_ms, 60000);
	assert_int_equal(limits->poll_ms, 5000);
	assert_string_equal(fixture->conf->gateways[0].sessions[1], "y");
}

static void windows_of_maintenance_are_read_and_odd_ones_doubted(void **state)
{
	struct fixture *fixture = *state;

	load_good(fixture, "[gateway a]\nmaintenance = Mon-Fri 22:00-06:00, Sun 02:00-04:00\n"
			   "[gateway b]\n");
	assert_int_equal(fixture->conf->gateways[0].maintenance.windows, 2);
	assert_int_equal(fixture->conf->gateways[1].maintenance.windows, 0);
	expect_error(fixture, "[gateway a]\nmaintenance = 22:00-06:00, Son 02:00-04:00\n", 2,
		     "at `Son 02:00-04:00`: a day is one of Sun Mon");
	load(fixture, "[gateway a]\nmaintenance = 00:00-24:00\n");
	assert_int_equal(fixture->rc, 0);
	assert_int_equal(fixture->remarks->count, 1);
	assert_string_equal(fixture->remarks->list[0].text,
			    "`maintenance`: its windows cover the whole week; is that meant?");
}

static void what_is_named_must_exist(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "[gateway a]\npolicy = strct\n[policy strict]\n", 2,
		     "did you mean `strict`?");
	expect_error(fixture, "[gateway a]\nladder = act\n[action acts]\nplugin = noop\n", 2,
		     "no [action act]; did you mean `acts`?");
	expect_error(fixture, "[gateway a]\nnotify = page\n", 2,
		     "`notify`: there is no [action page]");
	expect_error(fixture, "[source s]\nplugin = x\ngateway = b\n", 3,
		     "there is no [gateway b]");
	expect_error(fixture, "[session s]\ntarget = b/x\n", 2, "there is no [gateway b]");
	expect_error(fixture, "[gateway a]\n[session s]\ntarget = a/x\npolicy = p\n", 4,
		     "no [policy p]");
}

static void sections_that_contradict_each_other_are_refused(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "[gateway a]\nsessions = x\n[session s]\ntarget = a/y\n", 4,
		     "does not name y");
	expect_error(fixture, "[gateway a]\n[session s]\ntarget = a/x\n[session t]\ntarget = a/x\n",
		     5, "has a section already: [session s]");
	expect_error(fixture, "[gateway a]\nsessions = * x\n", 2, "either * or a list");
	expect_error(fixture, "[gateway a]\nsessions = x/y\n", 2, "names are letters");
	expect_error(fixture, "[gateway a]\ncontainer = c\n[gateway b]\ncontainer = c\n", 4,
		     "c is [gateway a] already");
	expect_error(fixture, "[gateway a]\n[gateway a]\n", 2, ", where its keys belong");
}

static void targets_are_gateway_slash_session(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "[gateway a]\n[session s]\ntarget = a\n", 3, "GATEWAY/SESSION");
	expect_error(fixture, "[gateway a]\n[session s]\ntarget = a/\n", 3, "GATEWAY/SESSION");
	expect_error(fixture, "[gateway a]\n[session s]\ntarget = /x\n", 3, "GATEWAY/SESSION");
	expect_error(fixture, "[gateway a]\n[session s]\ntarget = a/x/y\n", 3, "GATEWAY/SESSION");
	expect_error(fixture, "[gateway a]\n[session s]\npolicy = default\n", 2, "needs `target`");
}

static void everyone_who_is_to_be_told_is_told(void **state)
{
	struct fixture *fixture = *state;
	const struct conf_gateway *gateway;

	load_good(fixture, "[gateway a]\nnotify = mail page\nladder = page mail page\n"
			   "[action page]\nplugin = alert\n[action mail]\nplugin = alert\n");
	gateway = &fixture->conf->gateways[0];
	assert_string_equal(gateway->notify[0]->name, "mail");
	assert_string_equal(gateway->notify[1]->name, "page");
	assert_null(gateway->notify[2]);
	assert_int_equal(gateway->limits.rungs, 3);
	assert_string_equal(gateway->ladder[2]->name, "page");
}

static void the_slowest_source_says_how_old_a_claim_may_be(void **state)
{
	struct fixture *fixture = *state;

	load_good(fixture,
		  "[gateway a]\n[gateway b]\n[source x]\nplugin = p\ngateway = a\nevery = 2s\n"
		  "[source y]\nplugin = p\ngateway = a\nevery = 3s\n"
		  "[source z]\nplugin = p\ngateway = a\n[source o]\nplugin = p\nevery = 9s\n");
	assert_int_equal(fixture->conf->gateways[0].limits.poll_ms, 3000);
	assert_int_equal(fixture->conf->gateways[1].limits.poll_ms, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_session_has_a_policy_and_keys_of_its_own),
		TEST(session_names_of_64_bytes_are_configured_by_target),
		TEST(gateway_numbers_are_read),
		TEST(windows_of_maintenance_are_read_and_odd_ones_doubted),
		TEST(what_is_named_must_exist),
		TEST(sections_that_contradict_each_other_are_refused),
		TEST(targets_are_gateway_slash_session),
		TEST(everyone_who_is_to_be_told_is_told),
		TEST(the_slowest_source_says_how_old_a_claim_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
