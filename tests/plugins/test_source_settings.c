/* test_source_settings.c - settings that contradict each other, or can find nothing, are refused with their keys.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_host.h"

#define SETTINGS_MAX 12

/* What a plugin needs at least; on top of it comes what is wrong. */
static const struct fake_setting polled[] = { { "url", "http://gw" },
					      { "up", "WORKING ok*" },
					      { NULL, NULL } };
static const struct fake_setting by_status[] = { { "url", "http://gw" },
						 { "ok_status", "2xx" },
						 { NULL, NULL } };
static const struct fake_setting logged[] = { { "match", "{session} {event}" },
					      { "proof", "message" },
					      { NULL, NULL } };
static const struct fake_setting in_file[] = { { "file", "/a" }, { NULL, NULL } };
static const struct fake_setting posted[] = { { "listen", "127.0.0.1:8099" },
					      { "name", "/session" },
					      { "proof", "message" },
					      { NULL, NULL } };
static const struct fake_setting check[] = { { "every", "9s" }, { NULL, NULL } };

struct setting_case {
	const char *plugin;
	const struct fake_setting *base;
	struct fake_setting with[4];
	const char *said;
};

static size_t append(struct fake_setting *all, size_t n, const struct fake_setting *more)
{
	for (; more->key; more++)
		all[n++] = *more;
	return n;
}

/* Twice, side by side; said NULL: without a word.  The instance's verdict. */
static int judge(const struct setting_case *c)
{
	struct fake_setting all[SETTINGS_MAX] = { { NULL, NULL } };
	struct muzzle_inst *inst, *other;
	int rc;

	append(all, append(all, 0, c->base), c->with);
	inst = fake_new(c->plugin, all);
	other = fake_new(c->plugin, all);
	assert_null(inst->error);
	rc = inst->plugin->check(inst->self, &inst->host, inst);
	assert_int_equal(other->plugin->check(other->self, &other->host, other), rc);
	assert_int_equal(inst->logs, other->logs);
	if (c->said ? !fake_logged(inst, c->said) : inst->logs != 0)
		fail_msg("%s with %s = %s: said %s, not %s", c->plugin, c->with[0].key,
			 c->with[0].value, inst->logs ? inst->log[0].text : "nothing", c->said);
	fake_close(inst);
	fake_close(other);
	return rc;
}

