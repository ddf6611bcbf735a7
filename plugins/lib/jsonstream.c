/* jsonstream.c - see jsonstream.h.  SPDX-License-Identifier: ISC */
#include "jsonstream.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

int jsonstream_open(struct jsonstream *stream)
{
	*stream = (struct jsonstream){ .tokener = json_tokener_new() };
	return stream->tokener ? 0 : -ENOMEM;
}

void jsonstream_close(struct jsonstream *stream)
{
	if (stream->tokener)
		json_tokener_free(stream->tokener);
	stream->tokener = NULL;
}

void jsonstream_reset(struct jsonstream *stream)
{
	json_tokener_reset(stream->tokener);
	stream->bytes = 0;
	stream->skipping = false;
}

static void give_up_object(struct jsonstream *stream)
{
	jsonstream_reset(stream);
	stream->skipping = true;
}

/* The bytes that belong to a broken line. */
static size_t skip(struct jsonstream *stream, const char *data, size_t bytes)
{
	const char *newline = memchr(data, '\n', bytes);

	stream->skipping = !newline;
	return newline ? (size_t)(newline - data) + 1 : bytes;
}

/* Parses up to the end of one object or of the data; the bytes taken. */
static size_t parse(struct jsonstream *stream, const struct jsonstream_input *in, size_t from)
{
	int left = (int)(in->bytes - from); /* callers hand at most JSONSTREAM_OBJECT_MAX */
	struct json_object *object = json_tokener_parse_ex(stream->tokener, in->data + from, left);
	size_t taken = json_tokener_get_parse_end(stream->tokener);

	stream->bytes += taken;
	if (object) {
		in->cb(in->arg, object);
		json_object_put(object);
		jsonstream_reset(stream);
	} else if (json_tokener_get_error(stream->tokener) != json_tokener_continue ||
		   stream->bytes > JSONSTREAM_OBJECT_MAX) {
		give_up_object(stream);
	}
	return taken;
}

void jsonstream_feed(struct jsonstream *stream, const struct jsonstream_input *input)
{
	size_t at = 0;

	while (at < input->bytes)
		at += stream->skipping ? skip(stream, input->data + at, input->bytes - at)
				       : parse(stream, input, at);
}
