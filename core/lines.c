/* lines.c - see lines.h.  SPDX-License-Identifier: ISC */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_MIN_BYTES 256

void lines_init(struct lines *lines, size_t max_bytes, lines_take *take, void *arg)
{
	*lines = (struct lines){ .take = take, .arg = arg, .max_bytes = max_bytes };
}

void lines_fini(struct lines *lines)
{
	free(lines->begun);
	lines->begun = NULL;
	lines->begun_bytes = lines->begun_room = 0;
}

/* The NUL overwrites the newline, or stands in the room that make_room left. */
static bool give(const struct lines *lines, char *line, size_t bytes)
{
	if (bytes > 0 && line[bytes - 1] == '\r')
		bytes--;
	line[bytes] = '\0';
	return lines->take(lines->arg, line, bytes);
}

/* Room for the NUL included; grows by doubling up to the longest line. */
static bool make_room(struct lines *lines, size_t bytes)
{
	size_t room = lines->begun_room ? lines->begun_room : ROOM_MIN_BYTES;
	char *begun;

	while (room < bytes + 1)
		room *= 2;
	if (room == lines->begun_room)
		return true;
	begun = realloc(lines->begun, room);
	if (!begun)
		return false;
	lines->begun = begun;
	lines->begun_room = room;
	return true;
}

static bool give_begun(struct lines *lines)
{
	size_t bytes = lines->begun_bytes;

	lines->begun_bytes = 0;
	return !make_room(lines, bytes) || give(lines, lines->begun, bytes);
}

/* A line that is already too long is given now: its end may never come. */
static bool add_piece(struct lines *lines, const char *piece, size_t bytes, bool ends)
{
	size_t left = lines->max_bytes - lines->begun_bytes;
	bool cut = bytes > left;

	if (cut)
		bytes = left;
	if (!make_room(lines, lines->begun_bytes + bytes)) {
		lines_skip(lines, !ends);
		return true;
	}
	memcpy(lines->begun + lines->begun_bytes, piece, bytes);
	lines->begun_bytes += bytes;
	lines->skipping = cut && !ends;
	return cut || ends ? give_begun(lines) : true;
}

/* Up to a newline, or up to the end of the data. */
static bool take_piece(struct lines *lines, char *piece, size_t bytes, bool ends)
{
	if (lines->skipping) {
		lines->skipping = !ends;
		return true;
	}
	if (ends && lines->begun_bytes == 0)
		return give(lines, piece,
			    lines->together || bytes < lines->max_bytes ? bytes : lines->max_bytes);
	return add_piece(lines, piece, bytes, ends);
}

/* Where the lines end that can be given at once; NULL: none ends here. */
static char *find_end(const struct lines *lines, char *data, size_t bytes)
{
	bool many = lines->together && lines->begun_bytes == 0 && !lines->skipping;

	return many ? memrchr(data, '\n', bytes) : memchr(data, '\n', bytes);
}

void lines_feed(struct lines *lines, char *data, size_t bytes)
{
	bool more = true;

	while (more && bytes > 0) {
		char *newline = find_end(lines, data, bytes);
		size_t piece = newline ? (size_t)(newline - data) : bytes;
		size_t step = newline ? piece + 1 : piece;

		more = take_piece(lines, data, piece, newline != NULL);
		data += step;
		bytes -= step;
	}
}

void lines_end(struct lines *lines)
{
	if (lines->begun_bytes > 0)
		give_begun(lines);
	lines->skipping = false;
}

void lines_skip(struct lines *lines, bool in_line)
{
	lines->begun_bytes = 0;
	lines->skipping = in_line;
}
