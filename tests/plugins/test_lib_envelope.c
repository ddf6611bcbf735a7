/* test_lib_envelope.c - one event in JSON.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "envelope.h"

#define ARRIVED_MS INT64_C(1795302186698)

static const struct envelope_map map = {
	.event = "/event",
	.name = "/session",
	.id = "/id",
	.time = "/timestamp",
	.status = "/payload/status",
	.code = "/payload/codes/0",
};

static int open_text(struct envelope *e, const char *text)
{
	return envelope_open(e, &map, (struct sign_bytes){ text, strlen(text) }, ARRIVED_MS);
}

static void texts_and_numbers_stand_where_the_pointers_point(void **state)
{
	struct envelope e, other;

	(void)state;
	assert_int_equal(
		open_text(&e, "{\"id\":17,\"event\":\"a.b\",\"session\":\"omer\",\"timestamp\":"
			      "1795302186698,\"payload\":{\"status\":true,\"codes\":[401]}}"),
		0);
	assert_int_equal(open_text(&other, "{\"event\":\"other\"}"), 0);
	assert_string_equal(e.event, "a.b");
	assert_string_equal(e.name, "omer");
	assert_string_equal(e.id, "17");
	assert_string_equal(e.status, "true");
	assert_string_equal(e.code, "401");
	assert_int_equal(e.at_ms, ARRIVED_MS);
	assert_string_equal(other.event, "other");
	assert_string_equal(other.name, "");
	assert_int_equal(other.at_ms, 0);
	envelope_close(&e);
	envelope_close(&other);
}

static void what_is_no_word_is_none(void **state)
{
	struct envelope e;

	(void)state;
	assert_int_equal(
		open_text(&e, "{\"id\":null,\"event\":{},\"session\":[\"a\"],\"payload\":3}"), 0);
	assert_string_equal(e.id, "");
	assert_string_equal(e.event, "");
	assert_string_equal(e.name, "");
	assert_string_equal(e.status, "");
	envelope_close(&e);
}

static void assert_time(const char *value, int64_t at_ms)
{
	struct envelope e;
	char text[200];

	snprintf(text, sizeof(text), "{\"timestamp\":%s}", value);
	assert_int_equal(open_text(&e, text), 0);
	if (e.at_ms != at_ms)
		fail_msg("%s is %lld", value, (long long)e.at_ms);
	envelope_close(&e);
}

static void times_have_the_usual_forms(void **state)
{
	(void)state;
	assert_time("1795302186698", ARRIVED_MS);
	assert_time("\"1795302186698\"", ARRIVED_MS);
	assert_time("1795302186", 1795302186000);
	assert_time("7258118399999", 7258118399999);
	assert_time("1795302186.5", 1795302186500);
	assert_time("\"2026-11-21T23:03:06.698Z\"", ARRIVED_MS);
	assert_time("\"2026-11-22T00:03:06.698+01:00\"", ARRIVED_MS);
}

static void what_is_no_time_is_none(void **state)
{
	static const char *const bad[] = { "null",
					   "\"\"",
					   "\"soon\"",
					   "-5",
					   "0",
					   "{}",
					   "1e300",
					   "99999999999999999",
					   "9223372036854775807" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_time(bad[i], 0);
}

static void only_one_whole_object_is_an_event(void **state)
{
	static const char *const bad[] = {
		"",     " ",       "null", "true", "\"a\"",      "[]",
		"[{}]", "{\"a\":", "{}{}", "{}x",  "{\"a\":1,}", "\xff"
	};
	struct envelope e;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(open_text(&e, bad[i]), -EBADMSG);
}

/* Parsed, each value takes a hundred times its two bytes. */
static void so_many_values_are_no_event(void **state)
{
	size_t most = 16384;
	char *text = malloc(2 * most + 64), *at = text + sprintf(text, "{\"a\":[0");
	struct envelope e;

	(void)state;
	for (size_t i = 0; i < most - 2; i++)
		at += sprintf(at, ",0");
	strcpy(at, "]}");
	assert_int_equal(open_text(&e, text), 0);
	envelope_close(&e);
	strcpy(at, ",0]}");
	assert_int_equal(open_text(&e, text), -EBADMSG);
	free(text);
}

static void too_deep_an_object_is_no_event(void **state)
{
	char text[400];
	struct envelope e;

	(void)state;
	memset(text, '[', sizeof(text));
	memcpy(text, "{\"a\":", 5);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(open_text(&e, text), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_and_numbers_stand_where_the_pointers_point),
		cmocka_unit_test(what_is_no_word_is_none),
		cmocka_unit_test(times_have_the_usual_forms),
		cmocka_unit_test(what_is_no_time_is_none),
		cmocka_unit_test(only_one_whole_object_is_an_event),
		cmocka_unit_test(so_many_values_are_no_event),
		cmocka_unit_test(too_deep_an_object_is_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
