/* clean.c - see clean.h.  SPDX-License-Identifier: ISC */
#include "clean.h"

#include <stdint.h>
#include <string.h>

/* The code point of a sequence of 2 to 4 bytes; 0 if it is broken. */
static uint32_t decode(const unsigned char *s, size_t bytes)
{
	uint32_t code = *s & (0x7fu >> bytes);

	for (size_t i = 1; i < bytes; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	return code;
}

/* Bytes of the printable character at s; 0 if it is none: a control, or not UTF-8 (RFC 3629). */
static size_t character_bytes(const unsigned char *s)
{
	static const uint32_t least[] = { 0, 0, 0xa0, 0x800, 0x10000 }; /* C1 controls left out */
	size_t bytes = *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
	uint32_t code;

	if (*s < 0x80)
		return *s > ' ' && *s != 0x7f;
	if (*s < 0xc2 || *s > 0xf4)
		return 0;
	code = decode(s, bytes);
	if (code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return bytes;
}

/* Bytes of a terminal's escape sequence at s (ECMA-48 CSI), 0 if there is none. */
static size_t escape_bytes(const unsigned char *s)
{
	size_t bytes = 2;

	if (s[0] != 0x1b || s[1] != '[')
		return 0;
	while (s[bytes] >= 0x20 && s[bytes] < 0x40)
		bytes++;
	return s[bytes] ? bytes + 1 : bytes;
}

size_t clean_text(char *out, size_t out_bytes, const char *text)
{
	const unsigned char *s = (const unsigned char *)(text ? text : "");
	size_t used = 0, bytes;

	while (*s) {
		bytes = escape_bytes(s);
		s += bytes;
		if (bytes)
			continue;
		bytes = character_bytes(s);
		if (used + (bytes ? bytes : 1) >= out_bytes)
			break;
		if (bytes)
			memcpy(out + used, s, bytes);
		else if (used > 0 && out[used - 1] != ' ')
			out[used++] = ' ';
		used += bytes;
		s += bytes ? bytes : 1;
	}
	used -= used > 0 && out[used - 1] == ' ';
	out[used] = '\0';
	return used;
}
