/* script.h - a dialogue as data: blocks to be said, each but the last answered by one reply.
 * SPDX-License-Identifier: ISC
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

#define SCRIPT_BLOCKS_MAX 24
#define SCRIPT_TEXT_BYTES 400

/* Zeroed: empty.  The last block is a farewell: nobody waits for what is said to it. */
struct script {
	struct buffer bytes;
	size_t ends[SCRIPT_BLOCKS_MAX]; /* offsets behind each block */
	size_t count;
};

/* How far a dialogue has come, zeroed at first.  A protocol moves it by each reply. */
struct script_course {
	size_t at; /* the block that is said, or was */
	bool over;
	/* Once over, as in struct muzzle_answer; status 0: text says what is wrong. */
	int status;
	bool setup;
	char text[SCRIPT_TEXT_BYTES];
	size_t refused; /* of the recipients of a mail */
};

/* What a protocol makes of the bytes that came. */
struct script_protocol {
	/* bytes of the reply that stands first; 0: it is not whole yet; -1: that is no reply */
	long (*measure)(const char *heard, size_t bytes);
	/* a whole reply to the block at course->at */
	void (*judge)(struct script_course *course, const struct script *script, const char *reply,
		      size_t bytes);
	const char *name;
};

/* script_add - appends bytes to the block in hand. */
void script_add(struct script *script, const void *data, size_t bytes);

/* script_end_block - what was added since the last one is a block. */
void script_end_block(struct script *script);

/* script_add_line - a block of a label, a value and CRLF. */
void script_add_line(struct script *script, const char *label, const char *value, const char *end);

/* script_block - where a block begins, and its bytes. */
const char *script_block(const struct script *script, size_t i, size_t *bytes);

/* script_finish - the dialogue is over with this status and what there is to say of it. */
void script_finish(struct script_course *course, int status, const char *text, size_t bytes);

#endif
