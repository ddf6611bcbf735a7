/* test_value.c - texts into types, hostile ones included; what tables do with it: test_option.c.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "calendar.h"
#include "option.h"
#include "value.h"

static void every_type_has_a_name_and_most_a_size(void **state)
{
	(void)state;
	for (unsigned type = MUZZLE_TYPE_INT; type <= MUZZLE_TYPE_LIST; type++) {
		assert_true(*value_type_name(type) != '\0');
		assert_true(value_type_bytes(type) > 0);
	}
	for (unsigned type = OPTION_TYPE_RATE; type <= OPTION_TYPE_CALENDAR; type++)
		assert_true(*value_type_name(type) != '\0');
	assert_string_equal(value_type_name(0), "");
	assert_string_equal(value_type_name(MUZZLE_TYPE_LIST + 1), "");
	assert_string_equal(value_type_name(OPTION_TYPE_CALENDAR + 1), "");
	assert_string_equal(value_type_name(65535), "");
	assert_int_equal(value_type_bytes(65535), 0);
}

static void text_of_4000_bytes_comes_whole(void **state)
{
	struct arena arena = { .blocks = NULL };
	const struct muzzle_option option = { .key = "k", .type = MUZZLE_TYPE_STR };
	const char *text = NULL;
	struct value_slot slot = { .option = &option, .at = &text, .arena = &arena };
	char raw[4003];

	(void)state;
	memset(raw, 'x', sizeof(raw) - 1);
	raw[0] = raw[4001] = '"';
	raw[4002] = '\0';
	assert_int_equal(value_parse(&slot, raw), 0);
	assert_int_equal(strlen(text), 4000);
	arena_fini(&arena);
}

static void a_refused_value_writes_nothing(void **state)
{
	struct arena arena = { .blocks = NULL };
	const struct muzzle_option option = {
		.key = "k", .type = MUZZLE_TYPE_INT, .min = 1, .max = 2
	};
	int64_t number = 7;
	struct value_slot slot = { .option = &option, .at = &number, .arena = &arena };

	(void)state;
	assert_int_equal(value_parse(&slot, "3"), -EINVAL);
	assert_int_equal(number, 7);
	assert_int_equal(value_parse(&slot, "2"), 0);
	assert_int_equal(number, 2);
	arena_fini(&arena);
}

static void windows_are_read_as_a_value_and_none_are_wanted_of_nothing(void **state)
{
	struct arena arena = { .blocks = NULL };
	const struct muzzle_option option = { .key = "k", .type = OPTION_TYPE_CALENDAR };
	struct calendar calendar = { .windows = 5 };
	struct value_slot slot = { .option = &option, .at = &calendar, .arena = &arena };

	(void)state;
	assert_int_equal(value_parse(&slot, "Sun 02:00-04:00, 12:00-13:00"), 0);
	assert_int_equal(calendar.windows, 2);
	assert_int_equal(value_parse(&slot, "Sun 02:00"), -EINVAL);
	assert_non_null(strstr(slot.why, "at `Sun 02:00`: a window is written"));
	assert_int_equal(calendar.windows, 2);
	assert_int_equal(value_parse(&slot, "\"\""), 0);
	assert_int_equal(calendar.windows, 0);
	arena_fini(&arena);
}

static void expect_text(struct arena *arena, const char *raw, const char *wanted)
{
	const struct muzzle_option option = { .key = "k", .type = MUZZLE_TYPE_STR };
	const char *text = NULL;
	struct value_slot slot = { .option = &option, .at = &text, .arena = arena };

	assert_int_equal(value_parse(&slot, raw), 0);
	assert_string_equal(text, wanted);
}

/* wanted ends with NULL. */
static void expect_words(struct arena *arena, const char *raw, const char *const *wanted)
{
	const struct muzzle_option option = { .key = "k", .type = MUZZLE_TYPE_WORDS };
	const char *const *words = NULL;
	struct value_slot slot = { .option = &option, .at = &words, .arena = arena };

	assert_int_equal(value_parse(&slot, raw), 0);
	for (; *wanted; wanted++, words++)
		assert_string_equal(*words, *wanted);
	assert_null(*words);
}

