/* growing.c - see growing.h.  SPDX-License-Identifier: ISC */
#include "growing.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 1024
#define NUMBER_BYTES 21 /* of any int64_t, with its sign */

static bool make_room(struct growing *text, size_t bytes)
{
	size_t room = text->room ? text->room : FIRST_BYTES;
	char *data;

	while (room < text->bytes + bytes + 1)
		room *= 2;
	if (room == text->room)
		return true;
	data = text->failed ? NULL : realloc(text->data, room);
	if (!data) {
		text->failed = true;
		return false;
	}
	text->data = data;
	text->room = room;
	return true;
}

void growing_put(struct growing *text, const void *data, size_t bytes)
{
	if (!make_room(text, bytes))
		return;
	memcpy(text->data + text->bytes, data, bytes);
	text->bytes += bytes;
	text->data[text->bytes] = '\0';
}

void growing_say(struct growing *text, const char *words)
{
	growing_put(text, words, strlen(words));
}

/* By hand: printf would take most of the time of a page of metrics. */
void growing_number(struct growing *text, int64_t number)
{
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char digits[NUMBER_BYTES];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0)
		digits[--at] = '-';
	growing_put(text, digits + at, sizeof(digits) - at);
}

static void put_escaped(struct growing *text, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	const char code[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
	const char plain[] = { '\\', (char)c };

	if (c < ' ' || c == 0x7f)
		growing_put(text, code, sizeof(code));
	else
		growing_put(text, plain, sizeof(plain));
}

void growing_json(struct growing *text, const char *words)
{
	const char *from = words;

	if (!words) {
		growing_say(text, "null");
		return;
	}
	growing_say(text, "\"");
	for (; *words; words++) {
		unsigned char c = (unsigned char)*words;

		if (c >= ' ' && c != 0x7f && c != '"' && c != '\\')
			continue;
		growing_put(text, from, (size_t)(words - from));
		put_escaped(text, c);
		from = words + 1;
	}
	growing_put(text, from, (size_t)(words - from));
	growing_say(text, "\"");
}

void growing_end(struct growing *text)
{
	free(text->data);
	*text = (struct growing){ .data = NULL };
}
