/* fuzz_history.c - a journal told to people: its lines, sums and differences, fit for a terminal.
 * SPDX-License-Identifier: ISC */
#include "differ.h"
#include "fuzz.h"
#include "history.h"
#include "known.h"
#include "would.h"

struct told {
	FILE *out;
	bool json;
};

static void print(void *arg, const struct history_news *news)
{
	const struct told *told = arg;

	history_print(news, told->json, told->out);
}

static void tell_lines(FILE *out, const char *text, bool json)
{
	struct told told = { out, json };
	const struct history_wish wish = { .show = print, .arg = &told };
	struct history *history = history_new(&wish);
	struct fuzz_input in = { (const uint8_t *)text, strlen(text) };

	while (in.bytes) {
		char *line = fuzz_line(&in);

		history_line(history, line);
		free(line);
	}
	history_free(history);
}

static FILE *read_again(const char *text)
{
	return fmemopen((void *)(uintptr_t)text, strlen(text), "r");
}

static void tell_sums(FILE *out, const char *text, bool json)
{
	struct would would = { .json = json, .in = read_again(text), .out = out };

	would_run(&would);
	fclose(would.in);
}

static void tell_differences(FILE *out, const char *text, bool json)
{
	struct differ differ = { .a = known_conf(),
				 .b = known_conf(),
				 .json = json,
				 .in = read_again(text),
				 .out = out };

	FUZZ_HOLDS(differ_run(&differ) != 1); /* from itself nothing differs */
	fclose(differ.in);
}

static void check_clean(const char *told)
{
	struct fuzz_input in = { (const uint8_t *)told, strlen(told) };

	while (in.bytes) {
		char *line = fuzz_line(&in);

		if (!fuzz_is_clean(line))
			fprintf(stderr, "not fit for a terminal: %s\n", line);
		FUZZ_HOLDS(fuzz_is_clean(line));
		free(line);
	}
}

static void (*const tells[])(FILE *, const char *, bool) = { tell_lines, tell_sums,
							     tell_differences };

/* JSON is for programs, which have the journal's own bytes. */
static void tell(const char *text, bool json)
{
	char *told;
	size_t told_bytes;

	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++) {
		FILE *out = open_memstream(&told, &told_bytes);

		tells[i](out, text, json);
		fclose(out);
		if (!json)
			check_clean(told);
		free(told);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	char *text = fuzz_rest(&in);

	if (*text) {
		tell(text, true);
		tell(text, false);
	}
	free(text);
	return 0;
}
