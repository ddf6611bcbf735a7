/* mode.c - see mode.h.  SPDX-License-Identifier: ISC */
#include "mode.h"

#include <string.h>

/* Only the word is replaced: blanks and a comment stay. */
static void write_value(const char *line, size_t bytes, const char *word, FILE *out)
{
	const char *equals = memchr(line, '=', bytes), *end = line + bytes, *at;

	at = equals ? equals + 1 : end;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	fwrite(line, 1, (size_t)(at - line), out);
	fputs(word, out);
	while (at < end && *at != ' ' && *at != '\t' && *at != '\r' && *at != '\n')
		at++;
	fwrite(at, 1, (size_t)(end - at), out);
}

static void write_line(const char *line, size_t bytes, const struct mode_change *change, FILE *out)
{
	if (change->said && change->word)
		write_value(line, bytes, change->word, out);
	else
		fwrite(line, 1, bytes, out);
	if ((change->more || !change->said) && line[bytes - 1] != '\n')
		fputc('\n', out);
	if (change->word && !change->said)
		fprintf(out, "mode = %s\n", change->word);
	if (change->more)
		fputs(change->more, out);
}

void mode_write(const char *text, const struct mode_change *change, FILE *out)
{
	for (int line = 1; *text; line++) {
		size_t bytes = strcspn(text, "\n");

		bytes += text[bytes] == '\n';
		if (line == change->line)
			write_line(text, bytes, change, out);
		else
			fwrite(text, 1, bytes, out);
		text += bytes;
	}
}
