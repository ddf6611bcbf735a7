/* test_lib_past.c - whose past is wished for, and what of it is drawn.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "past.h"

#define WALL_MS 1795302186000

static void a_gateway_is_not_another_whose_name_begins_alike(void **state)
{
	(void)state;
	assert_true(past_is_wished("gw/a", NULL));
	assert_true(past_is_wished("", NULL));
	assert_true(past_is_wished("gw/a", "gw"));
	assert_true(past_is_wished("gw", "gw"));
	assert_false(past_is_wished("gw2", "gw"));
	assert_false(past_is_wished("gw", "gw/a"));
	assert_false(past_is_wished("", "gw"));
}

/* A gateway's own line has the marks of itself, not those of its sessions. */
static void a_mark_is_drawn_on_the_line_of_its_target_alone(void **state)
{
	const struct past_span span = { "gw", 0, WALL_MS + 1 };
	const struct chronicle_news news = { WALL_MS, "gw/a", "hold", "{}", NULL };
	struct blob_room room = { .most = 10000 };
	struct timeline timeline = { .first = NULL };
	struct chronicle chronicle = { 0 };
	struct past_span session = span;
	struct blob *of_gateway, *of_session;

	(void)state;
	session.target = "gw/a";
	assert_int_equal(chronicle_open(&chronicle, 4, WALL_MS), 0);
	chronicle_add(&chronicle, &news);
	of_gateway = past_print_timeline(&chronicle, &timeline, &span, &room);
	of_session = past_print_timeline(&chronicle, &timeline, &session, &room);
	assert_non_null(strstr(of_gateway->data, "\"marks\":[]"));
	assert_non_null(strstr(of_session->data, "\"marks\":[{\"wall_ms\":1795302186000,"));
	blob_let_go(of_gateway);
	blob_let_go(of_session);
	chronicle_close(&chronicle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gateway_is_not_another_whose_name_begins_alike),
		cmocka_unit_test(a_mark_is_drawn_on_the_line_of_its_target_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
