/* ailments.h - what is wrong with the daemon itself, now.  SPDX-License-Identifier: ISC
 *
 * Only those notes of `muzzle status` that somebody should act on: not every call that was slow
 * since the start, and no message that is still being sent.
 */
#ifndef AILMENTS_H
#define AILMENTS_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#define AILMENTS_RECENT_MS 600000 /* older stalls are left out */

/* ailments_describe - the first one in the words of `muzzle status`, and how many more there are;
 * "": none. */
void ailments_describe(struct json_object *status, int64_t wall_ms, char *text, size_t text_bytes);

#endif
