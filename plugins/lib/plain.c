/* plain.c - see plain.h.  SPDX-License-Identifier: ISC */
#include "plain.h"

#include <string.h>

/* Length of a terminal's escape sequence (ECMA-48 CSI) at s, which is an ESC. */
static size_t escape_bytes(const char *s, const char *end)
{
	const char *at = s + 1;

	if (at == end || *at != '[')
		return 1;
	if (end - s > PLAIN_ESCAPE_MAX)
		end = s + PLAIN_ESCAPE_MAX;
	for (at++; at < end && *at >= 0x20 && *at < 0x40; at++)
		;
	return (size_t)(at - s) + (at < end);
}

/* escape is the first one. */
static struct template_line strip(struct template_line line, const char *escape, char *room)
{
	const char *s = line.text, *end = s + line.bytes;
	size_t used = 0;

	while (escape) {
		memcpy(room + used, s, (size_t)(escape - s));
		used += (size_t)(escape - s);
		s = escape + escape_bytes(escape, end);
		escape = memchr(s, PLAIN_ESCAPE, (size_t)(end - s));
	}
	memcpy(room + used, s, (size_t)(end - s));
	return (struct template_line){ room, used + (size_t)(end - s) };
}

struct template_line plain_line(struct template_line line, char *room)
{
	const char *escape = memchr(line.text, PLAIN_ESCAPE, line.bytes);

	if (escape)
		line = strip(line, escape, room);
	while (line.bytes && strchr(" \t\r\n", line.text[line.bytes - 1]))
		line.bytes--;
	return line;
}
