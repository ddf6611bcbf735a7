/* growing.h - text that is put together piece by piece.  SPDX-License-Identifier: ISC */
#ifndef GROWING_H
#define GROWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed: empty. */
struct growing {
	char *data; /* owned; NUL-terminated once anything was put */
	size_t bytes, room;
	bool failed; /* no memory: what was put since then is lost */
};

/* growing_put - appends bytes. */
void growing_put(struct growing *text, const void *data, size_t bytes);

/* growing_say - appends a string. */
void growing_say(struct growing *text, const char *words);

/* growing_number - appends an integer. */
void growing_number(struct growing *text, int64_t number);

/* growing_json - appends a string as JSON has it, with its quotes; NULL: null. */
void growing_json(struct growing *text, const char *words);

/* growing_end - free it; it is empty then. */
void growing_end(struct growing *text);

#endif
