/* test_check.c - configurations that can be read and should not be run.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check.h"
#include "scratch.h"

struct fixture {
	struct scratch scratch;
	struct conf *conf;
	struct remarks *remarks;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->scratch = scratch_make();
	*state = fixture;
	return 0;
}

static void forget(struct fixture *fixture)
{
	conf_free(fixture->conf);
	remarks_free(fixture->remarks);
	fixture->conf = NULL;
	fixture->remarks = NULL;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	forget(fixture);
	scratch_remove(&fixture->scratch);
	free(fixture);
	return 0;
}

static void load(struct fixture *fixture, const char *text)
{
	const char *path = scratch_write(&fixture->scratch, "muzzle.ini", text);

	forget(fixture);
	fixture->remarks = remarks_new();
	assert_int_equal(conf_load(path, &fixture->conf, fixture->remarks), 0);
}

/* What every gateway needs so as not to be warned of. */
#define WELL                                                                     \
	"[gateway g]\nladder = act\nnotify = act\n[action act]\nplugin = noop\n" \
	"[source s]\nplugin = p\ngateway = g\n"
#define WELL_LINES 8

static void expect_good(struct fixture *fixture, const char *policy)
{
	char text[1024];

	snprintf(text, sizeof(text), WELL "%s", policy);
	load(fixture, text);
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	for (size_t i = 0; i < fixture->remarks->count; i++)
		print_error("%s\n", fixture->remarks->list[i].text);
	assert_int_equal(fixture->remarks->count, 0);
}

/* One remark in that line of the policy, which says that. */
static void expect_error(struct fixture *fixture, const char *policy, int line, const char *part)
{
	char text[1024];

	snprintf(text, sizeof(text), WELL "%s", policy);
	load(fixture, text);
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), -EINVAL);
	for (size_t i = 0; i < fixture->remarks->count; i++)
		if (i > 0 || !strstr(fixture->remarks->list[i].text, part))
			print_error("%d: %s\n", fixture->remarks->list[i].line - WELL_LINES,
				    fixture->remarks->list[i].text);
	assert_int_equal(fixture->remarks->count, 1);
	assert_int_equal(fixture->remarks->list[0].line - WELL_LINES, line);
	assert_non_null(strstr(fixture->remarks->list[0].text, part));
}

static void the_shortest_spending_counts_cooldown_or_verify_and_patience(void **state)
{
	struct policy policy;

	(void)state;
	policy_default(&policy);
	/* 90 + 90 + 120 + 3 * (10 + 90) */
	assert_int_equal(check_min_window_ms(&policy, 3), 600000);
	assert_int_equal(check_min_window_ms(&policy, 0), 0);
	policy.patience_ms = 5000;
	assert_int_equal(check_min_window_ms(&policy, 1), 105000);
	policy.cooldowns = 1; /* the last entry holds for all that follow */
	policy.cooldown_ms[0] = 100000;
	assert_int_equal(check_min_window_ms(&policy, 3), 345000);
}

static void the_defaults_pass(void **state)
{
	expect_good(*state, "");
	expect_good(*state, "[policy default]\npatience = 90s\n");
}

static void a_budget_that_cannot_be_spent_is_refused_to_the_millisecond(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "[policy p]\nrestarts = 3/10m\n", 2,
		     "3 actions take at least 10m; `restarts = 3/11m` or 2/10m would do");
	expect_good(fixture, "[policy p]\nrestarts = 3/600001ms\n");
	expect_good(fixture, "[policy p]\nrestarts = 3/11m\n");
	expect_good(fixture, "[policy p]\nrestarts = 2/10m\n");
	expect_error(fixture, "[policy p]\nrestarts = 1/3m\ngrace = 40s\n", 2,
		     "`restarts = 1/4m` would do");
	expect_error(fixture, "[policy p]\ngateway_restarts = 3/10m\n", 2,
		     "`gateway_restarts = 3/11m`");
	expect_error(fixture, "[policy p]\npatience = 10m\n", 1,
		     "`restarts = 3/36m` or 2/30m would do");
}

static void the_other_numbers_are_named_with_their_places(void **state)
{
	struct fixture *fixture = *state;

	expect_error(fixture, "[policy default]\nverify = 10m\n[policy p]\nverify = 90s\n", 1,
		     "`verify` (");
	assert_non_null(
		strstr(fixture->remarks->list[0].text, "/muzzle.ini:10), `settle` (unset)"));
}

static void settle_must_be_shorter_than_grace(void **state)
{
	expect_error(*state, "[policy p]\nsettle = 60s\n", 2, "`grace = 61s` would do");
	expect_good(*state, "[policy p]\nsettle = 60s\ngrace = 61s\n");
	expect_good(*state, "[policy p]\nsettle = 59999ms\n");
	expect_error(*state, "[policy p]\ngrace = 5s\n", 1, "must be shorter than `grace = 5s`");
}

