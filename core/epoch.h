/* epoch.h - one life of a target: its beginning, its grace, its claims and its health.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  All detector state lies in struct epoch, so a new life cannot inherit an old timestamp.
 */
#ifndef EPOCH_H
#define EPOCH_H

#include "target.h"

#define EPOCH_FRESH_MS 15000        /* a bad claim younger than this, or two polls, is fresh */
#define EPOCH_PROOF_FRESH_MS 120000 /* a proof younger than this shows health by itself */
#define EPOCH_HEALTH_MS 600000      /* so much health is lasting */
#define EPOCH_GRACE_AGAIN_MS 600000 /* an unconfirmed life earns no new grace before that */

/* epoch_begin - zero target's epoch and begin one at now_ms.  Its run is dropped unlearnt. */
void epoch_begin(struct engine *engine, struct target *target, enum target_begun begun,
		 int64_t now_ms);

/* epoch_started_before - the epoch that has just begun belongs to a life that a container start began
 * at start_ms: the rest of its grace, and nobody is known to have stopped it since. */
void epoch_started_before(struct target *target, int64_t start_ms, int64_t now_ms);

/* epoch_drop - as if nothing had ever been said of target: the next line begins its epoch. */
void epoch_drop(struct engine *engine, struct target *target);

/* epoch_source - the gateway's record of a source; NULL when its table has no room for it. */
struct source *epoch_source(struct gateway *gateway, uint32_t id);

/* epoch_seen_until - now_ms, or the fault after which no claim has come yet. */
int64_t epoch_seen_until(const struct target *target, int64_t now_ms);

/* epoch_blind - a source of gateway faults since since_ms: its sessions are unseen until their next claim. */
void epoch_blind(struct gateway *gateway, int64_t since_ms);

/* epoch_see - that claim has come, from source; others may have faulted after its time. */
void epoch_see(struct target *target, uint32_t source);

/* epoch_fresh_ms - how long a bad claim of target stays fresh: max(15 s, two polls). */
int64_t epoch_fresh_ms(const struct target *target);

/* epoch_bad - the present claim counts as bad: starting, down, off, or absent if configured. */
bool epoch_bad(const struct target *target);

/* epoch_up_held - up has held for settle, by claims dated since since_ms (0: any). */
bool epoch_up_held(const struct target *target, int64_t since_ms, int64_t now_ms);

/* epoch_alive - a session was up or proven at at_ms: what the blast radius asks for. */
void epoch_alive(struct target *target, int64_t at_ms);

/* epoch_others_until - until when another session of its gateway counts as alive: window_ms beyond the
 * moment at which it was up or proven last; TARGET_FOREVER while one says up, 0 if none ever was. */
int64_t epoch_others_until(const struct target *target, int64_t window_ms);

/* epoch_judge - confirm it, and account for health; true when health has lasted. */
bool epoch_judge(struct engine *engine, struct target *target, bool well, int64_t now_ms);

#endif
