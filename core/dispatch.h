/* dispatch.h - the engine's orders, carried out.  SPDX-License-Identifier: ISC
 *
 * Orders come while a plugin may still be speaking, so they are journaled at once and carried out
 * from the loop.  An act whose charge cannot be written down first does not happen.
 */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "supervise.h"

/* How an action says that an order ended. */
struct dispatch_answer {
	uint64_t id;
	enum words_result what; /* 0: done */
	const char *why;
};

/* dispatch_take - an engine_emit with struct supervise as ctx. */
void dispatch_take(void *ctx, const struct engine_order *order);

/* dispatch_run - carry out what was taken, but for messages: deliver does.  Not from inside a plugin. */
void dispatch_run(struct supervise *s);

/* dispatch_answered - the action that inst is has answered. */
void dispatch_answered(struct supervise *s, const struct muzzle_inst *inst,
		       const struct dispatch_answer *answer);

/* dispatch_retry_after - the receiver of that message asks to be left alone for so long. */
void dispatch_retry_after(struct supervise *s, uint64_t id, int64_t after_ms);

/* dispatch_printed - what the act with that id printed; clean. */
void dispatch_printed(struct supervise *s, uint64_t id, const char *text);

/* dispatch_give - hand it to that action of the fleet.  0: its answer follows once, maybe from inside; or
 * -errno. */
int dispatch_give(struct supervise *s, const char *action, const struct muzzle_order *order);

/* dispatch_take_back - no answer is waited for any more; false: none was. */
bool dispatch_take_back(struct supervise *s, uint64_t id);

/* dispatch_owed - results that are still to come, of the present and of retired actions. */
uint32_t dispatch_owed(const struct supervise *s);

/* dispatch_hurry - tell the sources of that gateway how often to look. */
void dispatch_hurry(struct supervise *s, const char *gateway, bool hurry);

/* dispatch_drop - forget what was taken. */
void dispatch_drop(struct supervise *s);

#endif
