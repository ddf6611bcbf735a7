/* test_alert_settings.c - the built alert.so under a fake host: what is refused, and what is warned of.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "fake_actions.h"

static void assert_refused(struct fake_setting extra, const char *message)
{
	const struct fake_setting settings[] = {
		extra,
		strcmp(extra.key, "to") ? (struct fake_setting){ "to", "http://h/" }
					: (struct fake_setting){ NULL, NULL },
		{ NULL, NULL },
	};
	struct muzzle_inst *inst = fake_new("alert", settings);

	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, message));
	assert_null(fake_logged(inst, "s3cr3t"));
	fake_close(inst);
}

static void odd_settings_are_refused_without_telling_secrets(void **state)
{
	char label[600] = "a=";
	struct muzzle_inst *inst = fake_new("alert", NULL);

	(void)state;
	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, "this `format` needs `to`"));
	fake_close(inst);
	assert_refused((struct fake_setting){ "to", "ntfy.example/s3cr3t" }, "`to` must be http");
	assert_refused((struct fake_setting){ "to", "http://h:99999/s3cr3t" }, "`to` must be http");
	assert_refused((struct fake_setting){ "header", "s 3: cr3t" }, "`header` must read");
	assert_refused((struct fake_setting){ "header", "s3cr3t" }, "`header` must read");
	assert_refused((struct fake_setting){ "key", "" }, "`key` is empty");
	assert_refused((struct fake_setting){ "title", "{sesion}" },
		       "`title`: nothing is known of {sesion}; known are {target} {gateway}");
	assert_refused((struct fake_setting){ "text", "x {token}" },
		       "`text`: nothing is known of {token}");
	assert_refused((struct fake_setting){ "body", "{labels}" },
		       "`body`: nothing is known of {labels}");
	assert_refused((struct fake_setting){ "label", "a-b=c" }, "`label` reads name=value");
	assert_refused((struct fake_setting){ "label", "=c" }, "`label` reads name=value");
	assert_refused((struct fake_setting){ "label", "9a=c" }, "but first, digits");
	assert_refused((struct fake_setting){ "text", "x {WHY} y" },
		       "`text`: nothing is known of {WHY}; known are {target}");
	assert_refused((struct fake_setting){ "title", "a {state, {why}" },
		       "`title`: nothing is known of {state,;");
	assert_refused((struct fake_setting){ "body", "{\"a\": \"{why\"}" },
		       "`body`: nothing is known of {why\"}");
	memset(label + 2, 'x', 499);
	assert_refused((struct fake_setting){ "label", label }, "over 500 bytes");
	assert_refused((struct fake_setting){ "token", "s3 cr3t" }, "`token` is a word");
	assert_refused((struct fake_setting){ "token", "s3\"cr3t" }, "`token` is a word");
	assert_refused((struct fake_setting){ "ca", "/dev/null" }, "https");
}

static void what_a_service_cannot_do_without_is_asked_for(void **state)
{
	static const struct {
		struct fake_setting settings[4];
		const char *message;
	} services[] = {
		{ { { "format", "slack" } }, "needs `to`" },
		{ { { "format", "matrix" }, { "token", "s3cr3t" }, { "recipient", "s3cr3t" } },
		  "needs `to`" },
		{ { { "format", "telegram" }, { "recipient", "s3cr3t" } }, "needs `token`" },
		{ { { "format", "telegram" }, { "token", "s3cr3t" } }, "needs `recipient`" },
		{ { { "format", "pagerduty" } }, "needs `token`" },
	};
	const struct fake_setting two[] = { { "format", "pushover" },
					    { "token", "t" },
					    { "recipient", "s3cr3t" },
					    { "recipient", "s3cr3t" },
					    { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("alert", two);

	(void)state;
	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, "takes one `recipient`"));
	fake_close(inst);
	for (size_t i = 0; i < 5; i++) {
		inst = fake_new("alert", services[i].settings);
		assert_int_equal(fake_start(inst), -EINVAL);
		assert_non_null(fake_logged(inst, services[i].message));
		assert_null(fake_logged(inst, "s3cr3t"));
		fake_close(inst);
	}
}

/* What a section has that its format never reads, and who would. */
static void what_a_format_never_reads_is_warned_of(void **state)
{
	static const struct {
		struct fake_setting settings[6];
		const char *says;
	} cases[] = {
		{ { { "to", "http://h/" }, { "token", "s3cr3t" } },
		  "`token` has no effect with this `format`, but with ntfy telegram" },
		{ { { "to", "http://h/" }, { "recipient", "s3cr3t" } },
		  "`recipient` has no effect" },
		{ { { "to", "http://h/" }, { "command", "echo" } }, "`format`, but with exec" },
		{ { { "to", "http://h/" }, { "label", "a=b" } }, "but with alertmanager" },
		{ { { "to", "http://h/" }, { "from", "a@b" } }, "`from` has no effect" },
		{ { { "to", "http://h/" }, { "tls", "offered" } }, "`tls` has no effect" },
		{ { { "format", "mqtt" }, { "to", "mqtt://h/t" }, { "key", "s3cr3t" } },
		  "`key` has no effect" },
		{ { { "format", "mqtt" }, { "to", "mqtt://h/t" }, { "header", "A: s3cr3t" } },
		  "`header` has no effect" },
		{ { { "format", "mqtt" }, { "to", "mqtt://h/t" }, { "bearer", "s3cr3t" } },
		  "`bearer` has no effect" },
		{ { { "format", "syslog" }, { "to", "/tmp" }, { "user", "a:s3cr3t" } },
		  "`user` has no effect" },
		{ { { "format", "syslog" }, { "to", "/nowhere/log" } },
		  "`to`: /nowhere/log: No such file or directory; start the syslog daemon" },
		{ { { "format", "exec" }, { "command", "echo" }, { "to", "http://s3cr3t/" } },
		  "`to` has no effect with this `format`, but with all but exec" },
		{ { { "format", "exec" }, { "command", "echo" }, { "body", "{why}" } },
		  "`body` has no effect" },
		{ { { "to", "http://h/" }, { "body", "{\"a\": {why}}" } },
		  "`body` is no JSON once it is filled; texts stand in quotes" },
		{ { { "format", "slack" }, { "to", "http://h/" }, { "body", "{text}" } },
		  "`body` is no JSON" },
		{ { { "format", "mqtt" }, { "to", "mqtt://h/t" }, { "body", "{\"a\": {state}}" } },
		  "`body` is no JSON" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = fake_open("alert", cases[i].settings);

		if (inst->logs != 1 || !fake_logged(inst, cases[i].says))
			print_error("case %zu: %s\n", i, inst->logs ? inst->log[0].text : "");
		assert_int_equal(inst->logs, 1);
		assert_int_equal(inst->log[0].level, MUZZLE_WARN);
		assert_non_null(fake_logged(inst, cases[i].says));
		assert_null(fake_logged(inst, "s3cr3t"));
		fake_close(inst);
	}
}

static void what_is_read_is_not_warned_of(void **state)
{
	static const struct fake_setting cases[][7] = {
		{ { "to", "http://h/" },
		  { "header", "A: b" },
		  { "key", "k" },
		  { "user", "a:b" },
		  { "body", "{\"a\": {incident}, \"b\": [\"{why}\", \"{session}\"]}" } },
		{ { "format", "alertmanager" },
		  { "to", "http://h/" },
		  { "token", "t" },
		  { "label", "a_9=b" } },
		{ { "format", "telegram" }, { "token", "t" }, { "recipient", "r" } },
		{ { "format", "ntfy" },
		  { "to", "http://h/" },
		  { "token", "t" },
		  { "body", "{why}" } },
		{ { "format", "smtp" },
		  { "to", "smtp://h" },
		  { "from", "a@b" },
		  { "recipient", "a@b" },
		  { "bearer", "t" },
		  { "body", "{text}" } },
		{ { "format", "mqtt" },
		  { "to", "mqtt://h/t" },
		  { "user", "a:b" },
		  { "body", "all: {why}" } },
		{ { "format", "exec" },
		  { "command", "echo {title}" },
		  { "text", "{why}, {}{ a }{a" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = fake_open("alert", cases[i]);

		if (inst->logs)
			print_error("case %zu: %s\n", i, inst->log[0].text);
		assert_int_equal(inst->logs, 0);
		fake_close(inst);
	}
}

static void more_headers_than_fit_are_refused(void **state)
{
	struct fake_setting settings[19] = { { "to", "http://h/" } };
	struct muzzle_inst *inst;

	(void)state;
	for (size_t i = 1; i <= 16; i++)
		settings[i] = (struct fake_setting){ "header", "A: b" };
	inst = fake_open("alert", settings);
	fake_tell(inst, 1, "opened", 3);
	fake_close(inst);
	settings[17] = settings[16];
	inst = fake_new("alert", settings);
	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, "more than 16 of `header`"));
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odd_settings_are_refused_without_telling_secrets),
		cmocka_unit_test(what_a_service_cannot_do_without_is_asked_for),
		cmocka_unit_test(what_a_format_never_reads_is_warned_of),
		cmocka_unit_test(what_is_read_is_not_warned_of),
		cmocka_unit_test(more_headers_than_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
