/* jsonstream.h - objects out of a stream of JSON, split anywhere.  SPDX-License-Identifier: ISC */
#ifndef JSONSTREAM_H
#define JSONSTREAM_H

#include <stddef.h>

struct json_object;
struct json_tokener;

#define JSONSTREAM_OBJECT_MAX \
	(1024 * 1024) /* bytes; a longer object is dropped like a broken one */

/* Zeroed is closed. */
struct jsonstream {
	struct json_tokener *tokener; /* owned */
	size_t bytes;                 /* of the object that is being read */
	int skipping; /* a broken one was met: nothing counts before the next line */
};

/* object is borrowed for the call. */
typedef void jsonstream_object(void *arg, struct json_object *object);

/* jsonstream_open - 0 or -ENOMEM; ends with jsonstream_close(). */
int jsonstream_open(struct jsonstream *stream);

void jsonstream_close(struct jsonstream *stream); /* a closed one is allowed */

/* jsonstream_reset - forgets what was begun, for a new connection. */
void jsonstream_reset(struct jsonstream *stream);

/* What comes in, and who is told of each whole object. */
struct jsonstream_input {
	const char *data;
	size_t bytes;
	jsonstream_object *cb;
	void *arg;
};

/* jsonstream_feed - takes the next bytes; objects may follow each other with or without blanks. */
void jsonstream_feed(struct jsonstream *stream, const struct jsonstream_input *input);

#endif
