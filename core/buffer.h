/* buffer.h - bytes that grow.  SPDX-License-Identifier: ISC */
#ifndef BUFFER_H
#define BUFFER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* Zeroed: empty.  Once memory ran out it stays `failed` until it is cleared. */
struct buffer {
	char *data; /* owned; not terminated */
	size_t bytes, room;
	bool failed;
};

/* buffer_add - append a copy. */
void buffer_add(struct buffer *buffer, const void *data, size_t bytes);

/* buffer_add_json - append one line of JSON; object stays the caller's. */
void buffer_add_json(struct buffer *buffer, struct json_object *object);

/* buffer_drop - forget the first bytes of it. */
void buffer_drop(struct buffer *buffer, size_t bytes);

/* buffer_clear - empty, its memory kept for the next use. */
void buffer_clear(struct buffer *buffer);

/* buffer_fini - give the memory back; empty and usable afterwards. */
void buffer_fini(struct buffer *buffer);

#endif
