/* test_init_mode.c - one line of a configuration is changed, and nothing else.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "mode.h"

static void becomes(const char *before, int line, bool said, const char *after)
{
	const struct mode_change change = { line, said, "enforce" };
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	mode_write(before, &change, out);
	fclose(out);
	assert_string_equal(text, after);
	free(text);
}

static void the_word_is_changed_and_what_stands_around_it_stays(void **state)
{
	(void)state;
	becomes("[muzzle]\nmode = observe\nrun_dir = /r\n", 2, true,
		"[muzzle]\nmode = enforce\nrun_dir = /r\n");
	becomes("# a\n[muzzle]\n\tmode=observe ; for a day\r\n", 3, true,
		"# a\n[muzzle]\n\tmode=enforce ; for a day\r\n");
	becomes("[muzzle]\nmode   =   observe", 2, true, "[muzzle]\nmode   =   enforce");
}

static void where_it_is_not_said_it_is_put_behind_its_section(void **state)
{
	(void)state;
	becomes("# a\n[muzzle]\nrun_dir = /r\n", 2, false,
		"# a\n[muzzle]\nmode = enforce\nrun_dir = /r\n");
	becomes("[muzzle]", 1, false, "[muzzle]\nmode = enforce\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_word_is_changed_and_what_stands_around_it_stays),
		cmocka_unit_test(where_it_is_not_said_it_is_put_behind_its_section),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
