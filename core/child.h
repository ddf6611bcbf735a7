/* child.h - child processes: started, read, bounded, ended.  SPDX-License-Identifier: ISC
 *
 * A child gets its own process group, /dev/null as stdin, a minimal environment and no descriptor
 * but 0 to 2.  It is over when the process has ended; what it left running in the background
 * keeps running, unless the child had to be ended by us.
 */
#ifndef CHILD_H
#define CHILD_H

#include "loop.h"
#include "muzzle_plugin.h"

#define CHILD_KILL_AFTER_MS 2000 /* from SIGTERM to SIGKILL */

struct child;

/* What a child tells its owner, always from the loop.  It is gone when done is called. */
struct child_calls {
	void (*data)(void *arg, char *data, size_t bytes); /* NULL: output is kept for done */
	void (*done)(void *arg, const struct muzzle_exit *how);
	void *arg;
};

/* child_start - run what->argv; timeout_ms 0: no limit.  0 and *child, valid until done has been
 * called or child_cancel; or -errno (-ENOENT: no such command) and no call. */
int child_start(struct loop *loop, const struct muzzle_spawn *what, const struct child_calls *calls,
		struct child **child);

/* child_cancel - kills the process group, no call; allowed inside its own data. */
void child_cancel(struct child *child);

#endif
