/* spawn.h - child processes: started, read, bounded, ended.  SPDX-License-Identifier: ISC
 *
 * A child gets its own process group, /dev/null as stdin, a minimal environment and no descriptor
 * but 0 to 2.  It is over when the process has ended; what it left running in the background
 * keeps running, unless the child had to be ended by us.
 */
#ifndef SPAWN_H
#define SPAWN_H

#include "loop.h"
#include "muzzle_plugin.h"

#define SPAWN_KILL_AFTER_MS 2000 /* from SIGTERM to SIGKILL */

struct spawn;

/* What a child tells its owner, always from the loop.  It is gone when done is called. */
struct spawn_calls {
	void (*data)(void *arg, char *data, size_t bytes); /* NULL: output is kept for done */
	void (*done)(void *arg, const struct muzzle_exit *how);
	void *arg;
};

/* spawn_start - run child->argv; timeout_ms 0: no limit.  0 and *spawn, valid until done has been
 * called or spawn_cancel; or -errno (-ENOENT: no such command) and no call. */
int spawn_start(struct loop *loop, const struct muzzle_spawn *child, const struct spawn_calls *calls,
		struct spawn **spawn);

/* spawn_cancel - kills the process group, no call; allowed inside its own data. */
void spawn_cancel(struct spawn *spawn);

#endif
