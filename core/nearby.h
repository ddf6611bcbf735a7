/* nearby.h - which file of a directory somebody may have meant.  SPDX-License-Identifier: ISC */
#ifndef NEARBY_H
#define NEARBY_H

#include <stdbool.h>

#define NEARBY_BYTES 256

/* nearby_find - the name, without its suffix, of a file in dir that word may be a misspelling
 * of; near has NEARBY_BYTES.  False when there is none, or no such directory. */
bool nearby_find(const char *dir, const char *suffix, const char *word, char *near);

#endif
