/* reload.h - another configuration while everything goes on.  SPDX-License-Identifier: ISC */
#ifndef RELOAD_H
#define RELOAD_H

#include "supervise.h"

/* reload_load - read, check and open what file says; errors are printed as file:line: message.  0 with
 * *fleet; or with nothing changed -EINVAL when the file is wrong, another -errno when the world is. */
int reload_load(struct supervise *s, const char *file, struct fleet **fleet);

/* reload_swap - let the fleet take over: targets that stay keep all that is known of them, and the
 * former fleet retires.  0, or -ENOMEM with nothing changed. */
int reload_swap(struct supervise *s, struct fleet *fleet);

/* reload_adopt - what the fleet's sources can do, for a roster that was just made. */
void reload_adopt(struct supervise *s);

/* reload_run - SIGHUP: a file that is broken changes nothing.  0: it was taken over; or -errno. */
int reload_run(struct supervise *s);

/* reload_reap - end retired instances that owe nothing any more, or have owed it for too long. */
void reload_reap(struct supervise *s);

#endif
