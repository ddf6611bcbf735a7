/* needle.h - a short text, found fast in much text.  SPDX-License-Identifier: ISC
 *
 * By the byte of it that is rarest in logs: the C library finds single bytes many at a time, and needs
 * no preparation for that.
 */
#ifndef NEEDLE_H
#define NEEDLE_H

#include <stddef.h>

struct needle {
	const char *text; /* borrowed */
	size_t bytes;
	size_t rare; /* where the rarest byte stands */
};

/* needle_make - bytes >= 1. */
struct needle needle_make(const char *text, size_t bytes);

/* needle_find - where it stands first between s and end, or NULL. */
const char *needle_find(const struct needle *needle, const char *s, const char *end);

#endif
