/* wrap.c - see wrap.h.  SPDX-License-Identifier: ISC */
#include "wrap.h"

#include <stdarg.h>
#include <string.h>

#define HANG 4 /* indent of the lines that continue a sentence */

/* Columns of the first bytes: continuation bytes of UTF-8 have none. */
static int columns_of(const char *text, size_t bytes)
{
	int columns = 0;

	for (size_t i = 0; i < bytes; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

/* The next word with the blanks before it; of a word longer than a line one piece. */
static size_t next_piece(const char *text, int room)
{
	size_t blanks = strspn(text, " ");
	size_t bytes = blanks + strcspn(text + blanks, " ");

	while (bytes > blanks + 1 && columns_of(text + blanks, bytes - blanks) > room)
		bytes--;
	while (bytes > blanks + 1 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
		bytes--;
	return bytes;
}

/* A line that continues a sentence is indented, so it does not look like a new one. */
static void print_wrapped(FILE *out, const char *text)
{
	int column = 0;

	while (*text) {
		size_t bytes = next_piece(text, WRAP_COLUMNS - HANG);

		if (column && column + columns_of(text, bytes) > WRAP_COLUMNS) {
			size_t blanks = strspn(text, " ");

			column = HANG;
			fprintf(out, "\n%*s", HANG, "");
			text += blanks;
			bytes -= blanks;
		}
		fwrite(text, 1, bytes, out);
		column += columns_of(text, bytes);
		text += bytes;
	}
	fputc('\n', out);
}

void wrap_say(FILE *out, const char *format, ...)
{
	char text[WRAP_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	print_wrapped(out, text);
}