static void grace_is_a_quarter_of_the_window_at_most(void **state)
{
	expect_error(*state, "[policy p]\ngrace = 451s\n", 2,
		     "`grace = 450s` or `restarts = 3/1804s` would do");
	expect_good(*state, "[policy p]\ngrace = 450s\n");
	expect_error(*state, "[policy p]\ngateway_restarts = 1/239s\n", 1,
		     "`gateway_restarts = 1/239s`");
}

static void sessions_with_keys_of_their_own_are_judged_too(void **state)
{
	expect_error(*state, "[session s]\ntarget = g/x\nsettle = 2m\n", 3,
		     "must be shorter than `grace");
}

static void doubtful_gateways_are_warned_of(void **state)
{
	struct fixture *fixture = *state;

	load(fixture, "[gateway g]\n");
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 3);
	assert_int_equal(fixture->remarks->errors, 0);
	assert_non_null(strstr(fixture->remarks->list[0].text, "no source names it"));
	load(fixture,
	     "[gateway g]\ncontainer = c\nladder = a\nnotify = a\n[action a]\nplugin = noop\n");
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 0);
	load(fixture, "");
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	assert_non_null(strstr(fixture->remarks->list[0].text, "nothing to do"));
}

static void a_heartbeat_is_a_url_and_never_shown(void **state)
{
	struct fixture *fixture = *state;

	expect_good(fixture, "[muzzle]\nheartbeat = https://hc-ping.com/5ecret\n");
	expect_good(fixture, "[muzzle]\nheartbeat = http://10.0.0.1/5ecret\n");
	expect_error(fixture, "[muzzle]\nrestarts = 5/1h\nheartbeat = hc-ping.com/5ecret\n", 3,
		     "`heartbeat`: a URL is wanted");
	assert_null(strstr(fixture->remarks->list[0].text, "5ecret"));
	expect_error(fixture, "[muzzle]\nheartbeat = http://\n", 2, "a URL is wanted");
	expect_error(fixture, "[muzzle]\nheartbeat = https:///5ecret\n", 2, "a URL is wanted");
	expect_error(fixture, "[muzzle]\nheartbeat = http://h/5ecret 2\n", 2, "a URL is wanted");
	expect_error(fixture, "[muzzle]\nheartbeat = smtp://h/5ecret\n", 2, "a URL is wanted");
	load(fixture, WELL "[muzzle]\nheartbeat = https://hc-ping.com/5ecret\n");
	check_resolving(fixture->conf, false, fixture->remarks);
	assert_int_equal(fixture->remarks->count, 1);
	assert_null(strstr(fixture->remarks->list[0].text, "5ecret"));
}

static void a_container_restarted_for_one_session_is_warned_of(void **state)
{
	struct fixture *fixture = *state;

	load(fixture, WELL "[action a]\nplugin = restart\nvia = docker\nscope = session\n");
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 1);
	assert_int_equal(fixture->remarks->list[0].line, WELL_LINES + 4);
}

#define OF_DOCKER                                                               \
	"[source s]\nplugin = p\ngateway = g\n[action act]\nplugin = restart\n" \
	"via = docker\n%s[gateway g]\nladder = act\nnotify = tell\n%s"          \
	"[action tell]\nplugin = noop\n"

static void a_container_that_nobody_names_is_warned_of(void **state)
{
	static const struct {
		const char *action, *gateway;
		size_t remarks;
	} cases[] = {
		{ "", "", 1 },
		{ "", "container = c\n", 0 },
		{ "container = c\n", "", 0 },
		{ "label = c\n", "", 0 },
		{ "compose = p/c\n", "", 0 },
	};
	struct fixture *fixture = *state;
	char text[1024];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), OF_DOCKER, cases[i].action, cases[i].gateway);
		load(fixture, text);
		assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
		assert_int_equal(fixture->remarks->count, cases[i].remarks);
	}
	snprintf(text, sizeof(text), OF_DOCKER, "", "");
	load(fixture, text);
	check_conf(fixture->conf, fixture->remarks);
	assert_int_equal(fixture->remarks->list[0].line, 7);
	assert_non_null(strstr(fixture->remarks->list[0].text, "[action act]"));
}

static void plugins_that_are_not_there_are_named_with_the_nearest(void **state)
{
	struct fixture *fixture = *state;
	char text[1024];

	scratch_write(&fixture->scratch, "plugins/noop.so", "");
	scratch_write(&fixture->scratch, "plugins/status_poll.so", "");
	snprintf(
		text, sizeof(text),
		"[muzzle]\nplugin_dir = %s/plugins\n[source s]\nplugin = statuspoll\n[source t]\nplugin = web\n"
		"[action a]\nplugin = noop\n",
		fixture->scratch.dir);
	load(fixture, text);
	assert_int_equal(check_plugins(fixture->conf, fixture->remarks), -EINVAL);
	assert_int_equal(fixture->remarks->count, 2);
	assert_non_null(strstr(fixture->remarks->list[0].text, "did you mean `status_poll`?"));
	assert_int_equal(fixture->remarks->list[0].line, 4);
	assert_non_null(strstr(fixture->remarks->list[1].text, "no plugin `web`"));
}

