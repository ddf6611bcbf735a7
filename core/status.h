/* status.h - every target in one line.  SPDX-License-Identifier: ISC */
#ifndef STATUS_H
#define STATUS_H

#include <json-c/json.h>
#include <stdio.h>

#include "guard.h"
#include "notes.h"
#include "roster.h"

/* status_describe - {"headline":..., "targets":[...]} at now_ms of BOOTTIME; owned by the caller.
 * notes NULL: it says less.  wished: one target, a gateway with its sessions; NULL: all. */
struct json_object *status_describe(struct roster *roster, struct notes *notes, int64_t now_ms,
				    const char *wished);

/* status_rung - the rung that target's next act would take, also where no incident is open; the
 * ladder's length when there is none. */
uint32_t status_rung(const struct engine *engine, const struct target *target);

/* status_has_rung - there is one; else the end of a quarantine changes nothing. */
bool status_has_rung(const struct engine *engine, const struct target *target);

/* status_act - the act that would come next, as guards are asked about it; now_ms is the engine's. */
struct guard_act status_act(const struct engine *engine, const struct target *target,
			    int64_t now_ms);

/* status_phase - an incident's, in a few words; NULL: it has none. */
const char *status_phase(enum incident_phase phase);

/* status_claim - the present claim; 0: none, or of a gateway that is gone since then. */
enum words_state status_claim(const struct target *target);

/* status_since_ms - since when it is up, or is not, by that claim, in the engine's time; 0: not known. */
int64_t status_since_ms(const struct target *target);

/* status_state - the present claim in a word; for a gateway without one what else is known of it:
 * stopped dead faulting answering running.  "unknown" for nothing. */
const char *status_state(const struct target *target);

/* status_holding - the guard that keeps the target from being acted on, whether or not an act is due;
 * 0: none. */
enum words_guard status_holding(const struct engine *engine, const struct guard_act *act);

/* status_condition - what keeps target from being acted on, or is being done about it, as far as
 * there is something: a guard's word, or "convicted"; "" for none. */
const char *status_condition(const struct engine *engine, const struct target *target,
			     int64_t now_ms);

/* status_print - what status_describe told, as a table. */
void status_print(struct json_object *status, FILE *out);

#endif
