/* fuzz_lines.c - log bytes are cut into the same lines wherever a read ends.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "lines.h"

#define LINE_MAX_BYTES 16

/* However many carriage returns it ends with: one goes in the cutting, the others may as well. */
static void put_line(struct fuzz_text *said, const uint8_t *line, size_t bytes)
{
	bytes = bytes < LINE_MAX_BYTES ? bytes : LINE_MAX_BYTES;
	while (bytes > 0 && line[bytes - 1] == '\r')
		bytes--;
	fuzz_put(said, line, bytes);
	fuzz_put(said, "\n", 1);
}

/* What the lines are, said as simply as can be. */
static void cut_simply(struct fuzz_text *said, struct fuzz_input in)
{
	while (in.bytes > 0) {
		const uint8_t *newline = memchr(in.data, '\n', in.bytes);
		size_t whole = newline ? (size_t)(newline - in.data) : in.bytes;

		put_line(said, in.data, whole);
		fuzz_skip(&in, whole + 1);
	}
}

static bool take(void *arg, const char *line, size_t bytes)
{
	FUZZ_HOLDS(line[bytes] == '\0' && bytes <= LINE_MAX_BYTES);
	put_line(arg, (const uint8_t *)line, bytes);
	return true;
}

/* Who takes many at once cuts them himself; the last is without its newline, and may be empty. */
static bool take_together(void *arg, const char *lines, size_t bytes)
{
	FUZZ_HOLDS(lines[bytes] == '\0');
	cut_simply(arg, (struct fuzz_input){ (const uint8_t *)lines, bytes });
	if (bytes == 0 || lines[bytes - 1] == '\n')
		fuzz_put(arg, "\n", 1);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	bool together = fuzz_byte(&in) & 1;
	struct fuzz_pieces pieces = { fuzz_byte(&in) };
	struct fuzz_text want = { 0 }, have = { 0 };
	struct lines lines;

	cut_simply(&want, in);
	lines_init(&lines, LINE_MAX_BYTES, together ? take_together : take, &have);
	lines.together = together;
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
