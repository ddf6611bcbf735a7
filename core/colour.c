/* colour.c - see colour.h.  SPDX-License-Identifier: ISC */
#include "colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Only of the first eight colours: a serial console has no others. */
static const char *const codes[] = {
	[COLOUR_GOOD] = "\033[32m",
	[COLOUR_DOUBT] = "\033[33m",
	[COLOUR_BAD] = "\033[31m",
	[COLOUR_STRONG] = "\033[1m",
};

bool colour_is_wanted(FILE *out)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(out)) && (!none || !*none) && term && *term &&
	       strcmp(term, "dumb") != 0;
}

void colour_begin(FILE *out, enum colour colour)
{
	if (colour && colour_is_wanted(out))
		fputs(codes[colour], out);
}

void colour_end(FILE *out)
{
	if (colour_is_wanted(out))
		fputs("\033[0m", out);
}
