/* self.h - how the daemon itself fares: lags, resumes, slow plugins.  SPDX-License-Identifier: ISC
 *
 * For people only: what the engine makes of a lag or a resume, it was told when it happened.
 */
#ifndef SELF_H
#define SELF_H

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>

#include "fleet.h"
#include "words.h"

/* What befell us, since the start. */
struct self_stall {
	uint64_t times;
	int64_t last_ms, worst_ms; /* how long */
	int64_t at_ms;             /* BOOTTIME when the last one was noticed */
};

struct self_record {
	struct self_stall lag, resume;
};

/* self_note - it lasted ms and was noticed at at_ms; what is neither lag nor resume is not counted. */
void self_note(struct self_record *self, enum words_self what, int64_t ms, int64_t at_ms);

/* self_describe_plugins - add "plugins" alone: what each section has cost, at now_ms of BOOTTIME. */
void self_describe_plugins(struct json_object *object, const struct fleet *fleet, int64_t now_ms);

/* self_describe - add "self" and "plugins" to a status, at now_ms of BOOTTIME. */
void self_describe(struct json_object *status, const struct self_record *self,
		   const struct fleet *fleet, int64_t now_ms);

/* self_print - of what self_describe added, a line for each thing that was not as it should be. */
void self_print(struct json_object *status, FILE *out);

#endif
