/* relay.h - the journal, read out to who shows it to others.  SPDX-License-Identifier: ISC
 *
 * A portion (trail.h) a turn of the loop, so that what
 * was decided is carried out first.  What is lost there (a full disk) is not read out either.
 */
#ifndef RELAY_H
#define RELAY_H

#include "loop.h"
#include "muzzle_plugin.h"

#define RELAY_DELAY_MS 50 /* what is journaled within it is read out together */

/* Where the files lie, and who listens; dir is borrowed. */
struct relay_setting {
	const char *dir;
	struct loop *loop;
	void (*show)(void *arg, const struct muzzle_entry *entry);
	void *arg;
};

struct relay;

/* relay_new - begins with the older file, from the loop.  NULL: no memory. */
struct relay *relay_new(const struct relay_setting *setting);

/* relay_free - NULL is allowed. */
void relay_free(struct relay *relay);

/* relay_wake - something was written; NULL is allowed. */
void relay_wake(struct relay *relay);

#endif
