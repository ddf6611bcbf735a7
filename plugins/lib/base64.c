/* base64.c - see base64.h.  SPDX-License-Identifier: ISC */
#include "base64.h"

#define PIECE 3 /* bytes that four digits hold */

size_t base64_write(char *out, const char *text, size_t bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)text;
	char *at = out;

	for (size_t i = 0; i < bytes; i += PIECE) {
		unsigned bits = (unsigned)s[i] << 16;

		bits |= i + 1 < bytes ? (unsigned)s[i + 1] << 8 : 0;
		bits |= i + 2 < bytes ? s[i + 2] : 0;
		*at++ = digits[bits >> 18];
		*at++ = digits[bits >> 12 & 63];
		*at++ = i + 1 < bytes ? digits[bits >> 6 & 63] : '=';
		*at++ = i + 2 < bytes ? digits[bits & 63] : '=';
	}
	*at = '\0';
	return (size_t)(at - out);
}
