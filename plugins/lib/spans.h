/* spans.h - the latest spans of time of a kind: runs, or times in a state.
 * SPDX-License-Identifier: ISC
 */
#ifndef SPANS_H
#define SPANS_H

#include <stdbool.h>
#include <stdint.h>

#define SPANS_MAX 96 /* then the oldest are overwritten */

/* In Unix ms; .to_ms 0: it is still open. */
struct spans_one {
	int64_t from_ms, to_ms;
	const char *state; /* static; NULL: a run */
};

struct spans {
	unsigned count; /* of all that ever began */
	struct spans_one list[SPANS_MAX];
};

/* spans_open - the one that is open; NULL: none is. */
const struct spans_one *spans_open(const struct spans *spans);

/* spans_begin - a new one begins; an open one is ended first. */
void spans_begin(struct spans *spans, int64_t at_ms, const char *state);

/* spans_end - end the open one, not before its begin. */
void spans_end(struct spans *spans, int64_t at_ms);

struct growing;

/* spans_print - those since from_ms, as a JSON array; an open one ends at to_ms. */
void spans_print(struct growing *out, const struct spans *spans, int64_t from_ms, int64_t to_ms);

#endif
