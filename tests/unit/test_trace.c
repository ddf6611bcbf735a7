/* test_trace.c - lines of a trace: what they say, and what they may not.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "roster.h"
#include "trace.h"

/* What a line of evidence becomes when it is read and written again. */
static void check_round_trip(const char *text)
{
	struct trace_line line;
	struct json_object *again;
	char why[160];

	if (trace_parse(text, &line, why, sizeof(why)))
		fail_msg("%s: %s", text, why);
	assert_int_equal(line.kind, TRACE_EVIDENCE);
	again = trace_evidence(&line.evidence, &line.words);
	assert_string_equal(json_object_to_json_string_ext(again, TRACE_JSON_FLAGS), text);
	json_object_put(again);
	trace_free(&line);
}

static void evidence_is_written_as_it_is_read(void **state)
{
	static const char *const lines[] = {
		"{\"t\":0,\"ev\":\"claim\",\"target\":\"waha/omer\",\"source\":\"status\",\"state\":\"up\",\"raw\":\"WORKING\"}",
		"{\"t\":9,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"at\":4,\"state\":\"absent\"}",
		"{\"t\":9,\"ev\":\"proof\",\"target\":\"waha/omer\",\"source\":\"log\",\"at\":4}",
		"{\"t\":9,\"ev\":\"fault\",\"target\":\"waha\",\"source\":\"status\",\"what\":\"path\",\"why\":\"timeout\"}",
		"{\"t\":9,\"ev\":\"event\",\"target\":\"waha\",\"source\":\"docker\",\"what\":\"die\",\"code\":137,\"id\":\"4407c6\"}",
		"{\"t\":9,\"ev\":\"probe\",\"target\":\"waha/omer\",\"source\":\"status\",\"ok\":true}",
		"{\"t\":9,\"ev\":\"self\",\"what\":\"lag\",\"ms\":5000}",
		"{\"t\":9,\"ev\":\"result\",\"id\":7,\"what\":\"failed\",\"ok\":false,\"why\":\"HTTP 500\"}",
		"{\"t\":9,\"ev\":\"result\",\"id\":7,\"ok\":true}",
		"{\"t\":9,\"ev\":\"command\",\"target\":\"waha/omer\",\"what\":\"hold\",\"for_ms\":1200000,\"by\":\"deploy\",\"why\":\"upgrade\"}",
		"{\"t\":9,\"ev\":\"command\",\"target\":\"g\",\"what\":\"reset\",\"charges\":true}",
		"{\"t\":9,\"ev\":\"command\",\"target\":\"g\",\"what\":\"reset\",\"law\":true}",
		"{\"t\":9,\"ev\":\"tick\"}",
		"{\"t\":9,\"ev\":\"memory\",\"target\":\"waha\",\"source\":\"mem\",\"bytes\":123,\"limit\":1073741824}",
		"{\"t\":9,\"ev\":\"memory\",\"target\":\"waha\",\"source\":\"mem\",\"bytes\":0}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		check_round_trip(lines[i]);
}

static enum trace_kind kind_of(const char *text)
{
	struct trace_line line;
	char why[160];
	enum trace_kind kind = trace_parse(text, &line, why, sizeof(why)) ? 0 : line.kind;

	trace_free(&line);
	return kind;
}

static void each_line_has_its_kind(void **state)
{
	(void)state;
	assert_int_equal(kind_of(""), TRACE_BLANK);
	assert_int_equal(kind_of(" \t\r\n"), TRACE_BLANK);
	assert_int_equal(kind_of("{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\"}"),
			 TRACE_HEADER);
	assert_int_equal(kind_of("{\"t\":1,\"order\":\"act\"}"), TRACE_ORDER);
	assert_int_equal(kind_of("{\"ev\":\"ledger\",\"anything\":[1]}"), TRACE_LEDGER);
	assert_int_equal(kind_of("{\"t\":1,\"ev\":\"tick\",\"new\":{\"key\":null}}\n"),
			 TRACE_EVIDENCE);
}

static void what_cannot_be_read_is_said_with_its_key(void **state)
{
	static const char *const bad[][2] = {
		{ "{", "not JSON" },
		{ "[]", "not a JSON object" },
		{ "7", "not a JSON object" },
		{ "null", "not a JSON object" },
		{ "{\"t\":1,\"ev\":\"tick\"} x", "not JSON" },
		{ "{'t':1,'ev':'tick'}", "not JSON" },
		{ "{}", "\"ev\" is missing" },
		{ "{\"t\":1}", "\"ev\" is missing" },
		{ "{\"t\":1,\"ev\":7}", "\"ev\" is missing" },
		{ "{\"t\":1,\"ev\":\"clam\"}", "unknown \"ev\": clam" },
		{ "{\"ev\":\"tick\"}", "\"t\"" },
		{ "{\"t\":-1,\"ev\":\"tick\"}", "\"t\"" },
		{ "{\"t\":1.5,\"ev\":\"tick\"}", "\"t\" is not an integer" },
		{ "{\"t\":\"1\",\"ev\":\"tick\"}", "\"t\" is not an integer" },
		{ "{\"t\":9999999999999,\"ev\":\"tick\"}", "\"t\"" },
		{ "{\"t\":99999999999999999999999,\"ev\":\"tick\"}", "\"t\"" },
		{ "{\"t\":1e3,\"ev\":\"tick\"}", "\"t\" is not an integer" },
		{ "{\"t\":1,\"ev\":\"claim\",\"source\":\"s\",\"state\":\"up\"}",
		  "\"target\" is missing" },
		{ "{\"t\":1,\"ev\":\"claim\",\"target\":\"g/a\",\"state\":\"up\"}",
		  "\"source\" is missing" },
		{ "{\"t\":1,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\"}",
		  "\"state\" is missing" },
		{ "{\"t\":1,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"UP\"}",
		  "unknown \"state\": UP" },
		{ "{\"t\":1,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"invalid\"}",
		  "unknown" },
		{ "{\"t\":1,\"ev\":\"proof\",\"target\":\"g/a\",\"source\":\"s\",\"at\":\"x\"}",
		  "\"at\" is not an integer" },
		{ "{\"t\":1,\"ev\":\"fault\",\"target\":\"g\",\"source\":\"s\",\"what\":\"timeout\"}",
		  "unknown \"what\"" },
		{ "{\"t\":1,\"ev\":\"event\",\"target\":\"g\",\"source\":\"s\",\"what\":\"born\"}",
		  "unknown \"what\"" },
		{ "{\"t\":1,\"ev\":\"result\",\"ok\":true}", "\"id\"" },
		{ "{\"t\":1,\"ev\":\"result\",\"id\":0,\"ok\":true}", "\"id\"" },
		{ "{\"t\":1,\"ev\":\"result\",\"id\":-3,\"ok\":true}", "\"id\"" },
		{ "{\"t\":1,\"ev\":\"result\",\"id\":1,\"ok\":false}", "\"what\" is missing" },
		{ "{\"t\":1,\"ev\":\"command\",\"what\":\"hold\"}", "\"target\" is missing" },
		{ "{\"t\":1,\"ev\":\"self\",\"what\":\"tired\"}", "unknown \"what\"" },
		{ "{\"t\":1,\"ev\":\"memory\",\"target\":\"g\",\"source\":\"m\"}", "\"bytes\"" },
		{ "{\"t\":1,\"ev\":\"memory\",\"target\":\"g\",\"bytes\":1}", "\"source\"" },
		{ "{\"t\":1,\"ev\":\"memory\",\"target\":\"g\",\"source\":\"m\",\"bytes\":-1}",
		  "\"bytes\"" },
		{ "{\"t\":1,\"ev\":\"memory\",\"target\":\"g\",\"source\":\"m\",\"bytes\":1,\"limit\":-1}",
		  "\"limit\"" },
		{ "{\"t\":1,\"ev\":\"memory\",\"target\":\"g/a\",\"source\":\"m\",\"bytes\":1}",
		  "\"target\" is a session" },
		{ "{\"muzzle\":2,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\"}", "version 2" },
		{ "{\"muzzle\":1,\"wall\":\"2026-01-01T00:00:00Z\"}", "\"boot\" is missing" },
		{ "{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"yesterday\"}", "\"wall\"" },
		{ "{\"muzzle\":1,\"boot\":\"b\"}", "\"wall\"" },
		{ "{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":-5}",
		  "\"t\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct trace_line line;
		char why[160] = "";

		assert_int_not_equal(trace_parse(bad[i][0], &line, why, sizeof(why)), 0);
		trace_free(&line);
		if (!strstr(why, bad[i][1]))
			fail_msg("%s: %s", bad[i][0], why);
	}
}

static void parse(const char *text, struct trace_line *line)
{
	char why[160];

	assert_int_equal(trace_parse(text, line, why, sizeof(why)), 0);
}

static void numbers_beyond_all_reason_saturate(void **state)
{
	struct trace_line line;

	(void)state;
	parse("{\"t\":5,\"ev\":\"command\",\"target\":\"g\",\"what\":\"hold\",\"for_ms\":99999999999999999999}",
	      &line);
	assert_int_equal(line.evidence.for_ms, TARGET_TIME_BASE);
	trace_free(&line);
	parse("{\"t\":5,\"ev\":\"proof\",\"target\":\"g/a\",\"source\":\"s\",\"at\":-99999999999999999999}",
	      &line);
	assert_int_equal(line.evidence.at_ms, -TARGET_TIME_BASE);
	trace_free(&line);
	parse("{\"t\":5,\"ev\":\"event\",\"target\":\"g\",\"source\":\"s\",\"what\":\"die\",\"code\":4294967374}",
	      &line);
	assert_int_equal(line.evidence.code, INT32_MAX); /* and not 78 */
	trace_free(&line);
}

static void the_future_is_now_and_a_hold_lasts_an_hour(void **state)
{
	struct trace_line line;

	(void)state;
	parse("{\"t\":5,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\",\"at\":6}",
	      &line);
	assert_int_equal(line.evidence.at_ms, 5);
	trace_free(&line);
	parse("{\"t\":5,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"up\"}",
	      &line);
	assert_int_equal(line.evidence.at_ms, 5);
	trace_free(&line);
	parse("{\"t\":5,\"ev\":\"command\",\"target\":\"g/a\",\"what\":\"hold\"}", &line);
	assert_int_equal(line.evidence.for_ms, 3600000);
	trace_free(&line);
}

static void a_header_may_say_its_t(void **state)
{
	struct json_object *header = trace_header("b1", INT64_C(1767225600000), 17);
	struct trace_line line;

	(void)state;
	parse(json_object_to_json_string_ext(header, TRACE_JSON_FLAGS), &line);
	assert_int_equal(line.kind, TRACE_HEADER);
	assert_int_equal(line.t_ms, 17);
	assert_string_equal(line.boot, "b1");
	assert_int_equal(line.wall_ms, INT64_C(1767225600000));
	trace_free(&line);
	json_object_put(header);
	header = trace_header("b1", 0, -1);
	parse(json_object_to_json_string_ext(header, TRACE_JSON_FLAGS), &line);
	assert_int_equal(line.t_ms, -1);
	trace_free(&line);
	json_object_put(header);
}

static void check_order(const struct engine_order *order, const char *begins)
{
	struct json_object *json = trace_order(order, &(struct trace_words){ NULL });
	const char *text = json_object_to_json_string_ext(json, TRACE_JSON_FLAGS);

	if (strncmp(text, begins, strlen(begins)))
		fail_msg("%s is not %s", text, begins);
	json_object_put(json);
}

static void orders_are_written_as_the_format_says(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct target *omer = roster_get(roster, "waha/omer");
	struct engine_order order = {
		.t_ms = 9, .target = omer, .owner = omer, .cause = CAUSE_RUN
	};

	(void)state;
	order.kind = ORDER_ACT;
	order.id = 7;
	order.rung = 1;
	check_order(
		&order,
		"{\"t\":9,\"order\":\"act\",\"id\":7,\"target\":\"waha/omer\",\"action\":\"restart-session\",\"rung\":1,\"why\":\"");
	order.target = roster_find(roster, "waha");
	order.rung = 2;
	check_order(
		&order,
		"{\"t\":9,\"order\":\"act\",\"id\":7,\"target\":\"waha\",\"action\":\"restart-container\",\"rung\":2,\"why\":\"");
	order.target = omer;
	order.kind = ORDER_HELD;
	order.by = GUARD_COOLDOWN;
	order.until_ms = 212000;
	check_order(
		&order,
		"{\"t\":9,\"order\":\"held\",\"target\":\"waha/omer\",\"by\":\"cooldown\",\"until\":212000,\"why\":\"");
	order.until_ms = 0;
	check_order(
		&order,
		"{\"t\":9,\"order\":\"held\",\"target\":\"waha/omer\",\"by\":\"cooldown\",\"why\":\"");
	order.by = GUARD_OBSERVE;
	order.rung = 1;
	check_order(
		&order,
		"{\"t\":9,\"order\":\"held\",\"target\":\"waha/omer\",\"by\":\"observe\",\"action\":\"restart-session\",\"why\":\"");
	order.kind = ORDER_NOTIFY;
	order.what = NOTIFY_OPENED;
	order.incident = 3;
	check_order(
		&order,
		"{\"t\":9,\"order\":\"notify\",\"incident\":3,\"what\":\"opened\",\"target\":\"waha/omer\",\"why\":\"");
	order.kind = ORDER_PROBE;
	check_order(&order, "{\"t\":9,\"order\":\"probe\",\"target\":\"waha/omer\"}");
	order.kind = ORDER_HURRY;
	check_order(&order, "{\"t\":9,\"order\":\"hurry\",\"target\":\"waha/omer\"}");
	order.kind = ORDER_RELAX;
	check_order(&order, "{\"t\":9,\"order\":\"relax\",\"target\":\"waha/omer\"}");
	roster_free(roster);
}

static void containers_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(trace_container(NULL), 0);
	assert_int_equal(trace_container(""), 0);
	assert_true(trace_container("4407c6") == trace_container("4407c6"));
	assert_true(trace_container("4407c6") != trace_container("4407c7"));
	assert_true(trace_container("ab") != trace_container("ba"));
}

