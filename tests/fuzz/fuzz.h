/* fuzz.h - what the fuzz targets share.  SPDX-License-Identifier: ISC
 *
 * A target does more than not crash: it says by FUZZ_HOLDS what must be so whatever comes in.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libFuzzer calls: once at the start, if it is there, and with each input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* An end by abort() tells the fuzzer that it found something. */
#define FUZZ_HOLDS(what)                                                                          \
	do {                                                                                      \
		if (!(what)) {                                                                    \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #what); \
			abort();                                                                  \
		}                                                                                 \
	} while (0)

/* --- input */

struct fuzz_input {
	const uint8_t *data;
	size_t bytes;
};

/* fuzz_skip - forgets the first bytes, at most all. */
void fuzz_skip(struct fuzz_input *in, size_t bytes);

/* fuzz_byte - the next byte of the input, 0 behind its end. */
uint8_t fuzz_byte(struct fuzz_input *in);

/* fuzz_line - the input up to a newline, without it, cut at a NUL; to be freed. */
char *fuzz_line(struct fuzz_input *in);

/* fuzz_rest - all that is left, cut at a NUL; to be freed. */
char *fuzz_rest(struct fuzz_input *in);

/* How a stream is cut on its way; 0: not at all. */
struct fuzz_pieces {
	uint32_t state;
};

/* fuzz_piece - the next 1 to 8 bytes of the input, now and then up to 64. */
struct fuzz_input fuzz_piece(struct fuzz_pieces *pieces, struct fuzz_input *in);

/* fuzz_copy - the same bytes in memory that ends where they end; to be freed. */
char *fuzz_copy(struct fuzz_input in);

/* --- what happened, written down to be compared */

struct fuzz_text {
	char *data; /* owned; NUL-terminated */
	size_t bytes, room;
};

/* fuzz_put - appends bytes. */
void fuzz_put(struct fuzz_text *text, const void *data, size_t bytes);

/* fuzz_print - appends what printf would print. */
void fuzz_print(struct fuzz_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* fuzz_text_free - empty again. */
void fuzz_text_free(struct fuzz_text *text);

/* fuzz_same - ends the process unless both say the same; frees both. */
void fuzz_same(struct fuzz_text *have, struct fuzz_text *want);

/* fuzz_is_clean - whole characters only, none of them a control. */
bool fuzz_is_clean(const char *text);

/* --- files */

/* fuzz_load - a plugin stays loaded until the end: the fuzzer counts its edges. */
void fuzz_load(const char *plugin);

/* fuzz_dir - a directory of this process's own, below $TMPDIR; it is there for good. */
const char *fuzz_dir(void);

/* fuzz_write - makes the file NAME in it; its path, valid until the next call. */
const char *fuzz_write(const char *name, const void *data, size_t bytes);

/* fuzz_read - appends what the file has; nothing when there is none. */
void fuzz_read(struct fuzz_text *text, const char *name);

#endif
