/* test_init_mode.c - one line of a configuration is changed, and nothing else.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "mode.h"

static void comes_of(const char *before, const struct mode_change *change, const char *after)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	mode_write(before, change, out);
	fclose(out);
	assert_string_equal(text, after);
	free(text);
}

static void becomes(const char *before, int line, bool said, const char *after)
{
	const struct mode_change change = { line, said, "enforce", NULL };

	comes_of(before, &change, after);
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

static void lines_are_added_behind_it_whether_the_mode_changes_or_stays(void **state)
{
	const struct mode_change both = { 1, false, "observe", "journal_size = 8M\n" },
				 changed = { 2, true, "observe", "journal_size = 8M\n" },
				 added = { 2, true, NULL, "journal_size = 8M\n" };

	(void)state;
	comes_of("[muzzle]\n;a = b\n", &both,
		 "[muzzle]\nmode = observe\njournal_size = 8M\n;a = b\n");
	comes_of("[muzzle]\nmode = enforce", &changed,
		 "[muzzle]\nmode = observe\njournal_size = 8M\n");
	comes_of("[muzzle]\nmode = observe ; why\n[x]\n", &added,
		 "[muzzle]\nmode = observe ; why\njournal_size = 8M\n[x]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_word_is_changed_and_what_stands_around_it_stays),
		cmocka_unit_test(where_it_is_not_said_it_is_put_behind_its_section),
		cmocka_unit_test(lines_are_added_behind_it_whether_the_mode_changes_or_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