/* Every prefix and every changed byte of a line is either read or refused with a reason. */
static void damaged_lines_do_no_harm(void **state)
{
	static const char whole[] =
		"{\"t\":9,\"ev\":\"event\",\"target\":\"g\",\"source\":\"d\",\"what\":\"die\",\"id\":\"4\",\"code\":137}";
	char text[sizeof(whole)];
	struct trace_line line;

	(void)state;
	for (size_t i = 0; i < sizeof(whole) - 1; i++)
		for (int byte = 1; byte < 256; byte++) {
			char why[160] = "";
			int rc;

			memcpy(text, whole, sizeof(whole));
			text[i] = (char)byte;
			if (byte == 1) /* or cut off there */
				text[i] = '\0';
			rc = trace_parse(text, &line, why, sizeof(why));
			assert_true(rc == 0 || *why);
			trace_free(&line);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_is_written_as_it_is_read),
		cmocka_unit_test(each_line_has_its_kind),
		cmocka_unit_test(what_cannot_be_read_is_said_with_its_key),
		cmocka_unit_test(numbers_beyond_all_reason_saturate),
		cmocka_unit_test(the_future_is_now_and_a_hold_lasts_an_hour),
		cmocka_unit_test(a_header_may_say_its_t),
		cmocka_unit_test(orders_are_written_as_the_format_says),
		cmocka_unit_test(containers_are_told_apart),
		cmocka_unit_test(damaged_lines_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
