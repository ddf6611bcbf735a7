/* fuzz_place.c - where reading stopped, as it is remembered: what was read is written as it was read.
 * SPDX-License-Identifier: ISC */
#include "dockercursor.h"
#include "fuzz.h"
#include "mark.h"

#define FILE_PATH "/var/log/waha.log"

static void check_cursor(const char *text)
{
	struct dockercursor cursor, again;
	char once[DOCKERCURSOR_TEXT_BYTES], twice[DOCKERCURSOR_TEXT_BYTES];

	if (!dockercursor_read(&cursor, text))
		return;
	dockercursor_write(&cursor, once);
	FUZZ_HOLDS(dockercursor_read(&again, once));
	dockercursor_write(&again, twice);
	FUZZ_HOLDS(strcmp(once, twice) == 0);
	FUZZ_HOLDS(dockercursor_resume(&cursor, INT64_C(1795302186000000000)) >= 0);
}

static void check_mark(const char *text)
{
	struct mark mark, again;
	char once[MARK_PRINT_BYTES], twice[MARK_PRINT_BYTES];

	if (!mark_parse(&mark, text, FILE_PATH))
		return;
	mark_print(&mark, once);
	FUZZ_HOLDS(mark_parse(&again, once, FILE_PATH));
	mark_print(&again, twice);
	FUZZ_HOLDS(strcmp(once, twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	char *text = fuzz_rest(&in);

	check_cursor(text);
	check_mark(text);
	free(text);
	return 0;
}
