/* blob.h - bytes that holders share; the last one frees them.  SPDX-License-Identifier: ISC */
#ifndef BLOB_H
#define BLOB_H

#include <stddef.h>

#include "growing.h"

/* How much memory all blobs of an owner may take; it must outlive them. */
struct blob_room {
	size_t most, used; /* bytes */
};

struct blob {
	struct blob_room *room;
	size_t holders;
	size_t bytes;
	char *data; /* owned; NUL-terminated */
};

/* blob_take - a blob of data (malloc'ed), which it owns, with one holder.  NULL, and data is freed:
 * no memory, or the room is full. */
struct blob *blob_take(struct blob_room *room, char *data, size_t bytes);

/* blob_take_text - the same with text, which is empty then.  NULL also if text.failed. */
struct blob *blob_take_text(struct blob_room *room, struct growing *text);

/* blob_copy - the same with a copy of text. */
struct blob *blob_copy(struct blob_room *room, const char *text);

/* blob_hold - add a holder.  Returns the blob. */
struct blob *blob_hold(struct blob *blob);

/* blob_let_go - remove a holder, the last one frees the blob; NULL is allowed. */
void blob_let_go(struct blob *blob);

#endif
