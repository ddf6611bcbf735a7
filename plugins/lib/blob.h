/* blob.h - bytes that several share until the last has sent them.  SPDX-License-Identifier: ISC */
#ifndef BLOB_H
#define BLOB_H

#include <stddef.h>

#include "growing.h"

/* What all blobs of one owner may take; it outlives them. */
struct blob_room {
	size_t most, used; /* bytes */
};

struct blob {
	struct blob_room *room;
	size_t holders;
	size_t bytes;
	char *data; /* owned; NUL-terminated */
};

/* blob_take - takes over data (malloc'ed), with one holder.  NULL: no memory, or too much is on its way
 * already; data is freed then. */
struct blob *blob_take(struct blob_room *room, char *data, size_t bytes);

/* blob_take_text - the same of what was put together; text is empty then.  NULL also when that failed. */
struct blob *blob_take_text(struct blob_room *room, struct growing *text);

/* blob_copy - the same of a copy of text. */
struct blob *blob_copy(struct blob_room *room, const char *text);

/* blob_hold - one holder more; the blob itself. */
struct blob *blob_hold(struct blob *blob);

/* blob_let_go - one less, the last frees it; NULL is allowed. */
void blob_let_go(struct blob *blob);

#endif
