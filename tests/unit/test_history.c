/* test_history.c - a journal told to a person: changes, not repetitions.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "history.h"

static const char *const journal[] = {
	"{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":1000}",
	"{\"ev\":\"ledger\",\"what\":\"box\"}",
	"{\"t\":1000,\"ev\":\"tick\"}",
	"{\"t\":1500,\"ev\":\"claim\",\"target\":\"z\",\"source\":\"d\",\"state\":\"up\"}",
	"{\"t\":2000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\",\"raw\":\"WORKING\"}",
	"{\"t\":3000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\",\"raw\":\"WORKING\"}",
	"{\"t\":3000,\"ev\":\"proof\",\"target\":\"g/a\",\"source\":\"l\"}",
	"{\"t\":4000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\",\"raw\":\"FAILED\"}",
	"{\"t\":4000,\"order\":\"hurry\",\"target\":\"g\"}",
	"{\"t\":5000,\"ev\":\"fault\",\"target\":\"g\",\"source\":\"s\",\"what\":\"path\",\"why\":\"timeout\"}",
	"{\"t\":6000,\"ev\":\"fault\",\"target\":\"g\",\"source\":\"s\",\"what\":\"path\",\"why\":\"timeout\"}",
	"{\"t\":7000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\",\"raw\":\"FAILED\"}",
	"{\"t\":8000,\"order\":\"held\",\"target\":\"g/a\",\"by\":\"cooldown\",\"why\":\"bad; held by cooldown\"}",
	"{\"t\":9000,\"order\":\"act\",\"id\":1,\"target\":\"g/a\",\"action\":\"again\",\"rung\":1,\"why\":\"bad\"}",
	"{\"t\":9000,\"order\":\"notify\",\"incident\":1,\"what\":\"opened\",\"target\":\"g/a\",\"why\":\"bad\"}",
	"{\"t\":9500,\"ev\":\"result\",\"id\":1,\"what\":\"failed\",\"ok\":false,\"why\":\"HTTP 500\"}",
	"{\"t\":9600,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g\",\"for_ms\":60000,\"by\":\"me\",\"why\":\"x\"}",
	"{\"t\":9700,\"ev\":\"event\",\"target\":\"h\",\"source\":\"d\",\"what\":\"die\",\"id\":\"4407c6\",\"code\":137}",
	"{\"t\":9800,\"ev\":\"self\",\"what\":\"lag\",\"ms\":5000}",
	"{\"t\":9800,\"ev\":\"self\",\"what\":\"uplink-down\",\"why\":\"no route\"}",
	"{\"t\":9900,\"ev\":\"probe\",\"target\":\"g/a\",\"source\":\"s\",\"ok\":true}",
	"{\"t\":9900,\"ev\":\"memory\",\"target\":\"g\",\"source\":\"m\",\"bytes\":9}",
	"{\"t\":9900,\"order\":\"notify\",\"incident\":0,\"what\":\"leak\",\"target\":\"g\",\"why\":\"it leaks\"}",
	"{\"t\":9950,\"ev\":\"probe\",\"target\":\"g/a\",\"source\":\"s\",\"ok\":false,\"why\":\"HTTP 404\"}",
	"torn",
	"{\"t\":9999,\"ev\":\"nonsense\"}",
};

struct told {
	FILE *out;
	bool json;
};

static void print(void *arg, const struct history_news *news)
{
	const struct told *told = arg;

	history_print(news, told->json, told->out);
}

/* What history tells of all that; static until the next call. */
static const char *tell(const char *target, bool json)
{
	static char text[8192];
	FILE *out;

	text[0] = '\0';
	out = fmemopen(text, sizeof(text), "w");

	struct told told = { out, json };
	const struct history_wish wish = { target, print, &told };
	struct history *history = history_new(&wish);

	for (size_t i = 0; i < sizeof(journal) / sizeof(journal[0]); i++)
		history_line(history, journal[i]);
	history_free(history);
	fclose(out);
	return text;
}

static void changes_are_told_once_and_dated_by_the_wall(void **state)
{
	(void)state;
	assert_string_equal(
		tell(NULL, false),
		"2026-01-01 00:00:00  z                is up (d says so)\n"
		"2026-01-01 00:00:01  g/a              is up (s says so: WORKING)\n"
		"2026-01-01 00:00:03  g/a              is down, was up (s says so: FAILED)\n"
		"2026-01-01 00:00:04  g                s cannot look (path): timeout\n"
		"2026-01-01 00:00:06  g                s answers again\n"
		"2026-01-01 00:00:07  g/a              not acted on: bad; held by cooldown\n"
		"2026-01-01 00:00:08  g/a              ACT 1: again, because bad\n"
		"2026-01-01 00:00:08  g/a              TELL opened: bad\n"
		"2026-01-01 00:00:08  g/a              act 1 ended: failed, HTTP 500\n"
		"2026-01-01 00:00:08  g                hold for 1m by me: x\n"
		"2026-01-01 00:00:08  h                container: die 4407c6, exit code 137\n"
		"2026-01-01 00:00:08  muzzle           muzzle stood still for 5s\n"
		"2026-01-01 00:00:08  muzzle           the box's own line is down: no route\n"
		"2026-01-01 00:00:08  g                TELL leak: it leaks\n"
		"2026-01-01 00:00:08  g/a              a probe failed: HTTP 404\n");
}

static void of_a_gateway_its_sessions_are_told_and_nobody_elses(void **state)
{
	(void)state;
	assert_null(strstr(tell("g", false), "container"));
	assert_non_null(strstr(tell("g", false), "g/a              is up"));
	assert_null(strstr(tell("g/a", false), "cannot look"));
	assert_non_null(strstr(tell("g/a", false), "act 1 ended"));
	assert_string_equal(tell("g/", false), "");
}

