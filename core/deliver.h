/* deliver.h - messages, from their orders to the actions that tell them.  SPDX-License-Identifier: ISC
 *
 * The outbox with the world around it: loop, spool, ledger and plugins.  Nothing of it happens in the path of
 * an act, nor soon behind one: what an action has begun goes on in later turns of the loop.
 */
#ifndef DELIVER_H
#define DELIVER_H

#include "postman.h"
#include "supervise.h"

#define DELIVER_BEHIND_ACT_MS 500
#define DELIVER_AGAIN_MS 30000 /* when the spool could not be written, or there was no room */

/* deliver_open - an empty outbox, for the ledger to be loaded into.  0, or -errno. */
int deliver_open(struct supervise *s);

/* deliver_load - what the last life left in the spool, and in the ledger, which has been loaded. */
void deliver_load(struct supervise *s);

/* deliver_close - saves nothing. */
void deliver_close(struct supervise *s);

/* deliver_note - when that target's incident opened, for the message that closes it: by then the engine
 * has forgotten. */
void deliver_note(struct supervise *s, const struct target *target);

/* deliver_owe - a message is ordered; why is its text.  It is told soon, from the loop. */
void deliver_owe(struct supervise *s, const struct engine_order *order, const char *why);

/* deliver_flush - what is ordered is in the spool, and the ledger knows; nothing is sent. */
void deliver_flush(struct supervise *s);

/* deliver_reload - the fleet is another one. */
void deliver_reload(struct supervise *s);

/* deliver_look - what holds messages back may have ended. */
void deliver_look(struct supervise *s);

/* deliver_acted - an act has begun: fsync and the like must not come between. */
void deliver_acted(struct supervise *s);

/* deliver_answered - how an attempt to tell a message ended; may come from inside the attempt. */
void deliver_answered(struct supervise *s, const struct postman_answer *answer);

/* deliver_retry_after - its receiver asks to be left alone for so long. */
void deliver_retry_after(struct supervise *s, uint64_t attempt, int64_t after_ms);

/* deliver_hurry - the line works again: who failed is tried at once. */
void deliver_hurry(struct supervise *s);

#endif
