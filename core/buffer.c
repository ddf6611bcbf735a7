/* buffer.c - see buffer.h.  SPDX-License-Identifier: ISC */
#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "trace.h"

/* By doubling, so that many small additions cost little. */
static bool make_room(struct buffer *buffer, size_t bytes)
{
	size_t room = buffer->room ? buffer->room : 512;
	char *data;

	if (buffer->failed)
		return false;
	if (bytes <= buffer->room - buffer->bytes)
		return true;
	while (room - buffer->bytes < bytes)
		room *= 2;
	data = realloc(buffer->data, room);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->room = room;
	return true;
}

void buffer_add(struct buffer *buffer, const void *data, size_t bytes)
{
	if (!bytes || !make_room(buffer, bytes))
		return;
	memcpy(buffer->data + buffer->bytes, data, bytes);
	buffer->bytes += bytes;
}

void buffer_add_json(struct buffer *buffer, struct json_object *object)
{
	size_t bytes;
	const char *text = json_object_to_json_string_length(object, TRACE_JSON_FLAGS, &bytes);

	if (!text) {
		buffer->failed = true;
		return;
	}
	buffer_add(buffer, text, bytes);
	buffer_add(buffer, "\n", 1);
}

void buffer_drop(struct buffer *buffer, size_t bytes)
{
	if (!bytes)
		return;
	memmove(buffer->data, buffer->data + bytes, buffer->bytes - bytes);
	buffer->bytes -= bytes;
}

void buffer_clear(struct buffer *buffer)
{
	buffer->bytes = 0;
	buffer->failed = false;
}

void buffer_fini(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}
