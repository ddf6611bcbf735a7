/* test_cmd_check.c - `muzzle check` as a whole, with the plugins of this build.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "cmd_check.h"
#include "scratch.h"

struct fixture {
	struct scratch scratch;
	char *said; /* owned */
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->scratch = scratch_make();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	scratch_remove(&fixture->scratch);
	free(fixture->said);
	free(fixture);
	return 0;
}

/* The exit code; what was printed stands in said. */
static int check(struct fixture *fixture, const char *text, bool json)
{
	char whole[4096];
	size_t bytes;
	FILE *out;
	int code;

	free(fixture->said);
	out = open_memstream(&fixture->said, &bytes);
	snprintf(whole, sizeof(whole), "[muzzle]\nplugin_dir = %s\npreset_dir = %s/etc/presets\n%s",
		 PLUGIN_DIR, SOURCE_DIR, text);
	code = cmd_check_run(
		&(struct cmd_args){ .file = scratch_write(&fixture->scratch, "muzzle.ini", whole),
				    .json = json,
				    .out = out });
	fclose(out);
	return code;
}

#define GOOD                                                                                      \
	"[gateway waha]\nladder = restart\nnotify = page\n"                                       \
	"[source status]\nplugin = status_poll\ngateway = waha\npreset = waha\n"                  \
	"url = http://127.0.0.1:3000\n"                                                           \
	"[action restart]\nplugin = restart\nvia = http\nurl = http://127.0.0.1:3000/{session}\n" \
	"[action page]\nplugin = alert\nto = http://127.0.0.1:8080/\n"
#define GOOD_LINES (3 + 15)

static void a_good_configuration_is_ok(void **state)
{
	struct fixture *fixture = *state;
	int code = check(fixture, GOOD, false);

	if (code != 0)
		print_error("%s", fixture->said);
	assert_int_equal(code, 0);
	assert_non_null(
		strstr(fixture->said, ": ok, gateways=1 sources=1 actions=2 exporters=0\n"));
}

static void a_plugins_own_keys_are_checked_with_their_lines(void **state)
{
	struct fixture *fixture = *state;
	char wanted[SCRATCH_BYTES + 80];

	assert_int_equal(
		check(fixture, GOOD "[action x]\nplugin = alert\nto = x\ntimeot = 3s\n", false), 2);
	snprintf(wanted, sizeof(wanted),
		 "%s:%d: unknown key `timeot` in [action]; did you mean `timeout`?\n",
		 fixture->scratch.path, GOOD_LINES + 4);
	assert_non_null(strstr(fixture->said, wanted));
	assert_non_null(strstr(fixture->said, ": refused, errors=1\n"));
}

static void errors_of_policies_and_plugins_come_in_one_run(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(check(fixture,
			       GOOD "[policy p]\nrestarts = 3/10m\n[action x]\nplugin = alert\n",
			       false),
			 2);
	assert_non_null(strstr(fixture->said, "giving up is unreachable"));
	assert_non_null(strstr(fixture->said, "needs `to`"));
}

static void errors_of_every_kind_come_in_one_run(void **state)
{
	struct fixture *fixture = *state;
	const char *text = "[policy p]\ngrase = 60s\n[source x]\nplugin = status_poll\nevery = 5\n"
			   "url = x\n[action y]\nplugin = alrt\n[action z]\nplugin = alert\n"
			   "[source w]\nplugin = status_poll\npreset = wahaa\n";

	assert_int_equal(check(fixture, text, false), 2);
	assert_non_null(strstr(fixture->said, "did you mean `grace`?"));
	assert_non_null(strstr(fixture->said, "needs a unit"));
	assert_non_null(strstr(fixture->said, "did you mean `alert`?"));
	assert_non_null(strstr(fixture->said, "needs `to`"));
	assert_non_null(strstr(fixture->said, "did you mean `waha`?"));
	assert_non_null(strstr(fixture->said, "refused, errors=5\n"));
}

/* That text, behind the place of a section or a key in line GOOD_LINES + line. */
static void assert_remark(const struct fixture *fixture, int line, const char *text)
{
	char wanted[SCRATCH_BYTES + 80];

	snprintf(wanted, sizeof(wanted), "%s:%d: %s", fixture->scratch.path, GOOD_LINES + line,
		 text);
	if (!strstr(fixture->said, wanted))
		print_error("%s", fixture->said);
	assert_non_null(strstr(fixture->said, wanted));
}

