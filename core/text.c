/* text.c - see text.h.  SPDX-License-Identifier: ISC */
#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* One character of UTF-8: its bytes and its number.  bytes 0: broken, skip one byte. */
struct character {
	size_t bytes;
	uint32_t number;
};

/* Lead bytes by their length: mask and value of the lead, smallest number that needs the length. */
static const struct {
	unsigned char mask, lead;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

static size_t form_of(unsigned char lead)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if ((lead & forms[i].mask) == forms[i].lead)
			return i + 1;
	return 0;
}

/* Surrogates and overlong forms are ways to hide one character behind another. */
static bool is_scalar(uint32_t number, size_t bytes)
{
	return number >= forms[bytes - 1].least && number <= 0x10ffff &&
	       (number < 0xd800 || number > 0xdfff);
}

/* A NUL is no continuation byte, so that this never reads beyond the string. */
static struct character next_character(const char *src)
{
	const unsigned char *s = (const unsigned char *)src;
	struct character c = { form_of(s[0]), 0 };

	if (c.bytes == 0)
		return c;
	c.number = s[0] & (unsigned char)~forms[c.bytes - 1].mask;
	for (size_t i = 1; i < c.bytes; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return (struct character){ 0, 0 };
		c.number = c.number << 6 | (s[i] & 0x3fu);
	}
	if (!is_scalar(c.number, c.bytes))
		c.bytes = 0;
	return c;
}

static bool is_blank(uint32_t number)
{
	return number == ' ' || (number >= '\t' && number <= '\r') || number == 0xa0 ||
	       number == 0x2028 || number == 0x2029;
}

/* Controls, and marks that turn the direction of what follows them. */
static bool is_harmful(uint32_t number)
{
	return number < 0x20 || (number >= 0x7f && number < 0xa0) || number == 0x200e ||
	       number == 0x200f || (number >= 0x202a && number <= 0x202e) ||
	       (number >= 0x2066 && number <= 0x2069) || number == 0xfeff;
}

/* The parameters of an escape sequence would be left over as text: "ESC[31m" goes as a whole. */
static size_t escape_bytes(const char *src)
{
	size_t n = 2;

	if (src[0] != '\033' || src[1] != '[')
		return 0;
	while (src[n] >= 0x20 && src[n] <= 0x3f)
		n++;
	return src[n] >= 0x40 && src[n] <= 0x7e ? n + 1 : n;
}

/* What becomes of the bytes at src: `step` of them are taken, `bytes` of `text` stay. */
struct piece {
	size_t step, bytes;
	const char *text;
};

static struct piece next_piece(const char *src)
{
	struct character c = next_character(src);
	size_t escape = escape_bytes(src);

	if (escape > 0)
		return (struct piece){ escape, 0, "" };
	if (c.bytes == 0)
		return (struct piece){ 1, 0, "" };
	if (is_blank(c.number))
		return (struct piece){ c.bytes, 1, " " };
	return (struct piece){ c.bytes, is_harmful(c.number) ? 0 : c.bytes, src };
}

size_t text_scrub(char *dst, size_t dst_bytes, const char *src)
{
	size_t used = 0;
	struct piece piece;

	if (dst_bytes == 0)
		return 0;
	for (; src && *src; src += piece.step) {
		piece = next_piece(src);
		if (*piece.text == ' ' && (used == 0 || dst[used - 1] == ' '))
			continue;
		if (used + piece.bytes >= dst_bytes)
			break;
		memcpy(dst + used, piece.text, piece.bytes);
		used += piece.bytes;
	}
	if (used > 0 && dst[used - 1] == ' ')
		used--;
	dst[used] = '\0';
	return used;
}

size_t text_clean(char *dst, size_t dst_bytes, const char *src)
{
	return text_scrub(dst, dst_bytes < TEXT_BYTES ? dst_bytes : TEXT_BYTES, src);
}
