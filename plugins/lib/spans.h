/* spans.h - the latest stretches of time of a kind: runs, or times in one state.
 * SPDX-License-Identifier: ISC
 */
#ifndef SPANS_H
#define SPANS_H

#include <stdbool.h>
#include <stdint.h>

#define SPANS_MAX 96 /* the oldest go */

/* .to_ms 0: it lasts.  In Unix ms. */
struct spans_one {
	int64_t from_ms, to_ms;
	const char *state; /* static; NULL: a run */
};

struct spans {
	unsigned count; /* all that ever were */
	struct spans_one list[SPANS_MAX];
};

/* spans_open - the one that lasts; NULL: none does. */
const struct spans_one *spans_open(const struct spans *spans);

/* spans_begin - one lasts from then on; what lasted before is ended first. */
void spans_begin(struct spans *spans, int64_t at_ms, const char *state);

/* spans_end - what lasts ended then, or at once if that lies before its begin. */
void spans_end(struct spans *spans, int64_t at_ms);

struct growing;

/* spans_print - those since then, as a JSON array; what lasts does so up to to_ms. */
void spans_print(struct growing *out, const struct spans *spans, int64_t from_ms, int64_t to_ms);

#endif
