/* clean.h - foreign text made fit for a log, a message, a header.  SPDX-License-Identifier: ISC */
#ifndef CLEAN_H
#define CLEAN_H

#include <stddef.h>

#define CLEAN_TEXT_BYTES 201 /* what design and host allow of foreign text, and its NUL */

/* clean_text - copies text without control bytes, escape sequences and broken UTF-8; runs of blanks
 * become one.  Cuts between characters so that it fits out_bytes (> 0) with its NUL.  Returns the
 * bytes written, NUL not counted.  text NULL counts as "". */
size_t clean_text(char *out, size_t out_bytes, const char *text);

#endif
