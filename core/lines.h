/* lines.h - bytes as they come, cut into lines.  SPDX-License-Identifier: ISC */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

/* A line, NUL-terminated, without newline and carriage return; or more of them, see .together.  false:
 * want no more. */
typedef bool lines_take(void *arg, const char *line, size_t bytes);

struct lines {
	lines_take *take;
	void *arg;
	size_t max_bytes; /* of a line; what is longer is cut and its rest dropped */
	char *begun;      /* owned; a line whose end has not come yet */
	size_t begun_bytes, begun_room;
	bool skipping; /* until the next newline */
	bool together; /* to be set behind lines_init: whole lines that came together are given together */
};

/* lines_init - nothing has come yet; max_bytes >= 1. */
void lines_init(struct lines *lines, size_t max_bytes, lines_take *take, void *arg);

/* lines_fini - drops a begun line. */
void lines_fini(struct lines *lines);

/* lines_feed - gives every line that ends in data; data is written to.  Returns at once when take says
 * false. */
void lines_feed(struct lines *lines, char *data, size_t bytes);

/* lines_end - no more of the begun line will come: give it as it is. */
void lines_end(struct lines *lines);

/* lines_skip - drop the begun line, and if in_line all that comes before the next newline. */
void lines_skip(struct lines *lines, bool in_line);

#endif
