/* test_conf.c - whole configurations, good and bad ones.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf_fixture.h"

static const char manual[] = "[gateway waha]\n"
			     "container  = waha-noweb          ; ties docker events to it\n"
			     "sessions   = *                   ; or a list\n"
			     "policy     = default\n"
			     "ladder     = restart-session restart-container\n"
			     "notify     = page\n"
			     "[policy default]\n"
			     "patience       = auto\n"
			     "false_restarts = 1/730d\n"
			     "grace          = 60s\n"
			     "verify         = 90s\n"
			     "settle         = 10s\n"
			     "cooldown       = 30s 1m 2m 4m 8m 15m 30m\n"
			     "restarts       = 3/30m\n"
			     "restarts_day   = 12/24h\n"
			     "gateway_restarts = 3/2h\n"
			     "silence        = probe           ; or off\n"
			     "notify_on      = unhelped\n"
			     "[source waha-status]\n"
			     "plugin  = status_poll\n"
			     "gateway = waha\n"
			     "url     = http://127.0.0.1:3000\n"
			     "every   = 7s\n"
			     "[source waha-webhooks]\n"
			     "plugin  = webhook_log\n"
			     "gateway = waha\n"
			     "file    = /var/log/waha.log      ; or docker = waha-noweb\n"
			     "[source docker]\n"
			     "plugin  = docker_events\n"
			     "[action restart-session]\n"
			     "plugin = restart\n"
			     "via    = http\n"
			     "[action restart-container]\n"
			     "plugin = restart\n"
			     "via    = docker\n"
			     "scope  = gateway\n"
			     "stop_timeout = 330s\n"
			     "[action page]\n"
			     "plugin = alert\n"
			     "[exporter page]\n"
			     "plugin = web\n";

static void an_empty_file_has_every_default(void **state)
{
	struct fixture *fixture = *state;
	const struct conf_main *main;
	struct policy defaults;

	load_good(fixture, "");
	main = &fixture->conf->main;
	assert_string_equal(main->state_dir, "/var/lib/muzzle");
	assert_string_equal(main->run_dir, "/run/muzzle");
	assert_string_equal(main->plugin_dir, "/usr/lib/muzzle");
	assert_false(main->observe);
	assert_int_equal(main->restarts.acts, 6);
	assert_int_equal(main->restarts.window_ms, 3600000);
	assert_int_equal(main->journal_bytes, 524288);
	assert_int_equal(main->log_level + 1, MUZZLE_INFO);
	assert_int_equal(fixture->conf->policies_count, 1);
	assert_string_equal(fixture->conf->policies[0].name, "default");
	policy_default(&defaults);
	assert_memory_equal(&fixture->conf->policies[0].policy, &defaults, sizeof(defaults));
	assert_int_equal(fixture->conf->gateways_count, 0);
}

static void the_manual_loads_and_says_what_it_says(void **state)
{
	struct fixture *fixture = *state;
	const struct conf_gateway *gateway;
	struct policy defaults;

	load_good(fixture, manual);
	gateway = conf_find_gateway(fixture->conf, "waha");
	assert_non_null(gateway);
	assert_string_equal(gateway->container, "waha-noweb");
	assert_ptr_equal(conf_find_container(fixture->conf, "waha-noweb"), gateway);
	assert_null(conf_find_container(fixture->conf, "waha"));
	assert_true(gateway->all_sessions);
	assert_null(gateway->sessions[0]);
	assert_true(conf_watches_session(gateway, "anything"));
	assert_int_equal(gateway->limits.rungs, 2);
	assert_string_equal(gateway->ladder[0]->name, "restart-session");
	assert_ptr_equal(gateway->ladder[1], conf_find_action(fixture->conf, "restart-container"));
	assert_null(gateway->ladder[2]);
	assert_string_equal(gateway->notify[0]->name, "page");
	assert_null(gateway->notify[1]);
	policy_default(&defaults);
	assert_memory_equal(&fixture->conf->policies[gateway->policy].policy, &defaults,
			    sizeof(defaults));
	assert_int_equal(fixture->conf->sources_count, 3);
	assert_string_equal(fixture->conf->sources[0].plugin, "status_poll");
	assert_int_equal(fixture->conf->sources[0].kind, MUZZLE_SOURCE);
	assert_null(fixture->conf->sources[2].gateway);
	assert_int_equal(fixture->conf->exporters_count, 1);
}

static void limits_of_a_gateway_come_from_its_sources_and_actions(void **state)
{
	struct fixture *fixture = *state;
	const struct policy_gateway *limits;

	load_good(fixture, manual);
	limits = &fixture->conf->gateways[0].limits;
	assert_int_equal(limits->poll_ms, 7000);
	assert_int_equal(limits->die_settle_ms, 10000);
	assert_int_equal(limits->start_max_ms, 300000);
	assert_int_equal(limits->unreachable_ms, 180000);
	assert_int_equal(limits->human_exits, 1);
	assert_int_equal(limits->human_exit[0], 78);
	assert_false(limits->ladder[0].gateway_wide);
	assert_true(limits->ladder[1].gateway_wide);
	assert_int_equal(limits->ladder[0].timeout_ms, 20000);
	assert_int_equal(limits->ladder[1].timeout_ms, 390000);
}

static void policies_inherit_from_default_wherever_it_stands(void **state)
{
	struct fixture *fixture = *state;
	const struct policy *strict;

	load_good(fixture, "[policy strict]\ngrace = 30s\n[gateway a]\npolicy = strict\n"
			   "[policy default]\nsettle = 5s\ngrace = 40s\n");
	assert_int_equal(fixture->conf->policies_count, 2);
	strict = conf_session_policy(fixture->conf, &fixture->conf->gateways[0], NULL);
	assert_int_equal(strict->grace_ms, 30000);
	assert_int_equal(strict->settle_ms, 5000);
	assert_int_equal(strict->verify_ms, 90000);
	assert_int_equal(fixture->conf->policies[0].policy.grace_ms, 40000);
}

static void files_of_conf_d_are_read_too(void **state)
{
	struct fixture *fixture = *state;

	scratch_write(&fixture->scratch, "conf.d/b.ini", "[gateway b]\nladder = act\n");
	scratch_write(&fixture->scratch, "conf.d/a.ini", "[action act]\nplugin = noop\n");
	load_good(fixture, "[gateway a]\n");
	assert_int_equal(fixture->conf->gateways_count, 2);
	scratch_write(&fixture->scratch, "conf.d/b.ini", "[gateway a]\n");
	load(fixture, "[gateway a]\n");
	assert_int_equal(fixture->rc, -EINVAL);
	assert_non_null(strstr(fixture->remarks->list[0].file, "/conf.d/b.ini"));
	assert_non_null(
		strstr(fixture->remarks->list[0].text, "/muzzle.ini:3, where its keys belong"));
}

static void our_own_keys_are_checked_like_a_plugins(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "state_dir = var\n", 1, "an absolute path");
	expect_error(fixture, "state_dri = /var\n", 1, "did you mean `state_dir`?");
	expect_error(fixture, "mode = watch\n", 1, "enforce observe");
	expect_error(fixture, "restarts = 6\n", 1, "as in 3/30m");
	expect_error(fixture, "[policy p]\ngrace = 60\n", 2, "needs a unit");
	expect_error(fixture, "[policy p]\nrestarts = 25/1h\n", 2, "1 to 24 is allowed");
	expect_error(fixture, "[policy p]\ngrace = 1s\ngrace = 2s\n", 3,
		     "stands in line 4 already");
	expect_error(fixture, "[gateway a]\nhuman_exit = 1 2 3 4 5 6 7 8 9\n", 2, "too many");
	expect_error(fixture, "[gateway a]\n[session s]\ntarget = a/x\nsilense = off\n", 4,
		     "`silence`");
	expect_error(fixture, "[source s]\ngateway = a\n[gateway a]\n", 1, "needs `plugin`");
	expect_error(fixture, "[action a]\nplugin = x\nscope = box\n", 3, "auto session gateway");
	expect_error(fixture, "[action a]\nplugin = x\n[gateway g]\nladder = a a a a a a a a a\n",
		     4, "more than 8");
}

static void an_error_in_policy_default_is_told_once_for_all_that_inherit(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture,
		     "[policy default]\ngrase = 60s\n[policy a]\n[policy b]\n[gateway g]\n"
		     "[session s]\ntarget = g/x\n",
		     2, "did you mean `grace`?");
}

static void conf_d_lies_beside_a_file_without_a_directory_too(void **state)
{
	struct fixture *fixture = *state;
	char here[SCRATCH_BYTES];

	assert_non_null(getcwd(here, sizeof(here)));
	scratch_write(&fixture->scratch, "conf.d/a.ini", "[gateway a]\n");
	scratch_write(&fixture->scratch, "muzzle.ini", "");
	assert_int_equal(chdir(fixture->scratch.dir), 0);
	fixture->remarks = remarks_new();
	assert_int_equal(conf_load("muzzle.ini", &fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->conf->gateways_count, 1);
	assert_int_equal(chdir(here), 0);
}

static void every_error_is_told_in_one_run(void **state)
{
	struct fixture *fixture = *state;

	load(fixture,
	     "[gatway a]\nx = y\n[gateway b]\npolicy = nix\ncolour = red\nladder = nix nax\n"
	     "[source s]\ngateway = nix\nbroken line\n[policy p]\ngrace = 60\n");
	assert_int_equal(fixture->rc, -EINVAL);
	assert_int_equal(fixture->remarks->errors, 9);
	for (size_t i = 1; i < fixture->remarks->count; i++)
		assert_true(fixture->remarks->list[i - 1].line <= fixture->remarks->list[i].line);
}

static void keys_of_plugins_are_left_to_the_plugin(void **state)
{
	static const struct muzzle_option table[] = {
		{ .key = "url", .type = MUZZLE_TYPE_STR },
		MUZZLE_OPT_END,
	};
	struct fixture *fixture = *state;
	const char *url = NULL;

	load_good(
		fixture,
		"[gateway g]\n[source s]\nplugin = p\ngateway = g\nurl = http://x/?a;b ; c\ntyop = 1\n");
	assert_int_equal(
		option_apply(fixture->conf->sources[0].section, table, &url, fixture->remarks),
		-EINVAL);
	assert_string_equal(url, "http://x/?a;b");
	assert_int_equal(fixture->remarks->count, 1);
	assert_non_null(strstr(fixture->remarks->list[0].text, "unknown key `tyop`"));
}

static void secrets_stay_out_of_every_message(void **state)
{
	struct fixture *fixture = *state;

	setenv("MUZZLE_TEST", "s3cr3t", 1);
	load(fixture, "mode = ${env:MUZZLE_TEST}\nstate_dir = ${env:MUZZLE_TEST}\n[gateway g]\n"
		      "container = \"${env:MUZZLE_TEST} x\"\nhuman_exit = 1 ${env:MUZZLE_TEST}\n"
		      "policy = ${env:MUZZLE_TEST}\nladder = ${env:MUZZLE_TEST}\n");
	assert_true(fixture->remarks->count >= 5);
	for (size_t i = 0; i < fixture->remarks->count; i++)
		assert_null(strstr(fixture->remarks->list[i].text, "s3cr3t"));
}

static void two_configurations_live_side_by_side(void **state)
{
	struct fixture *fixture = *state;
	struct conf *first;

	load_good(fixture, "[gateway a]\n");
	first = fixture->conf;
	fixture->conf = NULL;
	load_good(fixture, "[gateway b]\n");
	assert_non_null(conf_find_gateway(first, "a"));
	assert_null(conf_find_gateway(first, "b"));
	conf_free(first);
	assert_non_null(conf_find_gateway(fixture->conf, "b"));
}

static void a_missing_or_untrusted_file_is_an_error(void **state)
{
	struct fixture *fixture = *state;

	fixture->remarks = remarks_new();
	assert_int_equal(conf_load("/nonexistent/muzzle.ini", &fixture->conf, fixture->remarks),
			 -EINVAL);
	load_good(fixture, "");
	forget(fixture);
	fixture->remarks = remarks_new();
	chmod(fixture->scratch.path, 0666);
	assert_int_equal(conf_load(fixture->scratch.path, &fixture->conf, fixture->remarks),
			 -EINVAL);
	assert_non_null(strstr(fixture->remarks->list[0].text, fixture->scratch.path));
}

static void a_configuration_of_ten_thousand_lines_is_read(void **state)
{
	struct fixture *fixture = *state;
	char *text = malloc(600000), *at = text;

	at += sprintf(at, "[gateway g]\n");
	for (int i = 0; i < 5000; i++)
		at += sprintf(at, "[source s%d]\nplugin = p%d\n", i, i);
	fixture->remarks = remarks_new();
	scratch_write(&fixture->scratch, "large.ini", text);
	assert_int_equal(conf_load(fixture->scratch.path, &fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->conf->sources_count, 5000);
	assert_string_equal(fixture->conf->sources[4999].plugin, "p4999");
	free(text);
}

/* As root no variable bends what is done; else what root wrote comes first. */
static void who_is_not_root_has_a_configuration_of_his_own(void **state)
{
	struct scratch scratch = scratch_make();
	bool roots = access(CONF_FILE, R_OK) == 0, root = geteuid() == 0;
	char path[CONF_PATH_BYTES];

	(void)state;
	setenv("XDG_CONFIG_HOME", scratch.dir, 1);
	scratch_write(&scratch, "muzzle/muzzle.ini", "");
	if (root) {
		assert_string_equal(conf_find_usual(path), CONF_FILE);
		assert_int_equal(seteuid(65534), 0);
	}
	assert_string_equal(conf_find_usual(path), roots ? CONF_FILE : scratch.path);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	assert_string_equal(conf_find_usual(path), CONF_FILE);
	if (root)
		assert_int_equal(seteuid(0), 0);
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/home/me", 1);
	conf_name_user(path);
	assert_string_equal(path, "/home/me/.config/muzzle/muzzle.ini");
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_not_root_has_a_configuration_of_his_own),
		TEST(an_empty_file_has_every_default),
		TEST(the_manual_loads_and_says_what_it_says),
		TEST(limits_of_a_gateway_come_from_its_sources_and_actions),
		TEST(policies_inherit_from_default_wherever_it_stands),
		TEST(files_of_conf_d_are_read_too),
		TEST(our_own_keys_are_checked_like_a_plugins),
		TEST(an_error_in_policy_default_is_told_once_for_all_that_inherit),
		TEST(conf_d_lies_beside_a_file_without_a_directory_too),
		TEST(every_error_is_told_in_one_run),
		TEST(keys_of_plugins_are_left_to_the_plugin),
		TEST(secrets_stay_out_of_every_message),
		TEST(two_configurations_live_side_by_side),
		TEST(a_missing_or_untrusted_file_is_an_error),
		TEST(a_configuration_of_ten_thousand_lines_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
