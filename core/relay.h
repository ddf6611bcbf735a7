/* relay.h - passes the journal on to exporters.  SPDX-License-Identifier: ISC
 *
 * It reads a portion (trail.h) in each turn of the loop, so that orders are carried out first.
 * Lines that the journal has lost (a full disk) are not passed on either.
 */
#ifndef RELAY_H
#define RELAY_H

#include "loop.h"
#include "muzzle_plugin.h"

#define RELAY_DELAY_MS 50 /* what is journaled within it is read out together */

/* dir: where the files of the journal are; borrowed.  .show gets each entry. */
struct relay_setting {
	const char *dir;
	struct loop *loop;
	void (*show)(void *arg, const struct muzzle_entry *entry);
	void *arg;
};

struct relay;

/* relay_new - it begins with the older file, in a later turn of the loop.  NULL: no memory. */
struct relay *relay_new(const struct relay_setting *setting);

/* relay_free - NULL is allowed. */
void relay_free(struct relay *relay);

/* relay_wake - the journal was written to; NULL is allowed. */
void relay_wake(struct relay *relay);

#endif
