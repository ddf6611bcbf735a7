/* test_lib_docker.c - a stream of JSON, Docker's objects in it, and a life by them.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "docker.h"
#include "jsonlist.h"
#include "jsonstream.h"

struct heard {
	char text[256];
};

static void hear(void *arg, struct json_object *object)
{
	struct heard *h = arg;

	strncat(h->text, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
		sizeof(h->text) - strlen(h->text) - 1);
	strncat(h->text, ";", sizeof(h->text) - strlen(h->text) - 1);
}

static void feed(struct jsonstream *s, struct heard *h, const char *text, size_t step)
{
	size_t bytes = strlen(text);

	for (size_t at = 0; at < bytes; at += step)
		jsonstream_feed(
			s, &(struct jsonstream_input){
				   text + at, at + step < bytes ? step : bytes - at, hear, h });
}

static void objects_come_out_however_the_stream_is_cut(void **state)
{
	const char *text = " {\"a\":\"x\\\"}\"}{\"b\":[1,{\"c\":2}]}\n\n{\"d\":null}\n";

	(void)state;
	for (size_t step = 1; step <= strlen(text); step++) {
		struct jsonstream s;
		struct heard h = { "" };

		assert_int_equal(jsonstream_open(&s), 0);
		feed(&s, &h, text, step);
		assert_string_equal(h.text,
				    "{\"a\":\"x\\\"}\"};{\"b\":[1,{\"c\":2}]};{\"d\":null};");
		jsonstream_close(&s);
	}
}

static void broken_text_costs_its_line_and_no_more(void **state)
{
	struct jsonstream s;
	struct heard h = { "" };

	(void)state;
	jsonstream_open(&s);
	feed(&s, &h, "{\"a\":1}{\"b\" 2}{\"c\":3}\n{\"d\":4}", 5);
	assert_string_equal(h.text, "{\"a\":1};{\"d\":4};");
	feed(&s, &h, "{\"e\":", 5);
	jsonstream_reset(&s);
	feed(&s, &h, "{\"f\":6}", 7);
	assert_string_equal(h.text, "{\"a\":1};{\"d\":4};{\"f\":6};");
	feed(&s, &h, "{\"g\" 7}", 7);
	jsonstream_reset(&s);
	feed(&s, &h, "{\"h\":8}", 7);
	assert_string_equal(h.text, "{\"a\":1};{\"d\":4};{\"f\":6};{\"h\":8};");
	jsonstream_close(&s);
}

static void an_object_without_end_is_given_up(void **state)
{
	struct jsonstream s;
	struct heard h = { "" };
	size_t bytes = 64 * 1024;
	char *much = malloc(bytes + 1);

	(void)state;
	jsonstream_open(&s);
	memset(much, 'x', bytes);
	much[bytes] = '\0';
	feed(&s, &h, "{\"a\":\"", 6);
	for (int i = 0; i < 20; i++)
		feed(&s, &h, much, bytes);
	feed(&s, &h, "\"}\n{\"b\":1}\n", 100);
	assert_string_equal(h.text, "{\"b\":1};");
	jsonstream_close(&s);
	free(much);
}

static void a_list_is_read_item_by_item_and_only_if_it_is_whole(void **state)
{
	static const char *const broken[] = { "",     "[",    "[1",  "[1,",  "[1,]", "[1 2]",
					      "[1]]", "[1],", "[]x", "[,1]", "{}",   "x",
					      "[{]",  "[\"a", " ",   "[1,2", "[,]",  "]" };
	static const char *const whole[] = { "[]", " [ ] ", "[1]",
					     "[ 1 , {\"a\":[2]} , null , \"]\" ]\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct jsonlist list;

		if (jsonlist_open(&list, broken[i], strlen(broken[i])))
			continue;
		assert_false(jsonlist_check(&list));
		jsonlist_close(&list);
	}
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		struct json_object *item;
		struct jsonlist list;
		size_t items = 0;

		assert_int_equal(jsonlist_open(&list, whole[i], strlen(whole[i])), 0);
		assert_true(jsonlist_check(&list));
		for (; jsonlist_next(&list, &item); items++)
			json_object_put(item);
		assert_int_equal(items, i < 2 ? 0 : i == 2 ? 1 : 4);
		assert_false(list.broken);
		jsonlist_close(&list);
	}
}

static void count(void *arg, struct json_object *object)
{
	size_t *objects = arg;

	(void)object;
	++*objects;
}

static void a_long_stream_of_short_objects_is_no_long_object(void **state)
{
	static const char text[] = "{\"a\":\"0123456789012345678901234567890123456789\"}\n";
	struct jsonstream s;
	size_t objects = 0;

	(void)state;
	jsonstream_open(&s);
	for (int i = 0; i < 50000; i++)
		jsonstream_feed(
			&s, &(struct jsonstream_input){ text, sizeof(text) - 1, count, &objects });
	assert_int_equal(objects, 50000);
	jsonstream_close(&s);
}

static void times_are_read_to_the_nanosecond(void **state)
{
	(void)state;
	assert_true(docker_time_ns("2026-11-21T23:00:00.157123456Z") ==
		    INT64_C(1795302000157123456));
	assert_true(docker_time_ns("2026-11-21T23:00:00Z") == INT64_C(1795302000000000000));
	assert_true(docker_time_ns("2026-11-21T23:00:00.5Z") == INT64_C(1795302000500000000));
	assert_true(docker_time_ns("2026-11-21T23:00:00.1234567899Z") ==
		    INT64_C(1795302000123456789));
	assert_true(docker_time_ns("0001-01-01T00:00:00Z") == 0);
	assert_true(docker_time_ns("1970-01-01T00:00:00+01:00") == 0);
	assert_true(docker_time_ns("9999-12-31T23:59:59Z") == 0); /* beyond int64_t */
	assert_true(docker_time_ns("2026-11-21T23:00:00+01:00") == INT64_C(1795298400000000000));
	assert_true(docker_time_ns("") == 0);
	assert_true(docker_time_ns("yesterday") == 0);
}

