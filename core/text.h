/* text.h - makes text that others wrote fit to be shown.  SPDX-License-Identifier: ISC
 *
 * Pure.  Whatever came from a gateway, a log line, a plugin or a person passes through here before
 * it reaches a log, a status page or a message: nobody shall paint a terminal or forge a line.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

#define TEXT_MAX_BYTES 200 /* foreign text is cut here */
#define TEXT_BYTES (TEXT_MAX_BYTES + 1)

/* text_clean - copy src (NULL: "") without control characters, direction marks and broken UTF-8,
 * cut at the last whole character within TEXT_MAX_BYTES and dst_bytes - 1.  A blank stands for
 * each run of white space, none for those at either end.  Returns the bytes written without the
 * NUL. */
size_t text_clean(char *dst, size_t dst_bytes, const char *src);

/* text_scrub - text_clean with no limit but dst_bytes - 1; for lines that we composed ourselves. */
size_t text_scrub(char *dst, size_t dst_bytes, const char *src);

#endif
