/* recent.h - the last decisions, oldest overwritten.  SPDX-License-Identifier: ISC */
#ifndef RECENT_H
#define RECENT_H

#include <stddef.h>
#include <stdint.h>

#include "history.h"

#define RECENT_MAX 128
#define RECENT_TARGET_BYTES 160
#define RECENT_TEXT_BYTES 400

struct recent_entry {
	int64_t wall_ms;
	char target[RECENT_TARGET_BYTES]; /* "muzzle": the whole box */
	char text[RECENT_TEXT_BYTES];
};

/* Zeroed: none. */
struct recent {
	struct recent_entry entries[RECENT_MAX];
	size_t taken; /* ever */
};

/* recent_take - keep it if it is a decision, what a person said, or what befell muzzle itself; what sources
 * say is in the table. */
void recent_take(struct recent *recent, const struct history_news *news);

/* recent_get - 0 is the newest; NULL: there are not so many. */
const struct recent_entry *recent_get(const struct recent *recent, size_t back);

#endif
