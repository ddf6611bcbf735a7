/* test_wrap.c - sentences in lines of 80 columns.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wrap.h"

/* Static until the next call. */
static const char *wrapped(const char *text)
{
	static char lines[4096];
	FILE *out = fmemopen(lines, sizeof(lines), "w");

	wrap_say(out, "%s", text);
	fclose(out);
	return lines;
}

static void what_fits_stands_in_one_line(void **state)
{
	char text[WRAP_COLUMNS + 2];

	(void)state;
	memset(text, 'x', WRAP_COLUMNS);
	text[WRAP_COLUMNS] = '\0';
	text[40] = ' ';
	assert_int_equal(strlen(wrapped(text)), WRAP_COLUMNS + 1);
	assert_string_equal(wrapped("a word"), "a word\n");
	assert_int_equal(
		strcspn(wrapped("xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx "
				"xxxxxxxxx xxxxxxxxxxx"),
			"\n"),
		69); /* the last word would end in column 81 */
}

static void what_does_not_fit_is_broken_at_a_blank_and_indented(void **state)
{
	char text[WRAP_COLUMNS + 10], want[WRAP_COLUMNS + 20];

	(void)state;
	memset(text, 'x', WRAP_COLUMNS - 2);
	snprintf(text + WRAP_COLUMNS - 2, 12, " end of it");
	snprintf(want, sizeof(want), "%.*s\n    end of it\n", WRAP_COLUMNS - 2, text);
	assert_string_equal(wrapped(text), want);
}

static void letters_of_several_bytes_take_one_column(void **state)
{
	char text[2 * WRAP_COLUMNS + 1];

	(void)state;
	for (int i = 0; i < WRAP_COLUMNS - 1; i++)
		memcpy(text + 2 * i, i == 40 ? " x" : "\xc3\xa4", 2);
	text[2 * WRAP_COLUMNS - 2] = '\0';
	assert_int_equal(strcspn(wrapped(text), "\n"), 158);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_stands_in_one_line),
		cmocka_unit_test(what_does_not_fit_is_broken_at_a_blank_and_indented),
		cmocka_unit_test(letters_of_several_bytes_take_one_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
