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

/* recent_take - keep an entry of the journal if it is an order, a result, a command or about muzzle
 * itself.  What sources report is left out: the table shows it. */
void recent_take(struct recent *recent, const struct history_news *news);

/* recent_get - back 0 is the newest, 1 the one before; NULL: there are not so many. */
const struct recent_entry *recent_get(const struct recent *recent, size_t back);

#endif
