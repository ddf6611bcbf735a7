/* test_lib_wordmap.c - words, names, statuses.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "activity.h"
#include "fake_host.h"
#include "fault.h"
#include "wordmap.h"

static const char *const up[] = { "WORKING", "ok*", NULL };
static const char *const human[] = { "*", NULL };

/* The host's log(): counts. */
static void note(struct muzzle_inst *inst, enum muzzle_level level, const char *fmt, ...)
{
	inst->rc += level == MUZZLE_ERR && fmt != NULL;
}

static void a_word_is_matched_whole_or_by_its_beginning(void **state)
{
	(void)state;
	assert_true(wordmap_lists(up, "WORKING"));
	assert_false(wordmap_lists(up, "WORKING2"));
	assert_false(wordmap_lists(up, "working"));
	assert_false(wordmap_lists(up, ""));
	assert_true(wordmap_lists(up, "ok"));
	assert_true(wordmap_lists(up, "okay"));
	assert_true(wordmap_lists(human, ""));
	assert_false(wordmap_lists(NULL, "WORKING"));
}

static void a_word_that_nobody_mapped_needs_a_person(void **state)
{
	static const char *const down[] = { "FAILED", NULL };
	const struct wordmap map = { .up = up, .down = down };

	(void)state;
	assert_int_equal(wordmap_state(&map, "WORKING"), MUZZLE_UP);
	assert_int_equal(wordmap_state(&map, "FAILED"), MUZZLE_DOWN);
	assert_int_equal(wordmap_state(&map, "STARTING"), MUZZLE_HUMAN);
	assert_int_equal(wordmap_state(&(struct wordmap){ .up = NULL }, "WORKING"), MUZZLE_HUMAN);
}

static void the_first_list_that_takes_a_word_has_it_so_that_no_other_may(void **state)
{
	static const char *const wide[] = { "ok", "o*", NULL }, *const narrow[] = { "okay", NULL };
	const struct muzzle_host host = { .log = note };
	struct muzzle_inst said = { .rc = 0 };
	const struct evidence by = { &host, &said };

	(void)state;
	assert_int_equal(wordmap_check(&(struct wordmap){ .up = wide, .human = narrow }, &by),
			 -EINVAL);
	assert_int_equal(said.rc, 1);
	assert_int_equal(wordmap_check(&(struct wordmap){ .up = narrow, .human = wide }, &by), 0);
	assert_int_equal(wordmap_check(&(struct wordmap){ .off = narrow, .human = up }, &by), 0);
	assert_int_equal(wordmap_check(&(struct wordmap){ .up = NULL }, &by), 0);
	assert_int_equal(said.rc, 1);
}

static void names_follow_the_grammar(void **state)
{
	static const char longest[] =
		"0123456789012345678901234567890123456789012345678901234567890123";
	static const char longer[] =
		"01234567890123456789012345678901234567890123456789012345678901234";

	(void)state;
	assert_true(wordmap_name_valid("a"));
	assert_true(wordmap_name_valid("_-a.b@c:d"));
	assert_true(wordmap_name_valid(longest));
	assert_false(wordmap_name_valid(longer));
	assert_false(wordmap_name_valid(""));
	assert_false(wordmap_name_valid(".a"));
	assert_false(wordmap_name_valid("@a"));
	assert_false(wordmap_name_valid(":a"));
	assert_false(wordmap_name_valid("a b"));
	assert_false(wordmap_name_valid("a/b"));
	assert_false(wordmap_name_valid("\xc3\xa9"));
}

static void statuses_are_listed_by_number_and_by_class(void **state)
{
	static const char *const patterns[] = { "2xx", "30x", "418", "x", "", "5xxx", NULL };

	(void)state;
	assert_true(fault_status_listed(patterns, 200));
	assert_true(fault_status_listed(patterns, 299));
	assert_true(fault_status_listed(patterns, 304));
	assert_true(fault_status_listed(patterns, 418));
	assert_false(fault_status_listed(patterns, 310));
	assert_false(fault_status_listed(patterns, 417));
	assert_false(fault_status_listed(patterns, 500));
}

static void an_activity_must_advance_between_two_readings(void **state)
{
	struct activity a = { .room = 0 };

	(void)state;
	assert_int_equal(activity_init(&a, 2), 0);
	assert_false(activity_advance(&a, "x", 5));
	assert_true(activity_advance(&a, "x", 6));
	assert_false(activity_advance(&a, "x", 6));
	assert_false(activity_advance(&a, "y", 900));
	assert_false(activity_advance(&a, "z", 1)); /* no room: never a proof */
	assert_false(activity_advance(&a, "z", 2));
	activity_forget(&a, "x");
	assert_false(activity_advance(&a, "x", 7));
	activity_forget_all(&a);
	assert_false(activity_advance(&a, "x", 8));
	assert_true(activity_advance(&a, "x", 9));
	activity_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_matched_whole_or_by_its_beginning),
		cmocka_unit_test(a_word_that_nobody_mapped_needs_a_person),
		cmocka_unit_test(the_first_list_that_takes_a_word_has_it_so_that_no_other_may),
		cmocka_unit_test(names_follow_the_grammar),
		cmocka_unit_test(statuses_are_listed_by_number_and_by_class),
		cmocka_unit_test(an_activity_must_advance_between_two_readings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
