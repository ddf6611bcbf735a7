/* test_hold.c - who holds, for how long still, and in which words.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "calendar.h"
#include "clock.h"
#include "hold.h"
#include "tell.h"

#define NOW INT64_C(5000000)
#define HOUR INT64_C(3600000)

static struct target held_for(int64_t ms)
{
	return (struct target){ .hold_until_ms = NOW + ms + TARGET_TIME_BASE };
}

static void a_hold_has_something_left_until_its_last_millisecond(void **state)
{
	struct target none = { .hold_until_ms = 0 }, target = held_for(HOUR);

	(void)state;
	assert_int_equal(hold_left_ms(&none, NOW), 0);
	assert_int_equal(hold_left_ms(&target, NOW), HOUR);
	assert_int_equal(hold_left_ms(&target, NOW + HOUR - 1), 1);
	assert_int_equal(hold_left_ms(&target, NOW + HOUR), 0);
	assert_int_equal(hold_left_ms(&target, NOW + 2 * HOUR), 0);
}

static void only_ones_own_hold_is_ones_own(void **state)
{
	struct notes *notes = notes_new();
	struct target target = held_for(HOUR);
	struct notes_target *on = notes_of(notes, &target);
	char name[150];

	(void)state;
	notes_set_hold(on, "alice", "");
	assert_true(hold_is_anothers(on, "bob"));
	assert_true(hold_is_anothers(on, ""));
	assert_false(hold_is_anothers(on, "alice"));
	/* of a long name its beginning is kept */
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	notes_set_hold(on, name, "");
	assert_false(hold_is_anothers(on, name));
	notes_free(notes);
}

static void the_end_is_told_in_local_time(void **state)
{
	struct json_object *hold = json_object_new_object();
	char until[CLOCK_WALL_TEXT_BYTES], local[CALENDAR_TEXT_BYTES], text[HOLD_TEXT_BYTES],
		wanted[HOLD_TEXT_BYTES];
	int64_t now_ms = clock_wall_ms();

	(void)state;
	setenv("TZ", "IST-5:30", 1);
	calendar_read_zone();
	clock_wall_text(until, sizeof(until), now_ms + HOUR);
	tell_text(hold, "target", "waha");
	tell_number(hold, "for_ms", HOUR);
	tell_text(hold, "until", until);
	snprintf(wanted, sizeof(wanted), "held by somebody until %s, for another 1h (waha)",
		 calendar_format(now_ms + HOUR, now_ms, local));
	assert_string_equal(hold_format(hold, text), wanted);
	tell_text(hold, "by", "alice");
	tell_text(hold, "why", "upgrade");
	assert_non_null(strstr(hold_format(hold, text), "held by alice until "));
	assert_non_null(strstr(text, "for another 1h: upgrade (waha)"));
	json_object_put(hold);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hold_has_something_left_until_its_last_millisecond),
		cmocka_unit_test(only_ones_own_hold_is_ones_own),
		cmocka_unit_test(the_end_is_told_in_local_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
