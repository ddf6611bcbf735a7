/* fuzz_ini.c - INI text: what was read, written down and read again, is the same.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "inifile.h"

static int take(void *arg, const struct remark_place *place, const char *section,
		const struct inifile_pair *pair)
{
	FUZZ_HOLDS(place->line > 0 && strlen(section) <= INIFILE_SECTION_MAX);
	if (pair)
		fuzz_print(arg, "%s=%s\n", pair->key, pair->value);
	else
		fuzz_print(arg, "[%s]\n", section);
	return 0;
}

/* What was understood, and how many lines were not. */
static size_t read_text(struct fuzz_text *said, const char *text, size_t bytes)
{
	struct remarks *remarks = remarks_new();
	const struct inifile_sink sink = { take, said, remarks };
	size_t errors;

	FUZZ_HOLDS(inifile_parse("x.ini", text, bytes, &sink) == 0);
	errors = remarks->errors;
	remarks_free(remarks);
	return errors;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_text once = { 0 }, twice = { 0 };
	char *copy = fuzz_copy((struct fuzz_input){ data, bytes });

	fuzz_put(&once, "", 0);
	read_text(&once, copy, bytes);
	FUZZ_HOLDS(read_text(&twice, once.data, once.bytes) == 0);
	fuzz_same(&twice, &once);
	free(copy);
	return 0;
}
