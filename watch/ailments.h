/* ailments.h - what is wrong with the daemon itself, now.  SPDX-License-Identifier: ISC
 *
 * Of what `muzzle status` tells of it only what a person at a screen should act on: not each call that was
 * slow since the start, nor a message that is on its way.
 */
#ifndef AILMENTS_H
#define AILMENTS_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#define AILMENTS_RECENT_MS 600000 /* a stall that is longer ago is no news */

/* ailments_describe - the first of them in the words of the status, and how many more there are; ""
 * when nothing is wrong. */
void ailments_describe(struct json_object *status, int64_t wall_ms, char *text, size_t text_bytes);

#endif
