/* glyphs.c - see glyphs.h.  SPDX-License-Identifier: ISC */
#include "glyphs.h"

#include <stdint.h>
#include <string.h>

#define STRANGE '?' /* in place of what the terminal cannot show */

/* How many continuation bytes follow a lead byte; -1: it is no lead byte. */
static int continuation_bytes(unsigned char lead)
{
	if (lead < 0x80)
		return 0;
	if ((lead & 0xe0) == 0xc0)
		return 1;
	if ((lead & 0xf0) == 0xe0)
		return 2;
	return (lead & 0xf8) == 0xf0 ? 3 : -1;
}

/* The code point at *text, which moves behind it; STRANGE for broken UTF-8.  A NUL is no
 * continuation byte, so this never reads beyond the string. */
static uint32_t decode(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	int more = continuation_bytes(*s);
	uint32_t number = more > 0 ? *s & (0x3fu >> more) : *s;

	(*text)++;
	if (more < 0)
		return STRANGE;
	for (int i = 1; i <= more; i++, (*text)++) {
		if ((s[i] & 0xc0) != 0x80)
			return STRANGE;
		number = number << 6 | (s[i] & 0x3fu);
	}
	return number;
}

/* Without UTF-8 the terminal would misread all that is not ASCII. */
static struct glyph shape(uint32_t number, bool unicode)
{
	int columns;

	if (number < 0x20 || (number >= 0x7f && number < 0xa0))
		return (struct glyph){ L'\0', 0 };
	if (number < 0x7f)
		return (struct glyph){ (wchar_t)number, 1 };
	columns = wcwidth((wchar_t)number);
	if (!unicode || columns < 0)
		return (struct glyph){ STRANGE, 1 };
	return (struct glyph){ (wchar_t)number, columns };
}

bool glyphs_next(const char **text, bool unicode, struct glyph *glyph)
{
	while (**text) {
		*glyph = shape(decode(text), unicode);
		if (glyph->columns)
			return true;
	}
	return false;
}

int glyphs_columns(const char *text, size_t bytes, bool unicode)
{
	const char *end = text + bytes;
	struct glyph glyph;
	int columns = 0;

	while (text < end && glyphs_next(&text, unicode, &glyph))
		columns += glyph.columns;
	return columns;
}

/* How many bytes fit, wherever that cuts; at least one glyph. */
static size_t fit(const char *text, int columns, bool unicode)
{
	const char *at = text, *next = text;
	struct glyph glyph;

	while (glyphs_next(&next, unicode, &glyph)) {
		if (glyph.columns > columns && at != text)
			return (size_t)(at - text);
		columns -= glyph.columns;
		at = next;
	}
	return (size_t)(next - text);
}

size_t glyphs_wrap(const char *text, int columns, bool unicode, size_t *skip)
{
	size_t whole = fit(text, columns, unicode), bytes = whole, indent = strspn(text, " ");

	*skip = 0;
	if (text[whole] && text[whole] != ' ')
		while (bytes > 0 && text[bytes - 1] != ' ')
			bytes--;
	if (bytes <= indent)
		bytes = whole;
	while (text[bytes + *skip] == ' ')
		(*skip)++;
	return bytes;
}
