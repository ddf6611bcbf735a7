/* span.h - how long, for a person to read.  SPDX-License-Identifier: ISC
 *
 * Pure.  Two units are enough for anybody: 350ms, 12s, 3m 20s, 2h 5m, 4d 3h.
 */
#ifndef SPAN_H
#define SPAN_H

#include <stdint.h>

#define SPAN_BYTES 32

/* span_format - span_ms, rounded down, in text[SPAN_BYTES]; less than nothing is 0s.  Returns text. */
const char *span_format(int64_t span_ms, char *text);

#endif
