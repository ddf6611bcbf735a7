/* paint.c - see paint.h.  SPDX-License-Identifier: ISC */
#include "paint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the first eight colours alone: a serial console has no others. */
static const char *const codes[] = {
	[PAINT_GOOD] = "\033[32m",
	[PAINT_DOUBT] = "\033[33m",
	[PAINT_BAD] = "\033[31m",
	[PAINT_STRONG] = "\033[1m",
};

bool paint_is_wanted(FILE *out)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(out)) && (!none || !*none) && term && *term &&
	       strcmp(term, "dumb") != 0;
}

void paint_begin(FILE *out, enum paint paint)
{
	if (paint && paint_is_wanted(out))
		fputs(codes[paint], out);
}

void paint_end(FILE *out)
{
	if (paint_is_wanted(out))
		fputs("\033[0m", out);
}
