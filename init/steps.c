/* steps.c - see steps.h.  SPDX-License-Identifier: ISC */
#include "steps.h"

#include <stdarg.h>

int steps_end(struct steps *s, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->error, sizeof(s->error), format, args);
	va_end(args);
	fprintf(stderr, "muzzle-init: %s\n", s->error);
	return code;
}

const char *steps_program(const struct steps *s)
{
	return *s->shelf.plugins ? s->shelf.muzzle : "muzzle";
}

const char *steps_option(const struct steps *s, char *text, size_t bytes)
{
	if (s->shelf.usual)
		return "";
	snprintf(text, bytes, " -c %s", s->shelf.main);
	return text;
}
