/* rfc3339.h - a moment as logs write it, read.  SPDX-License-Identifier: ISC */
#ifndef RFC3339_H
#define RFC3339_H

#include <stddef.h>
#include <stdint.h>

#define RFC3339_BYTES_MAX 35 /* "2026-11-21T22:43:35.055123456+00:00" */

/* rfc3339_read - Unix nanoseconds of the moment that begins the text; returns its length in bytes, 0 if
 * there is none.  A blank or t may stand for T, a comma for the point; a tenth digit of a fraction
 * ends it.  Without a zone it is taken for UTC.  1970 to 2261: what int64_t holds. */
size_t rfc3339_read(const char *text, size_t bytes, int64_t *unix_ns);

#endif
