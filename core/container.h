/* container.h - what the container of a gateway went through.  SPDX-License-Identifier: ISC
 *
 * Pure.  Container events are certain evidence, but not every end is a death: a person stops, a
 * restart policy revives, and our own action looks the same as a crash.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "target.h"

#define CONTAINER_LOOP_MS 600000       /* TARGET_DIES_MAX dies within it are a crash loop */
#define CONTAINER_LOOP_SETTLE_MS 75000 /* in a crash loop a die convicts only after that */

/* What an event means beyond the container's own state. */
enum container_news {
	CONTAINER_NOTHING = 1,
	CONTAINER_STARTED, /* a new epoch for the gateway and its sessions */
	CONTAINER_DIED,    /* its sessions cannot be convicted */
	CONTAINER_LOOPS,   /* died, and this makes it a crash loop that nobody was told of */
	CONTAINER_HEALTHY, /* a claim of its own health check */
	CONTAINER_UNHEALTHY
};

/* One event of a container. */
struct container_said {
	enum words_event what;
	int32_t code; /* die: exit code */
	uint64_t id;  /* hash of the container's; 0: not said */
};

/* container_event - what it changes; the caller draws the consequences. */
enum container_news container_event(struct engine *engine, struct gateway *gateway,
				    const struct container_said *said);

/* container_answer - an answer dated at_ms: if it came after the die, the start was lost. */
void container_answer(struct gateway *gateway, int64_t at_ms);

/* container_judged_at - when a container that is dead counts as dead for good. */
int64_t container_judged_at(const struct gateway *gateway);

/* container_dead_too_long - a die convicts now; wakes the gateway when it may. */
bool container_dead_too_long(struct engine *engine, struct gateway *gateway, int64_t now_ms);

/* container_needs_human - the exit code is one of human_exit. */
bool container_needs_human(const struct gateway *gateway);

/* container_loops - a crash loop goes on. */
bool container_loops(const struct gateway *gateway, int64_t now_ms);

#endif