static void what_plugins_refuse_is_told_of_all_of_them_in_one_run(void **state)
{
	struct fixture *fixture = *state;
	const char *text =
		GOOD "[action a]\nplugin = restart\nvia = http\nurl = http://gw/{sesion}\n"
		     "[action b]\nplugin = restart\nvia = systemd\n"
		     "[action c]\nplugin = alert\nto = http://127.0.0.1:99999\n"
		     "[source d]\nplugin = webhook_log\ngateway = waha\nfile = /a\n"
		     "command = b\nmatch = {session}:\n"
		     "[source e]\nplugin = status_poll\ngateway = waha\nurl = ftp://gw\n"
		     "up = x\n";

	assert_int_equal(check(fixture, text, false), 2);
	assert_remark(fixture, 4, "`url`: nothing is known of {sesion}");
	assert_remark(fixture, 7, "`via` = systemd needs `unit`");
	assert_remark(fixture, 10, "`to` must be http(s)://HOST[:PORT]");
	assert_remark(fixture, 14, "webhook_log: set exactly one of");
	assert_remark(fixture, 20, "status_poll: `url` with `path` must be http(s)://HOST[:PORT]");
	assert_non_null(strstr(fixture->said, ": refused, errors=5\n"));
}

static void what_contradicts_a_preset_is_told_where_it_is_written(void **state)
{
	struct fixture *fixture = *state;
	const char *text = GOOD "[source x]\nplugin = status_poll\ngateway = waha\npreset = waha\n"
				"url = http://gw\ndown = FAILED WORKING\n"
				"[source y]\nplugin = webhook_log\ngateway = waha\npreset = waha\n"
				"file = /a\nmatch = *\nsession = a\n"
				"[source z]\nplugin = status_poll\ngateway = waha\n"
				"preset = evolution-api-state\nurl = http://gw\n";

	assert_int_equal(check(fixture, text, false), 2);
	assert_remark(fixture, 6, "`up` and `down` both take WORKING");
	assert_remark(fixture, 12, "`match`: it has no text: *");
	assert_remark(fixture, 14, "status_poll: `session` must be set, as `path` names {session}");
}

static void a_plugin_of_another_kind_is_refused(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(
		check(fixture, GOOD "[source x]\nplugin = alert\ngateway = waha\nto = x\n", false),
		2);
	assert_int_equal(check(fixture, GOOD "[action x]\nplugin = alrt\n", false), 2);
	assert_non_null(strstr(fixture->said, "did you mean `alert`?"));
}

static void what_cannot_be_read_is_refused(void **state)
{
	struct fixture *fixture = *state;
	FILE *out = tmpfile();
	const struct cmd_args args = { .file = "/nonexistent/muzzle.ini", .out = out };

	assert_int_equal(cmd_check_run(&args), 2);
	fclose(out);
	assert_int_equal(check(fixture, "[gatway x]\n", false), 2);
}

static void json_says_the_same_to_programs(void **state)
{
	struct fixture *fixture = *state;
	struct json_object *object, *list, *first, *value;

	assert_int_equal(check(fixture, "[gatway \"x]\n[gateway g]\n", true), 2);
	object = json_tokener_parse(fixture->said);
	assert_non_null(object);
	assert_true(json_object_object_get_ex(object, "ok", &value));
	assert_false(json_object_get_boolean(value));
	assert_true(json_object_object_get_ex(object, "remarks", &list));
	first = json_object_array_get_idx(list, 0);
	assert_true(json_object_object_get_ex(first, "line", &value));
	assert_int_equal(json_object_get_int(value), 4);
	assert_true(json_object_object_get_ex(first, "level", &value));
	assert_string_equal(json_object_get_string(value), "error");
	json_object_put(object);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_configuration_is_ok),
		TEST(a_plugins_own_keys_are_checked_with_their_lines),
		TEST(errors_of_policies_and_plugins_come_in_one_run),
		TEST(errors_of_every_kind_come_in_one_run),
		TEST(what_plugins_refuse_is_told_of_all_of_them_in_one_run),
		TEST(what_contradicts_a_preset_is_told_where_it_is_written),
		TEST(a_plugin_of_another_kind_is_refused),
		TEST(what_cannot_be_read_is_refused),
		TEST(json_says_the_same_to_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