static void judge_all(const struct setting_case *cases, size_t count, int rc)
{
	for (size_t i = 0; i < count; i++)
		if (judge(&cases[i]) != rc)
			fail_msg("%s with %s = %s: not %d", cases[i].plugin, cases[i].with[0].key,
				 cases[i].with[0].value, rc);
}

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static void a_word_in_two_lists_is_refused_with_both_keys(void **state)
{
	static const struct setting_case bad[] = {
		{ "status_poll",
		  polled,
		  { { "down", "FAILED WORKING" } },
		  "`up` and `down` both take WORKING" },
		{ "status_poll",
		  polled,
		  { { "human", "okay" } },
		  "`up` and `human` both take okay" },
		{ "status_poll",
		  by_status,
		  { { "starting", "x" }, { "off", "x" } },
		  "`starting` and `off` both take x" },
		{ "webhook_log",
		  logged,
		  { { "file", "/a" }, { "off", "STOPPED" }, { "up", "STOPPED" } },
		  "`up` and `off` both take STOPPED" },
		{ "webhook_recv",
		  posted,
		  { { "up", "a" }, { "starting", "a" } },
		  "`up` and `starting` both take a" },
	};
	static const struct setting_case fine[] = {
		{ "status_poll", polled, { { "down", "*" } }, NULL },
		{ "webhook_recv", posted, { { "up", "a" }, { "human", "ab a*" } }, NULL },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
	judge_all(fine, COUNT(fine), 0);
}

static void a_wrong_pointer_is_named_by_its_own_key(void **state)
{
	static const struct setting_case bad[] = {
		{ "status_poll", polled, { { "items", "x" } }, "`items` must be a JSON pointer" },
		{ "status_poll", polled, { { "name", "/a~2b" } }, "`name` must be a JSON pointer" },
		{ "status_poll",
		  polled,
		  { { "status", "/a~" } },
		  "`status` must be a JSON pointer" },
		{ "status_poll",
		  polled,
		  { { "activity", "a" } },
		  "`activity` must be a JSON pointer" },
		{ "status_poll", polled, { { "next", "a" } }, "`next` must be a JSON pointer" },
		{ "status_poll", polled, { { "human_when", "/a~3 1" } }, "`human_when` reads" },
		{ "status_poll", polled, { { "failing", "/a~3" } }, "`failing` reads" },
		{ "status_poll", polled, { { "probe_good", "/~ 1" } }, "`probe_good` reads" },
		{ "webhook_recv",
		  posted,
		  { { "event", "/a~3" } },
		  "`event` must be a JSON pointer" },
		{ "webhook_recv", posted, { { "code", "/a~" } }, "`code` must be a JSON pointer" },
	};
	static const struct setting_case fine[] = {
		{ "status_poll",
		  polled,
		  { { "name", "/a~1b" }, { "human_when", "/~0 1~2" } },
		  NULL },
		{ "webhook_recv", posted, { { "time", "/a~1b" } }, NULL },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
	judge_all(fine, COUNT(fine), 0);
}

static void what_is_asked_of_an_answer_that_is_not_read_is_refused(void **state)
{
	static const struct setting_case bad[] = {
		{ "status_poll", polled, { { "ok_status", "9xx" } }, "`ok_status` takes words" },
		{ "status_poll", polled, { { "ok_status", "2xx 20" } }, "`ok_status` takes words" },
		{ "status_poll", by_status, { { "items", "/x" } }, "without `items`" },
		{ "status_poll",
		  by_status,
		  { { "activity", "/x" } },
		  "without `items`, `activity`" },
		{ "status_poll", by_status, { { "failing", "/x" } }, "`failing`" },
		{ "status_poll", by_status, { { "next", "/x" } }, "`next`" },
		{ "status_poll",
		  polled,
		  { { "next", "/n" }, { "path", "/?p={page}" } },
		  "without {page}" },
		{ "status_poll",
		  polled,
		  { { "proxy", "http://p:1" }, { "unix_socket", "/s" } },
		  "`proxy` goes without `unix_socket`" },
		{ "status_poll", polled, { { "proxy", "gopher://p" } }, "`proxy`" },
	};
	static const struct setting_case fine[] = {
		{ "status_poll", by_status, { { "items", "" }, { "next", "" } }, NULL },
		{ "status_poll", by_status, { { "ok_status", "x04 418" } }, NULL },
		{ "status_poll", polled, { { "next", "/n" }, { "unix_socket", "/s" } }, NULL },
		{ "status_poll", polled, { { "proxy", "socks5h://p:1" } }, NULL },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
	judge_all(fine, COUNT(fine), 0);
}

static void a_log_without_evidence_is_refused_and_a_list_without_use_is_told(void **state)
{
	static const struct setting_case bad[] = {
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} *" } },
		  "set `proof` or `claim`" },
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} *" }, { "proof", "a" } },
		  "`proof`: no `match` captures {event}" },
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} {event}" }, { "claim", "a" }, { "up", "b" } },
		  "`claim`: no `match` captures {event} and {status}" },
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} {status}" } },
		  "no word of {status}" },
		{ "webhook_recv",
		  posted,
		  { { "claim", "a" }, { "up", "b" } },
		  "`claim` needs `status`" },
	};
	static const struct setting_case told[] = {
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} {status}" }, { "proof", "a" }, { "human", "b" } },
		  "`proof`: no `match` captures {event}" },
	};
	static const struct setting_case fine[] = {
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} {status}" }, { "human", "b" } },
		  NULL },
		{ "webhook_log",
		  in_file,
		  { { "match", "{session} {event}" }, { "proof", "b" } },
		  NULL },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
	judge_all(told, COUNT(told), 0);
	judge_all(fine, COUNT(fine), 0);
}

