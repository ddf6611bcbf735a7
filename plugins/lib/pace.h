/* pace.h - how often a source looks.  SPDX-License-Identifier: ISC
 *
 * Every so often, from the start of one look to that of the next.  In a hurry as often as leaves who is looked
 * at three quarters of the time to himself, but never less often than otherwise.
 */
#ifndef PACE_H
#define PACE_H

#include "evidence.h"

/* How long one has a rest behind a look, however long that took. */
#define PACE_REST_MS 500

struct pace {
	int64_t every_ms;
	struct evidence by;
	muzzle_timer *due;         /* calls pace_begin() and looks; its arg is NULL */
	int64_t begun_ms, took_ms; /* the last look's; took_ms is the caller's to set */
	int64_t rested_ms;         /* the end of the rest behind it */
	bool hurried;              /* the caller's to set */
	uint32_t timer;
};

/* pace_begin - a look begins now. */
void pace_begin(struct pace *pace);

/* pace_next - sets the time of the next look, not before the rest has passed; 0: that of the last call. */
void pace_next(struct pace *pace, int64_t rest_ms);

#endif
