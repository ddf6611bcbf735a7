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

/* What this makes old, and what it must not be told upon. */
static void take_news(bool told[MUZZLE_UNHEALTHY + 1], enum muzzle_event what)
{
	static const enum muzzle_event ended_by[][2] = {
		{ MUZZLE_START, MUZZLE_DIE },         { MUZZLE_START, MUZZLE_STOP },
		{ MUZZLE_PAUSE, MUZZLE_DIE },         { MUZZLE_PAUSE, MUZZLE_UNPAUSE },
		{ MUZZLE_UNHEALTHY, MUZZLE_HEALTHY }, { MUZZLE_HEALTHY, MUZZLE_UNHEALTHY },
	};

	assert_false(what != MUZZLE_UNPAUSE && told[what]);
	if (what == MUZZLE_STOP)
		assert_false(told[MUZZLE_START]); /* it is dead by then */
	if (what == MUZZLE_START)
		memset(told, 0, (MUZZLE_UNHEALTHY + 1) * sizeof(*told));
	for (size_t i = 0; i < sizeof(ended_by) / sizeof(ended_by[0]); i++)
		if (ended_by[i][1] == what)
			told[ended_by[i][0]] = false;
	told[what] = true;
}

/* Whatever is heard and seen: no start of what runs, no die of what is dead, nothing twice. */
static void a_life_never_tells_the_same_thing_twice(void **state)
{
	static const enum muzzle_event whats[] = { MUZZLE_START,    MUZZLE_DIE,     MUZZLE_STOP,
						   MUZZLE_PAUSE,    MUZZLE_UNPAUSE, MUZZLE_HEALTHY,
						   MUZZLE_UNHEALTHY };
	struct life life = { .state = 0 };
	struct life_event event = { .id = "aaaaaaaaaaaa" };
	bool told[MUZZLE_UNHEALTHY + 1] = { false };
	struct life_news news;

	(void)state;
	srand(1);
	for (int i = 0; i < 100000; i++) {
		event.what = whats[(size_t)rand() % (sizeof(whats) / sizeof(whats[0]))];
		news = life_hear(&life, &event);
		assert_in_range(news.count, 0, 2);
		for (size_t n = 0; n < news.count; n++)
			take_news(told, news.what[n]);
	}
}

static void a_stop_before_the_death_is_told_behind_it(void **state)
{
	const struct life_event start = { .what = MUZZLE_START, .id = "a" },
				stop = { .what = MUZZLE_STOP, .id = "a" },
				die = { .what = MUZZLE_DIE, .id = "a" };
	struct life life = { .state = 0 };
	struct life_news news;

	(void)state;
	life_hear(&life, &start);
	assert_int_equal(life_hear(&life, &stop).count, 0);
	news = life_hear(&life, &die);
	assert_int_equal(news.count, 2);
	assert_int_equal(news.what[0], MUZZLE_DIE);
	assert_int_equal(news.what[1], MUZZLE_STOP);
	assert_int_equal(life_hear(&life, &stop).count, 0);
	life_hear(&life, &start);
	assert_int_equal(life_hear(&life, &die).count, 1); /* of its own */
	assert_int_equal(life_hear(&life, &stop).count, 1);
	life_hear(&life, &start);
	life_hear(&life, &stop);
	assert_int_equal(life_hear(&life, &start).count, 0); /* it was not stopped after all */
	assert_int_equal(life_hear(&life, &die).count, 1);
}

static enum life_end end_of(int64_t died_s, int64_t stopped_s, bool ran)
{
	struct life_past past = { .ran = ran };
	struct life_event event = { .what = MUZZLE_START, .at_ns = 1 };

	life_note(&past, &event);
	event = (struct life_event){ .what = MUZZLE_DIE, .at_ns = died_s * 1000000000 };
	if (died_s)
		life_note(&past, &event);
	event = (struct life_event){ .what = MUZZLE_STOP, .at_ns = stopped_s * 1000000000 };
	if (stopped_s)
		life_note(&past, &event);
	return life_past_end(&past);
}

static void a_stop_near_the_death_made_it_wanted(void **state)
{
	struct life_past past = { .ran = true };
	struct life_event event = { .what = MUZZLE_STOP, .at_ns = 5 };

	(void)state;
	assert_int_equal(end_of(100, 0, true), LIFE_END_CRASH);
	assert_int_equal(end_of(100, 110, true), LIFE_END_STOPPED);
	assert_int_equal(end_of(100, 111, true), LIFE_END_CRASH);
	assert_int_equal(end_of(100, 90, false), LIFE_END_STOPPED); /* as podman has them */
	assert_int_equal(end_of(100, 89, false), LIFE_END_CRASH);
	assert_int_equal(end_of(0, 0, false), LIFE_END_UNKNOWN);
	assert_int_equal(end_of(0, 0, true), LIFE_END_CRASH); /* while the daemon was away */
	life_note(&past, &event);
	event.what = MUZZLE_START;
	life_note(&past, &event);
	event.what = MUZZLE_DIE;
	life_note(&past, &event);
	assert_int_equal(life_past_end(&past),
			 LIFE_END_CRASH); /* the stop was of the life before */
}

static void a_container_is_inspected_by_its_name_whatever_stands_in_it(void **state)
{
	char url[64];

	(void)state;
	docker_inspect_url("gw_1.x", url, sizeof(url));
	assert_string_equal(url, "http://docker/containers/gw_1.x/json");
	docker_inspect_url("a/b?c", url, sizeof(url));
	assert_string_equal(url, "http://docker/containers/a%2Fb%3Fc/json");
}

static void a_socket_that_can_be_used_has_no_flaw(void **state)
{
	char why[128];

	(void)state;
	assert_false(docker_socket_flaw("/dev/null", why, sizeof(why)));
	assert_true(docker_socket_flaw("/nowhere/sock", why, sizeof(why)));
	assert_string_equal(why, "/nowhere/sock: No such file or directory; set `socket` to where "
				 "the Docker daemon listens");
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
		cmocka_unit_test(a_stop_before_the_death_is_told_behind_it),
		cmocka_unit_test(a_stop_near_the_death_made_it_wanted),
		cmocka_unit_test(a_container_is_inspected_by_its_name_whatever_stands_in_it),
		cmocka_unit_test(a_socket_that_can_be_used_has_no_flaw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