static void as_json_the_journals_lines_gain_the_wall_clock(void **state)
{
	(void)state;
	assert_non_null(strstr(
		tell("h", true),
		"{\"t\":9700,\"ev\":\"event\",\"target\":\"h\",\"source\":\"d\",\"what\":\"die\","
		"\"id\":\"4407c6\",\"code\":137,\"wall\":\"2026-01-01T00:00:08.700Z\"}\n"));
}

static void what_is_pretended_is_named_and_then_what_it_waits_for(void **state)
{
	static const char held[] =
		"{\"t\":1000,\"order\":\"held\",\"target\":\"g/a\",\"by\":\"%s\"%s,"
		"\"why\":\"bad; held by %s\"}";
	char text[600] = "", line[200];
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct told told = { out, false };
	const struct history_wish wish = { NULL, print, &told };
	struct history *history = history_new(&wish);

	(void)state;
	history_line(history, journal[0]);
	snprintf(line, sizeof(line), held, "verify", "", "verify");
	history_line(history, line);
	snprintf(line, sizeof(line), held, "observe", ",\"action\":\"again\"", "observe");
	history_line(history, line);
	snprintf(line, sizeof(line), held, "verify", "", "verify");
	history_line(history, line);
	history_line(history,
		     "{\"t\":1000,\"order\":\"act\",\"id\":1,\"target\":\"g/a\",\"action\":"
		     "\"again\",\"rung\":1,\"why\":\"bad\"}");
	history_line(history, line);
	history_free(history);
	fclose(out);
	assert_string_equal(
		text, "2026-01-01 00:00:00  g/a              not acted on: bad; held by verify\n"
		      "2026-01-01 00:00:00  g/a              WOULD again, because bad; held by "
		      "observe\n"
		      "2026-01-01 00:00:00  g/a              not acted on: what it would have "
		      "done has time to help; held by verify\n"
		      "2026-01-01 00:00:00  g/a              ACT 1: again, because bad\n"
		      "2026-01-01 00:00:00  g/a              not acted on: bad; held by verify\n");
}

static void how_muzzle_itself_fared_is_told_but_not_that_its_files_were_swapped(void **state)
{
	static const char *const lines[] = {
		"{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":1000,"
		"\"what\":\"start\",\"mode\":\"observe\"}",
		"{\"t\":2000,\"ev\":\"self\",\"what\":\"reload-refused\",\"why\":\"a.ini:3: no\"}",
		"{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:05Z\",\"t\":6000,"
		"\"mode\":\"observe\"}",
		"{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:09Z\",\"t\":10000,"
		"\"what\":\"reload\",\"mode\":\"enforce\"}",
	};
	char text[600] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct told told = { out, false };
	const struct history_wish wish = { NULL, print, &told };
	struct history *history = history_new(&wish);

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		history_line(history, lines[i]);
	history_free(history);
	fclose(out);
	assert_string_equal(text,
			    "2026-01-01 00:00:00  muzzle           started, mode observe\n"
			    "2026-01-01 00:00:01  muzzle           the configuration was refused, "
			    "the one before it holds: a.ini:3: no\n"
			    "2026-01-01 00:00:09  muzzle           took over the configuration, "
			    "mode enforce\n");
}

static void a_line_without_a_time_is_of_the_line_before(void **state)
{
	const struct history_wish wish = { NULL, print, NULL };
	struct history *history = history_new(&wish);

	(void)state;
	history_line(history, journal[0]);
	for (size_t i = 0; i < 2; i++) {
		history_line(history, i ? "torn" : journal[1]);
		assert_int_equal(history_wall_ms(history), INT64_C(1767225600000));
	}
	history_free(history);
}

static void whom_a_mistyped_name_was_meant_for_is_known_by_the_journal(void **state)
{
	const struct history_wish wish = { "g/aa", print, NULL };
	struct history *history = history_new(&wish);

	(void)state;
	assert_null(history_nearest(history, "g/aa"));
	for (size_t i = 0; i < sizeof(journal) / sizeof(journal[0]); i++)
		history_line(history, journal[i]);
	assert_true(history_is_empty(history));
	assert_string_equal(history_nearest(history, "g/aa"), "g/a");
	assert_string_equal(history_nearest(history, "a"), "g/a");
	assert_null(history_nearest(history, "omer"));
	history_free(history);
}

static void what_a_strangers_journal_says_is_fit_for_a_terminal(void **state)
{
	char text[200] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct told told = { out, false };
	const struct history_wish wish = { NULL, print, &told };
	struct history *history = history_new(&wish);

	(void)state;
	history_line(history, journal[0]);
	history_line(history, "{\"t\":9223372036854775807,\"order\":\"held\",\"target\":"
			      "\"g\\u001b[31m\\n\",\"why\":\"a\\u0007\\u009bb\"}");
	history_free(history);
	fclose(out);
	assert_non_null(strstr(text, "  g                not acted on: ab\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_told_once_and_dated_by_the_wall),
		cmocka_unit_test(of_a_gateway_its_sessions_are_told_and_nobody_elses),
		cmocka_unit_test(what_is_pretended_is_named_and_then_what_it_waits_for),
		cmocka_unit_test(as_json_the_journals_lines_gain_the_wall_clock),
		cmocka_unit_test(
			how_muzzle_itself_fared_is_told_but_not_that_its_files_were_swapped),
		cmocka_unit_test(a_line_without_a_time_is_of_the_line_before),
		cmocka_unit_test(whom_a_mistyped_name_was_meant_for_is_known_by_the_journal),
		cmocka_unit_test(what_a_strangers_journal_says_is_fit_for_a_terminal),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
