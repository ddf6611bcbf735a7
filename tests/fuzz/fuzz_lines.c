/* fuzz_lines.c - log bytes are cut into the same lines wherever a read ends.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "lines.h"

#define LINE_MAX_BYTES 16

static bool take(void *arg, const char *line, size_t bytes)
{
	FUZZ_HOLDS(line[bytes] == '\0' && bytes <= LINE_MAX_BYTES);
	fuzz_put(arg, line, bytes);
	fuzz_put(arg, "\n", 1);
	return true;
}

/* What the lines are, said as simply as can be. */
static void cut_simply(struct fuzz_text *said, struct fuzz_input in)
{
	while (in.bytes > 0) {
		const uint8_t *newline = memchr(in.data, '\n', in.bytes);
		size_t whole = newline ? (size_t)(newline - in.data) : in.bytes;
		size_t bytes = whole < LINE_MAX_BYTES ? whole : LINE_MAX_BYTES;

		bytes -= bytes > 0 && in.data[bytes - 1] == '\r';
		fuzz_put(said, in.data, bytes);
		fuzz_put(said, "\n", 1);
		fuzz_skip(&in, whole + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct fuzz_pieces pieces = { fuzz_byte(&in) };
	struct fuzz_text want = { 0 }, have = { 0 };
	struct lines lines;

	cut_simply(&want, in);
	lines_init(&lines, LINE_MAX_BYTES, take, &have);
	while (in.bytes > 0) {
		struct fuzz_input piece = fuzz_piece(&pieces, &in);
		char *copy = fuzz_copy(piece);

		lines_feed(&lines, copy, piece.bytes);
		free(copy);
	}
	lines_end(&lines);
	lines_fini(&lines);
	fuzz_same(&have, &want);
	return 0;
}