static void plugins_that_are_there_are_no_error(void **state)
{
	struct fixture *fixture = *state;
	char text[1024];

	scratch_write(&fixture->scratch, "plugins/noop.so", "");
	snprintf(text, sizeof(text),
		 "[muzzle]\nplugin_dir = %s/plugins\n[action a]\nplugin = noop\n",
		 fixture->scratch.dir);
	load(fixture, text);
	assert_int_equal(check_plugins(fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 0);
}

static void names_in_urls_are_warned_of_when_resolving_blocks(void **state)
{
	static const struct {
		const char *url;
		const char *host; /* NULL: no warning */
	} cases[] = {
		{ "https://ntfy.example/muzzle", "ntfy.example" },
		{ "http://127.0.0.1:3000", NULL },
		{ "http://[::1]:3000/x", NULL },
		{ "http://localhost:3000", NULL },
		{ "mqtt://user:pass@broker:1883/t", "broker" },
		{ "http://${env:HOST}/", NULL },
		{ "http://1.2.3.4.example?x", "1.2.3.4.example" },
		{ "not a url", NULL },
		{ "http://", NULL },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];

		snprintf(text, sizeof(text), "[action a]\nplugin = alert\nto = %s\n", cases[i].url);
		load(fixture, text);
		check_resolving(fixture->conf, true, fixture->remarks);
		assert_int_equal(fixture->remarks->count, 0);
		check_resolving(fixture->conf, false, fixture->remarks);
		assert_int_equal(fixture->remarks->count, cases[i].host != NULL);
		assert_int_equal(fixture->remarks->errors, 0);
		if (cases[i].host) {
			char wanted[80];

			snprintf(wanted, sizeof(wanted), "the address of %s instead",
				 cases[i].host);
			assert_non_null(strstr(fixture->remarks->list[0].text, wanted));
		}
	}
}

static void mail_is_warned_of_where_libcurl_has_none(void **state)
{
	struct fixture *fixture = *state;

	load(fixture, "[action a]\nplugin = alert\nformat = smtp\nto = smtp://127.0.0.1\n"
		      "[action b]\nplugin = alert\nto = http://127.0.0.1/smtp://\n"
		      "[action c]\nplugin = alert\nformat = smtp\nto = smtps://127.0.0.1\n");
	check_mail(fixture->conf, true, fixture->remarks);
	assert_int_equal(fixture->remarks->count, 0);
	check_mail(fixture->conf, false, fixture->remarks);
	assert_int_equal(fixture->remarks->count, 2);
	assert_int_equal(fixture->remarks->errors, 0);
	assert_non_null(strstr(fixture->remarks->list[0].text, "`format` = exec"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void a_secret_that_everybody_may_read_is_doubted(void **state)
{
	struct fixture *fixture = *state;
	char path[SCRATCH_BYTES], text[2 * SCRATCH_BYTES];

	snprintf(path, sizeof(path), "%s", scratch_write(&fixture->scratch, "key", "secret\n"));
	snprintf(text, sizeof(text), WELL "header = X: a ${file:%s} b\n", path);
	load(fixture, text);
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(check_conf(fixture->conf, fixture->remarks), 0);
	assert_int_equal(fixture->remarks->count, 1);
	assert_int_equal(fixture->remarks->list[0].line, WELL_LINES + 1);
	assert_non_null(strstr(fixture->remarks->list[0].text, path));
	assert_non_null(strstr(fixture->remarks->list[0].text, "chmod 600"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_secret_that_everybody_may_read_is_doubted),
		TEST(the_shortest_spending_counts_cooldown_or_verify_and_patience),
		TEST(the_defaults_pass),
		TEST(a_budget_that_cannot_be_spent_is_refused_to_the_millisecond),
		TEST(the_other_numbers_are_named_with_their_places),
		TEST(settle_must_be_shorter_than_grace),
		TEST(grace_is_a_quarter_of_the_window_at_most),
		TEST(sessions_with_keys_of_their_own_are_judged_too),
		TEST(doubtful_gateways_are_warned_of),
		TEST(a_heartbeat_is_a_url_and_never_shown),
		TEST(a_container_restarted_for_one_session_is_warned_of),
		TEST(a_container_that_nobody_names_is_warned_of),
		TEST(plugins_that_are_not_there_are_named_with_the_nearest),
		TEST(plugins_that_are_there_are_no_error),
		TEST(names_in_urls_are_warned_of_when_resolving_blocks),
		TEST(mail_is_warned_of_where_libcurl_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
