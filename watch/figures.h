/* figures.h - a target's numbers in a few columns each.  SPDX-License-Identifier: ISC
 *
 * Each takes a row of the status and writes at most `columns` ASCII characters into
 * text[FIGURES_BYTES];
 * "-" where nothing is known.
 */
#ifndef FIGURES_H
#define FIGURES_H

#include <json-c/json.h>
#include <stdint.h>

#define FIGURES_BYTES 80
#define FIGURES_SPAN_COLUMNS 4 /* of a span up to 999 days */

/* figures_span - in one unit, rounded down: 119s 119m 47h 999d.  Returns text. */
const char *figures_span(int64_t span_ms, char *text);

/* figures_state - a session's present claim, or the state of a gateway. */
void figures_state(struct json_object *row, int columns, char *text);

/* figures_since - how long it has been in that state. */
void figures_since(struct json_object *row, int columns, char *text);

/* figures_run - the run against patience, as a bar where there is room, and in numbers. */
void figures_run(struct json_object *row, int columns, char *text);

/* figures_proof - age of the last proof, and the usual gap between two. */
void figures_proof(struct json_object *row, int columns, char *text);

/* figures_left - how many acts are left of the budget. */
void figures_left(struct json_object *row, int columns, char *text);

/* figures_held - the guard that holds, and if that fits, for how long it still does. */
void figures_held(struct json_object *row, int columns, char *text);

#endif
