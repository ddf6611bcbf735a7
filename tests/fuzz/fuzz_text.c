/* fuzz_text.c - foreign text is clean after cleaning, fits, and cleaning it again changes nothing.
 * SPDX-License-Identifier: ISC */
#include "clean.h"
#include "fuzz.h"
#include "text.h"

typedef size_t clean(char *out, size_t room, const char *text);

static void check(clean *clean, size_t room, const char *foreign)
{
	char *once = malloc(room), *twice = malloc(room);

	FUZZ_HOLDS(clean(once, room, foreign) == strlen(once));
	FUZZ_HOLDS(fuzz_is_clean(once) && !strstr(once, "  ") && *once != ' ');
	clean(twice, room, once);
	FUZZ_HOLDS(strcmp(once, twice) == 0);
	free(once);
	free(twice);
}

/* What nobody could take offence at stays as it is, as far as it fits. */
static void check_kept(const char *foreign, size_t room)
{
	char *clean = malloc(room);

	for (const char *s = foreign; *s; s++)
		if (*s <= ' ' || *s > '~')
			goto out;
	text_scrub(clean, room, foreign);
	FUZZ_HOLDS(strncmp(clean, foreign, room - 1) == 0);
	clean_text(clean, room, foreign);
	FUZZ_HOLDS(strncmp(clean, foreign, room - 1) == 0);
out:
	free(clean);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	size_t room = (size_t)fuzz_byte(&in) + 1;
	char *foreign = fuzz_rest(&in);

	check_kept(foreign, room);
	check(text_clean, room, foreign);
	check(text_scrub, room, foreign);
	check(clean_text, room, foreign);
	free(foreign);
	return 0;
}