static void a_mistake_in_a_template_names_its_key_and_quotes_it(void **state)
{
	static const struct setting_case bad[] = {
		{ "webhook_log",
		  in_file,
		  { { "match", "*" }, { "session", "a" } },
		  "`match`: it has no text: *" },
		{ "webhook_log",
		  in_file,
		  { { "match", "{session" } },
		  "`match`: it captures no {session}" },
		{ "webhook_log",
		  logged,
		  { { "file", "/a" }, { "session", "a b" } },
		  "`session` is no session name" },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
}

static void where_no_log_can_be_is_refused_and_where_none_is_yet_is_told(void **state)
{
	static const struct setting_case bad[] = {
		{ "webhook_log", logged, { { "file", "a.log" } }, "`file` must be a whole path" },
		{ "webhook_log", logged, { { "file", "/tmp" } }, "`file` is a directory" },
		{ "webhook_log",
		  logged,
		  { { "command", "/no/such -f" } },
		  "`command`: /no/such: No such file" },
		{ "webhook_log", logged, { { "docker", "a/../b" } }, "`docker` is no name" },
		{ "webhook_log", logged, { { "docker", ".." } }, "`docker` is no name" },
	};
	static const struct setting_case told[] = {
		{ "webhook_log",
		  logged,
		  { { "command", "no-such-command" } },
		  "`command`: no-such-command: No such file" },
		{ "webhook_log",
		  logged,
		  { { "docker", "a" }, { "socket", "/no/such" } },
		  "`socket`: /no/such: No such file" },
	};
	static const struct setting_case fine[] = {
		{ "webhook_log", logged, { { "file", "/not/there/yet" } }, NULL },
		{ "webhook_log",
		  logged,
		  { { "docker", "a_b-c.1" }, { "socket", "/dev/null" } },
		  NULL },
		{ "webhook_log", logged, { { "command", "sh -c x" } }, NULL },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
	judge_all(told, COUNT(told), 0);
	judge_all(fine, COUNT(fine), 0);
}

static void a_check_is_a_program_and_its_probe_looks_at_a_session(void **state)
{
	static const struct setting_case bad[] = {
		{ "exec_check",
		  check,
		  { { "command", "/tmp" } },
		  "`command`: /tmp: Is a directory" },
		{ "exec_check", check, { { "command", "sh {session}" } }, "write its name" },
		{ "exec_check",
		  check,
		  { { "command", "sh" }, { "probe_command", "sh" } },
		  "`probe_command`: it names no {session}" },
	};
	static const struct setting_case fine[] = {
		{ "exec_check",
		  check,
		  { { "command", "sh" }, { "probe_command", "sh {session}" } },
		  NULL },
		{ "exec_check",
		  check,
		  { { "command", "sh" }, { "session", "a" }, { "probe_command", "sh" } },
		  NULL },
	};

	(void)state;
	judge_all(bad, COUNT(bad), -EINVAL);
	judge_all(fine, COUNT(fine), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_in_two_lists_is_refused_with_both_keys),
		cmocka_unit_test(a_wrong_pointer_is_named_by_its_own_key),
		cmocka_unit_test(what_is_asked_of_an_answer_that_is_not_read_is_refused),
		cmocka_unit_test(a_log_without_evidence_is_refused_and_a_list_without_use_is_told),
		cmocka_unit_test(a_mistake_in_a_template_names_its_key_and_quotes_it),
		cmocka_unit_test(where_no_log_can_be_is_refused_and_where_none_is_yet_is_told),
		cmocka_unit_test(a_check_is_a_program_and_its_probe_looks_at_a_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
