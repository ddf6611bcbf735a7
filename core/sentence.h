/* sentence.h - one sentence, put together from its parts.  SPDX-License-Identifier: ISC */
#ifndef SENTENCE_H
#define SENTENCE_H

#include <stddef.h>
#include <stdint.h>

#define SENTENCE_BYTES 480

struct sentence {
	char *text; /* SENTENCE_BYTES, borrowed */
	size_t used;
};

/* sentence_add - append, as printf; what does not fit is cut. */
void sentence_add(struct sentence *sentence, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* sentence_add_span - append before, the span in words and after; nothing if span_ms <= 0: it is
 * not known. */
void sentence_add_span(struct sentence *sentence, const char *before, int64_t span_ms,
		       const char *after);

#endif
