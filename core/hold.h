/* hold.h - who keeps hands off what, until when, and how it is told.  SPDX-License-Identifier: ISC
 *
 * A target has one hold at a time.  Of two owners the later end wins: nobody's protection becomes
 * shorter by what another says.  Owner and reason stand in the notes, the engine knows the end alone.
 */
#ifndef HOLD_H
#define HOLD_H

#include <json-c/json.h>
#include <stdint.h>

#include "notes.h"

#define HOLD_TEXT_BYTES 512

/* hold_left_ms - how long target itself is held still, at now_ms of BOOTTIME; 0: it is not. */
int64_t hold_left_ms(const struct target *target, int64_t now_ms);

/* hold_is_anothers - whether somebody else than `by` holds the target that on tells of. */
bool hold_is_anothers(const struct notes_target *on, const char *by);

/* hold_describe - add target, by, why, for_ms and until of its hold, if there is one, to a list. */
void hold_describe(struct json_object *list, struct notes *notes, const struct target *target,
		   int64_t now_ms);

/* hold_format - what was described in words, the end in the reader's local time.  Returns
 * text[HOLD_TEXT_BYTES]. */
const char *hold_format(struct json_object *hold, char *text);

#endif
