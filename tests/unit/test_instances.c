/* test_instances.c - [source] and [action] sections, presets.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf_fixture.h"
#include "words.h"

static void scope_and_timeout_follow_the_way_of_restarting(void **state)
{
	static const struct {
		const char *keys;
		bool wide;
		int64_t timeout_ms;
	} cases[] = {
		{ "via = http\n", false, 20000 },
		{ "via = docker\n", true, 70000 },
		{ "via = systemd\n", true, 60000 },
		{ "via = procd\n", true, 60000 },
		{ "via = exec\n", false, 60000 },
		{ "via = exec\nscope = gateway\n", true, 60000 },
		{ "via = docker\nscope = session\ntimeout = 5s\n", false, 5000 },
		{ "", false, 60000 },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];

		snprintf(text, sizeof(text), "[action a]\nplugin = restart\n%s", cases[i].keys);
		load_good(fixture, text);
		assert_int_equal(fixture->conf->actions[0].gateway_wide, cases[i].wide);
		assert_int_equal(fixture->conf->actions[0].timeout_ms, cases[i].timeout_ms);
	}
}

static void an_action_that_names_no_session_is_doubted(void **state)
{
	static const struct {
		const char *keys;
		bool doubted;
	} cases[] = {
		{ "via = exec\ncommand = restart-waha\n", true },
		{ "via = http\nurl = http://gw/restart\n", true },
		{ "via = http\nurl = http://gw/{session}/restart\n", false },
		{ "via = http\nurl = http://gw/restart\nbody = \"{target}\"\n", false },
		{ "via = exec\ncommand = restart-waha\nscope = session\n", false },
		{ "via = docker\n", false },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];

		snprintf(text, sizeof(text), "[action a]\nplugin = restart\n%s", cases[i].keys);
		load(fixture, text);
		assert_int_equal(fixture->rc, 0);
		assert_int_equal(fixture->remarks->count, cases[i].doubted);
		assert_true(!cases[i].doubted ||
			    strstr(fixture->remarks->list[0].text, "`scope = gateway`"));
	}
}

static void an_action_on_the_whole_gateway_that_names_a_session_is_doubted(void **state)
{
	static const struct {
		const char *keys, *remedy;
	} cases[] = {
		{ "via = exec\nscope = gateway\ncommand = restart {session}\n", "leave it out" },
		{ "via = http\nscope = gateway\nurl = http://gw/{session}/x\n", "leave it out" },
		{ "via = systemd\nunit = waha@{session}.service\n", "set `scope = session`" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];

		snprintf(text, sizeof(text), "[action a]\nplugin = restart\n%s", cases[i].keys);
		load(fixture, text);
		assert_int_equal(fixture->rc, 0);
		assert_int_equal(fixture->remarks->count, 1);
		assert_non_null(strstr(fixture->remarks->list[0].text, "has no {session}"));
		assert_non_null(strstr(fixture->remarks->list[0].text, cases[i].remedy));
	}
}

static void presets_fill_what_a_section_does_not_say(void **state)
{
	struct fixture *fixture = *state;
	const struct option_section *section;

	scratch_write(
		&fixture->scratch, "presets/waha.ini",
		"[gateway]\ndie_settle = 75s\nstart_max = 20m\n"
		"[status_poll]\nevery = 9s\nup = WORKING\n[webhook_log]\nmatch = a\nmatch = b\n");
	load_good(fixture,
		  "[gateway g]\npreset = \"waha\"\nstart_max = 1m\n"
		  "[source s]\nplugin = status_poll\ngateway = g\npreset = waha\nup = OK\n");
	section = fixture->conf->sources[0].section;
	assert_string_equal(option_find(section, "up")->value, "OK");
	assert_string_equal(option_find(section, "every")->value, "9s");
	assert_null(option_find(section, "match"));
	assert_int_equal(fixture->conf->gateways[0].limits.poll_ms, 9000);
	assert_int_equal(fixture->conf->gateways[0].limits.die_settle_ms, 75000);
	assert_int_equal(fixture->conf->gateways[0].limits.start_max_ms, 60000);
}

static void a_preset_says_how_an_action_acts(void **state)
{
	struct fixture *fixture = *state;
	const struct conf_instance *action;

	scratch_write(&fixture->scratch, "presets/slow.ini",
		      "[restart]\nvia = docker\nstop_timeout = 330s\n");
	load_good(fixture, "[action a]\nplugin = restart\npreset = slow\n");
	action = &fixture->conf->actions[0];
	assert_true(action->gateway_wide);
	assert_int_equal(action->timeout_ms, 390000);
}

static void a_preset_must_exist_and_know_the_plugin(void **state)
{
	struct fixture *fixture = *state;

	scratch_write(&fixture->scratch, "presets/waha.ini", "[status_poll]\nevery = 9s\n");
	expect_error(fixture, "[source s]\nplugin = status_poll\npreset = wahaa\n", 3,
		     "did you mean `waha`?");
	expect_error(fixture, "[source s]\nplugin = status_poll\npreset = nix\n", 3,
		     "there is no preset `nix`");
	expect_error(fixture, "[source s]\nplugin = noop\npreset = waha\n", 3, "has no [noop]");
	expect_error(fixture, "[gateway g]\npreset = waha\n", 2, "has no [gateway]");
	expect_error(fixture, "[source s]\nplugin = status_poll\npreset = ../waha\n", 3,
		     "a name is wanted");
}

static void a_mistake_in_a_preset_is_told_at_its_place(void **state)
{
	struct fixture *fixture = *state;

	scratch_write(&fixture->scratch, "presets/p.ini", "[gateway]\ndie_setle = 9s\n");
	load(fixture, "[gateway g]\npreset = p\n");
	assert_int_equal(fixture->rc, -EINVAL);
	assert_non_null(strstr(fixture->remarks->list[0].file, "/presets/p.ini"));
	assert_int_equal(fixture->remarks->list[0].line, 2);
}

static void an_action_says_when_it_is_told(void **state)
{
	struct fixture *fixture = *state;
	const struct conf_delivery *delivery;

	load_good(fixture, "[action a]\nplugin = alert\n"
			   "[action b]\nplugin = alert\nfallback = a\nfallback_after = 90s\n"
			   "keep = 1h\ndigest = off\nquiet = 22:00-07:00\n"
			   "urgent = opened leak\n");
	delivery = &fixture->conf->actions[0].delivery;
	assert_null(delivery->fallback);
	assert_int_equal(delivery->fallback_after_ms, 300000);
	assert_int_equal(delivery->keep_ms, 86400000);
	assert_int_equal(delivery->digest.acts, 5);
	assert_int_equal(delivery->digest.window_ms, 60000);
	assert_int_equal(delivery->quiet.windows, 0);
	assert_int_equal(delivery->urgent, 1 << NOTIFY_QUARANTINED | 1 << NOTIFY_HUMAN);
	delivery = &fixture->conf->actions[1].delivery;
	assert_string_equal(delivery->fallback, "a");
	assert_int_equal(delivery->fallback_after_ms, 90000);
	assert_int_equal(delivery->keep_ms, 3600000);
	assert_int_equal(delivery->digest.acts, 0);
	assert_int_equal(delivery->quiet.windows, 1);
	assert_int_equal(delivery->urgent, 1 << NOTIFY_OPENED | 1 << NOTIFY_LEAK);
}

static void a_message_that_is_none_and_a_digest_too_large_are_refused(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "[action a]\nplugin = alert\nurgent = human, opened\n", 3,
		     "there is no message `human,`");
	expect_error(fixture, "[action a]\nplugin = alert\ndigest = 21/1m\n", 3, "0 to 20");
	expect_error(fixture, "[action a]\nplugin = alert\ndigest = never\n", 3, "a rate");
	expect_error(fixture, "[policy default]\nrestarts = off\n", 2, "a rate");
}

/* Of two that lead to each other, both are told; who leads there, too. */
static void fallbacks_lead_somewhere_and_end(void **state)
{
	struct fixture *fixture = *state;

	load_good(fixture, "[action a]\nplugin = alert\nfallback = b\n"
			   "[action b]\nplugin = alert\nfallback = c\n"
			   "[action c]\nplugin = alert\n");
	expect_error(fixture,
		     "[action page]\nplugin = alert\nfallback = maill\n"
		     "[action mail]\nplugin = alert\n",
		     3, "mail");
	expect_error(fixture, "[action a]\nplugin = alert\nfallback = a\n", 3, "circle");
	load(fixture, "[action a]\nplugin = alert\nfallback = b\n"
		      "[action b]\nplugin = alert\nfallback = c\n"
		      "[action c]\nplugin = alert\nfallback = b\n");
	assert_int_equal(fixture->rc, -EINVAL);
	assert_int_equal(fixture->remarks->count, 3);
}

