/* test_page_levels.c - the page and watch say of a level what muzzle says.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "board.h"
#include "level.h"
#include "press.h"

#define LINE_BYTES 200

static void the_page_has_every_level_in_its_order_its_words_and_its_colour(void **state)
{
	static const char *const colours[] = {
		[COLOUR_GOOD] = "good", [COLOUR_DOUBT] = "doubt", [COLOUR_BAD] = "bad"
	};
	FILE *words = fopen(SOURCE_DIR "/plugins/page/words.js", "r");
	char line[LINE_BYTES], head[LINE_BYTES], tail[LINE_BYTES];

	(void)state;
	assert_non_null(words);
	do
		assert_non_null(fgets(line, sizeof(line), words));
	while (strncmp(line, "export const levels", 19) != 0);
	for (enum level level = LEVEL_DEAD; level < LEVELS; level++) {
		assert_non_null(fgets(line, sizeof(line), words));
		snprintf(head, sizeof(head), "\t%s: [\"", level_name(level));
		snprintf(tail, sizeof(tail), "\", \"%s\", \"%s\"],\n", level_words(level),
			 colours[level_colour(level)]);
		assert_memory_equal(line, head, strlen(head));
		assert_non_null(strstr(line, tail));
	}
	assert_non_null(fgets(line, sizeof(line), words));
	assert_string_equal(line, "};\n");
	fclose(words);
}

static void the_help_of_watch_has_them_too(void **state)
{
	char want[LINE_BYTES];
	const char *line;
	size_t i = 0;

	(void)state;
	while (strcmp(press_help(i), "MARKS") != 0)
		i++;
	for (enum level level = LEVEL_DEAD; level < LEVELS; level++) {
		line = press_help(++i);
		snprintf(want, sizeof(want), "  %c  %s", board_mark(level), level_words(level));
		assert_memory_equal(line, want, strlen(want));
		assert_true(line[strlen(want)] == ':' || line[strlen(want)] == '\0');
	}
	assert_string_equal(press_help(i + 1), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_has_every_level_in_its_order_its_words_and_its_colour),
		cmocka_unit_test(the_help_of_watch_has_them_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