static void an_event_is_known_again_among_256(void **state)
{
	struct docker_heard heard = { .next = 0 };

	(void)state;
	for (uint64_t key = 1; key <= DOCKER_HEARD_MAX; key++)
		assert_false(docker_heard_before(&heard, key));
	for (uint64_t key = 1; key <= DOCKER_HEARD_MAX; key++)
		assert_true(docker_heard_before(&heard, key));
	assert_false(docker_heard_before(&heard, 1000));
	assert_false(docker_heard_before(&heard, 1)); /* the oldest made room */
}

/* Whatever is heard and seen: no start of what runs, no die of what is dead, nothing twice. */
static void a_life_never_tells_the_same_thing_twice(void **state)
{
	static const enum muzzle_event whats[] = { MUZZLE_START,    MUZZLE_DIE,     MUZZLE_STOP,
						   MUZZLE_PAUSE,    MUZZLE_UNPAUSE, MUZZLE_HEALTHY,
						   MUZZLE_UNHEALTHY };
	struct life life = { .state = 0 };
	enum muzzle_event told[MUZZLE_UNHEALTHY + 1] = { 0 };
	struct life_event event = { .id = "aaaaaaaaaaaa" };

	(void)state;
	srand(1);
	for (int i = 0; i < 100000; i++) {
		event.what = whats[(size_t)rand() % (sizeof(whats) / sizeof(whats[0]))];
		if (!life_hear(&life, &event))
			continue;
		assert_false(event.what == MUZZLE_START && told[MUZZLE_START]);
		assert_false(event.what == MUZZLE_DIE && told[MUZZLE_DIE]);
		assert_false(event.what == MUZZLE_STOP && told[MUZZLE_STOP]);
		assert_false(event.what == MUZZLE_PAUSE && told[MUZZLE_PAUSE]);
		assert_false(event.what == MUZZLE_HEALTHY && told[MUZZLE_HEALTHY]);
		assert_false(event.what == MUZZLE_UNHEALTHY && told[MUZZLE_UNHEALTHY]);
		if (event.what == MUZZLE_START)
			memset(told, 0, sizeof(told));
		if (event.what == MUZZLE_DIE)
			told[MUZZLE_START] = told[MUZZLE_PAUSE] = 0;
		if (event.what == MUZZLE_STOP) {
			told[MUZZLE_START] = 0;
			told[MUZZLE_DIE] = MUZZLE_DIE;
		}
		if (event.what == MUZZLE_UNPAUSE)
			told[MUZZLE_PAUSE] = 0;
		if (event.what == MUZZLE_HEALTHY)
			told[MUZZLE_UNHEALTHY] = 0;
		if (event.what == MUZZLE_UNHEALTHY)
			told[MUZZLE_HEALTHY] = 0;
		told[event.what] = event.what;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_come_out_however_the_stream_is_cut),
		cmocka_unit_test(broken_text_costs_its_line_and_no_more),
		cmocka_unit_test(an_object_without_end_is_given_up),
		cmocka_unit_test(a_long_stream_of_short_objects_is_no_long_object),
		cmocka_unit_test(a_list_is_read_item_by_item_and_only_if_it_is_whole),
		cmocka_unit_test(times_are_read_to_the_nanosecond),
		cmocka_unit_test(an_event_is_known_again_among_256),
		cmocka_unit_test(a_life_never_tells_the_same_thing_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