static void a_wholly_quoted_value_loses_its_quotes(void **state)
{
	struct arena arena = { .blocks = NULL };

	(void)state;
	expect_text(&arena, "\"a ; b\"", "a ; b");
	expect_text(&arena, "\" v \"", " v ");
	expect_text(&arena, "\"a\\\"b\\\\\"", "a\"b\\");
	expect_text(&arena, "\"a\" b", "\"a\" b");
	expect_text(&arena, "\"a\" \"b\"", "\"a\" \"b\"");
	expect_text(&arena, "a\\\"", "a\\\"");
	expect_text(&arena, "{\"a\":\"b\"}", "{\"a\":\"b\"}");
	expect_text(&arena, "\"c:\\x\"", "c:\\x");
	arena_fini(&arena);
}

static void words_split_at_blanks_outside_of_quotes(void **state)
{
	static const char *const wanted[] = { "a", "b c", "de fg", "", "\"", NULL };
	struct arena arena = { .blocks = NULL };

	(void)state;
	expect_words(&arena, "  a \"b c\"\td\"e f\"g  \"\" \"\\\"\" ", wanted);
	expect_words(&arena, "", &wanted[5]);
	arena_fini(&arena);
}

static void a_secret_is_never_split_nor_unquoted(void **state)
{
	static const char *const wanted[] = { "x", "\"a b\" ; c", "y", NULL };
	struct arena arena = { .blocks = NULL };

	(void)state;
	setenv("MUZZLE_TEST", wanted[1], 1);
	expect_words(&arena, "x ${env:MUZZLE_TEST} y", wanted);
	expect_text(&arena, "${env:MUZZLE_TEST}", wanted[1]);
	arena_fini(&arena);
}

static void expect_range(struct muzzle_option option, const char *wanted)
{
	char text[VALUE_RANGE_BYTES];

	value_format_range(&option, text);
	assert_string_equal(text, wanted);
}

static void a_range_is_written_in_the_units_of_its_option(void **state)
{
	(void)state;
	expect_range((struct muzzle_option){ .type = MUZZLE_TYPE_MSEC, .min = 500, .max = 3600000 },
		     "500ms to 1h");
	expect_range(
		(struct muzzle_option){ .type = MUZZLE_TYPE_BYTES, .min = 65536, .max = 4 << 20 },
		"64k to 4M");
	expect_range((struct muzzle_option){ .type = MUZZLE_TYPE_INT, .min = 1, .max = INT64_MAX },
		     "from 1");
	expect_range((struct muzzle_option){ .type = MUZZLE_TYPE_INT }, "");
	expect_range((struct muzzle_option){ .type = OPTION_TYPE_MSECS, .min = 1, .max = 7 }, "");
}

/* Whatever is written, a value is parsed or refused with a reason. */
static void random_texts_are_parsed_or_refused_with_a_reason(void **state)
{
	static const char *const parts[] = { "\"",   "\\",          " ",          "\t", "${",
					     "}",    "${env:HOME}", "$${",        "3/", "30",
					     "ms",   "s",           "auto",       "-",  "yes",
					     "http", "/",           "9999999999", "x",  "" };
	static const unsigned types[] = { 1, 2, 3, 4, 5, 6, 7, 64, 65, 66, 67, 68, 69, 70, 71, 72 };
	struct arena arena = { .blocks = NULL };

	(void)state;
	srand(2);
	for (int round = 0; round < 50000; round++) {
		const struct muzzle_option option = {
			.key = "k",
			.type = (uint16_t)
				types[(size_t)rand() % (sizeof(types) / sizeof(types[0]))],
			.max = 4,
			.words = "http auto",
		};
		int64_t block[8];
		struct value_slot slot = { .option = &option, .at = block, .arena = &arena };
		char raw[200] = "";
		int rc;

		for (int count = rand() % 8; count > 0; count--)
			strcat(raw, parts[(size_t)rand() % (sizeof(parts) / sizeof(parts[0]))]);
		rc = value_parse(&slot, raw);
		assert_true(rc == 0 || (rc == -EINVAL && slot.why[0] != '\0'));
		if (round % 100 == 0)
			arena_fini(&arena);
	}
	arena_fini(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_a_name_and_most_a_size),
		cmocka_unit_test(text_of_4000_bytes_comes_whole),
		cmocka_unit_test(a_refused_value_writes_nothing),
		cmocka_unit_test(windows_are_read_as_a_value_and_none_are_wanted_of_nothing),
		cmocka_unit_test(a_wholly_quoted_value_loses_its_quotes),
		cmocka_unit_test(words_split_at_blanks_outside_of_quotes),
		cmocka_unit_test(a_secret_is_never_split_nor_unquoted),
		cmocka_unit_test(a_range_is_written_in_the_units_of_its_option),
		cmocka_unit_test(random_texts_are_parsed_or_refused_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
