/* sentence.c - see sentence.h.  SPDX-License-Identifier: ISC */
#include "sentence.h"

#include <stdarg.h>
#include <stdio.h>

#include "span.h"

void sentence_add(struct sentence *sentence, const char *format, ...)
{
	size_t room = SENTENCE_BYTES - sentence->used;
	va_list args;
	int bytes;

	va_start(args, format);
	bytes = vsnprintf(sentence->text + sentence->used, room, format, args);
	va_end(args);
	sentence->used += (size_t)bytes < room ? (size_t)bytes : room - 1;
}

void sentence_add_span(struct sentence *sentence, const char *before, int64_t span_ms,
		       const char *after)
{
	char span[SPAN_BYTES];

	if (span_ms > 0 && span_ms < 1000)
		span_ms = 1000;
	if (span_ms > 0)
		sentence_add(sentence, "%s%s%s", before, span_format(span_ms, span), after);
}
