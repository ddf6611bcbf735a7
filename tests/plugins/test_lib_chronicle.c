/* test_lib_chronicle.c - the newest entries stay whole, whatever their length.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chronicle.h"

#define KEEPS 16
#define WALL_MS INT64_C(1795302186000)

static void add(struct chronicle *chronicle, const char *target, const char *text, const char *line)
{
	struct json_object *parsed = json_tokener_parse(line);

	chronicle_add(chronicle, &(struct chronicle_news){ WALL_MS, target, text, line, parsed });
	json_object_put(parsed);
}

static void an_entry_is_what_history_says_with_a_number(void **state)
{
	struct chronicle c = { 0 };
	struct chronicle_entry entry;

	(void)state;
	assert_int_equal(chronicle_open(&c, KEEPS, WALL_MS), 0);
	assert_false(chronicle_get(&c, c.next, &entry));
	add(&c, "gw/a", "says \"x\"", "{\"order\":\"held\",\"t\":1}");
	assert_true(chronicle_get(&c, c.next - 1, &entry));
	assert_string_equal(entry.target, "gw/a");
	assert_string_equal(entry.kind, "held");
	assert_string_equal(
		entry.json,
		"{\"id\":1795302186000000,\"wall_ms\":1795302186000,\"target\":\"gw/a\","
		"\"text\":\"says \\\"x\\\"\",\"line\":{\"order\":\"held\",\"t\":1}}");
	assert_int_equal(entry.json_bytes, strlen(entry.json));
	chronicle_close(&c);
}

static void a_kind_is_what_was_ordered_or_happened(void **state)
{
	static const struct {
		const char *line, *kind;
	} cases[] = {
		{ "{\"order\":\"act\"}", "act" },
		{ "{\"ev\":\"event\",\"what\":\"die\"}", "die" },
		{ "{\"ev\":\"command\",\"what\":\"hold\"}", "hold" },
		{ "{\"ev\":\"self\",\"what\":\"uplink-down\"}", "uplink-down" },
		{ "{\"ev\":\"result\",\"what\":\"failed\"}", "result" },
		{ "{}", "" },
	};
	struct chronicle c = { 0 };
	struct chronicle_entry entry;

	(void)state;
	assert_int_equal(chronicle_open(&c, KEEPS, WALL_MS), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		add(&c, NULL, "", cases[i].line);
		assert_true(chronicle_get(&c, c.next - 1, &entry));
		assert_string_equal(entry.kind, cases[i].kind);
		assert_string_equal(entry.target, "");
	}
	chronicle_close(&c);
}

/* What is kept is whole and in order, and at least one is. */
static void assert_whole(const struct chronicle *c, int last)
{
	struct chronicle_entry entry;

	assert_true(c->first < c->next && c->next - c->first <= c->keeps);
	for (uint64_t id = c->first; id < c->next; id++) {
		struct json_object *json;
		int number = last - (int)(c->next - 1 - id);

		assert_true(chronicle_get(c, id, &entry));
		assert_int_equal(atoi(entry.text), number);
		json = json_tokener_parse(entry.json);
		assert_non_null(json);
		json_object_put(json);
	}
}

static void whatever_their_length_the_newest_are_whole(void **state)
{
	static char line[9000], text[32];
	struct chronicle c = { 0 };
	unsigned seed = 7;

	(void)state;
	assert_int_equal(chronicle_open(&c, KEEPS, WALL_MS), 0);
	for (int i = 0; i < 20000; i++) {
		size_t bytes = (size_t)rand_r(&seed) % (i % 50 ? 700 : 7000);

		snprintf(text, sizeof(text), "%d", i);
		snprintf(line, sizeof(line), "{\"why\":\"%0*d\"}", (int)bytes + 1, 0);
		add(&c, "gw", text, line);
		assert_whole(&c, i);
	}
	chronicle_close(&c);
}

static void what_is_longer_than_all_the_room_is_left_out(void **state)
{
	struct chronicle c = { 0 };
	char *text = calloc(1, KEEPS * CHRONICLE_ENTRY_BYTES + 1);
	uint64_t next;

	(void)state;
	assert_int_equal(chronicle_open(&c, KEEPS, WALL_MS), 0);
	add(&c, "gw", "0", "{}");
	next = c.next;
	memset(text, 'x', KEEPS * CHRONICLE_ENTRY_BYTES);
	add(&c, "gw", text, "{}");
	assert_int_equal(c.next, next);
	assert_whole(&c, 0);
	chronicle_close(&c);
	free(text);
}

/* Lines that are no entries count, as long as nothing had to make room. */
static void it_reaches_back_to_the_first_line_or_to_what_made_room(void **state)
{
	struct chronicle c = { 0 };

	(void)state;
	assert_int_equal(chronicle_open(&c, KEEPS, WALL_MS), 0);
	assert_int_equal(c.since_ms, 0);
	chronicle_hear(&c, WALL_MS - 5000);
	chronicle_hear(&c, WALL_MS - 4000);
	for (int i = 0; i < KEEPS; i++)
		add(&c, "gw", "0", "{}");
	assert_int_equal(c.since_ms, WALL_MS - 5000);
	add(&c, "gw", "0", "{}");
	assert_int_equal(c.since_ms, WALL_MS);
	chronicle_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_what_history_says_with_a_number),
		cmocka_unit_test(a_kind_is_what_was_ordered_or_happened),
		cmocka_unit_test(whatever_their_length_the_newest_are_whole),
		cmocka_unit_test(what_is_longer_than_all_the_room_is_left_out),
		cmocka_unit_test(it_reaches_back_to_the_first_line_or_to_what_made_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
