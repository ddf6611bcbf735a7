/* fuzz_frames.c - Docker's log stream gives the same lines wherever a read ends.  SPDX-License-Identifier: ISC */
#include "dockerlines.h"
#include "fuzz.h"

#define LINE_MAX_BYTES 24

static void take(void *arg, const struct dockerlines_line *line)
{
	FUZZ_HOLDS(line->bytes <= LINE_MAX_BYTES && line->text[line->bytes] == '\0');
	FUZZ_HOLDS(line->stream >= DOCKERLINES_OUT && line->stream < DOCKERLINES_STREAMS);
	fuzz_print(arg, "%d %lld ", (int)line->stream, (long long)line->unix_ns);
	fuzz_put(arg, line->text, line->bytes);
	fuzz_put(arg, "\n", 1);
}

/* The lines, and what is begun at the end. */
static void read_stream(struct fuzz_text *said, struct fuzz_input in, struct fuzz_pieces pieces,
			bool tty)
{
	struct dockerlines lines;
	bool whole = true;

	FUZZ_HOLDS(dockerlines_open(&lines, LINE_MAX_BYTES, take, said) == 0);
	dockerlines_reset(&lines, tty);
	while (in.bytes > 0 && whole) {
		struct fuzz_input piece = fuzz_piece(&pieces, &in);
		char *copy = fuzz_copy(piece);

		whole = dockerlines_feed(&lines, copy, piece.bytes);
		free(copy);
	}
	fuzz_print(said, "%d %lld\n", whole, (long long)dockerlines_begun_ns(&lines));
	dockerlines_close(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct fuzz_text whole = { 0 }, cut = { 0 };
	bool tty = fuzz_byte(&in) & 1;
	struct fuzz_pieces pieces = { fuzz_byte(&in) };

	read_stream(&whole, in, (struct fuzz_pieces){ 0 }, tty);
	read_stream(&cut, in, pieces, tty);
	fuzz_same(&cut, &whole);
	return 0;
}