/* A person would hear of it by nobody. */
static void who_restarts_is_no_one_to_tell(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture,
		     "[action page]\nplugin = alert\nfallback = r\n"
		     "[action r]\nplugin = restart\nvia = exec\ncommand = /bin/true {session}\n",
		     3, "`fallback`: [action r] restarts and tells nobody");
	expect_error(fixture,
		     "[gateway g]\nsessions = *\nnotify = r\n"
		     "[action r]\nplugin = restart\nvia = exec\ncommand = /bin/true {session}\n",
		     3, "`notify`: [action r] restarts and tells nobody");
	load_good(fixture,
		  "[action r]\nplugin = restart\nvia = exec\ncommand = /bin/true {session}\n"
		  "[action mail]\nplugin = alert\n");
	load(fixture, "[action r]\nplugin = restart\nvia = exec\ncommand = /bin/true {session}\n"
		      "quiet = 22:00-07:00\nfallback = mail\n[action mail]\nplugin = alert\n");
	assert_int_equal(fixture->rc, 0);
	assert_int_equal(fixture->remarks->count, 2);
	assert_non_null(strstr(fixture->remarks->list[0].text, "a restart tells none"));
}

static void a_fallback_comes_before_the_end(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture,
		     "[action a]\nplugin = alert\nfallback = b\nkeep = 1h\nfallback_after = 1h\n"
		     "[action b]\nplugin = alert\n",
		     3, "`fallback_after` is not shorter than `keep`");
	load_good(fixture, "[action a]\nplugin = alert\nkeep = 1h\nfallback_after = 1h\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(scope_and_timeout_follow_the_way_of_restarting),
		TEST(an_action_that_names_no_session_is_doubted),
		TEST(an_action_on_the_whole_gateway_that_names_a_session_is_doubted),
		TEST(presets_fill_what_a_section_does_not_say),
		TEST(a_preset_says_how_an_action_acts),
		TEST(a_preset_must_exist_and_know_the_plugin),
		TEST(a_mistake_in_a_preset_is_told_at_its_place),
		TEST(an_action_says_when_it_is_told),
		TEST(a_message_that_is_none_and_a_digest_too_large_are_refused),
		TEST(fallbacks_lead_somewhere_and_end),
		TEST(who_restarts_is_no_one_to_tell),
		TEST(a_fallback_comes_before_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
