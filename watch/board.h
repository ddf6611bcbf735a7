/* board.h - the targets of a status as rows: filtered, sorted, one of them chosen.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  The chosen target stays chosen when a new status or another order moves it.  Until
 * somebody chooses, the worst target is the chosen one.
 */
#ifndef BOARD_H
#define BOARD_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "level.h"

#define BOARD_NAME_BYTES 160

enum board_order { BOARD_WORST_FIRST = 1, BOARD_TREE };

struct board_row {
	struct json_object *json; /* borrowed from the status */
	const char *target;       /* borrowed, too */
	const char *session;      /* what stands behind the slash of .target; NULL: a gateway */
	enum level level;
	size_t family, place; /* index in the status: of its gateway's first target, and its own */
};

/* Zeroed but for .order: nothing to show. */
struct board {
	struct json_object *status; /* owned; NULL: none yet */
	struct board_row *rows;     /* owned */
	size_t count;
	enum board_order order;
	const char *only; /* one target, a gateway with its sessions; NULL: all; borrowed */
	char filter[BOARD_NAME_BYTES]; /* part of a name, in any case */
	char chosen[BOARD_NAME_BYTES]; /* "": nobody has chosen yet */
	size_t at;                     /* index of the chosen row */
	size_t top;                    /* the first row that is on the screen */
};

/* board_mark - the character that stands for a level, where there is no colour, too. */
char board_mark(enum level level);

/* board_take - show the next status, owned by the board from then on. */
void board_take(struct board *board, struct json_object *status);

/* board_arrange - make the rows anew, after .order or .filter was changed. */
void board_arrange(struct board *board);

/* board_chosen - the chosen row; NULL: there are no rows. */
const struct board_row *board_chosen(const struct board *board);

/* board_move - choose the row `by` rows below, negative: above; at most the last, or the first. */
void board_move(struct board *board, long by);

/* board_scroll - set .top so that the chosen row is among the `shown` ones. */
void board_scroll(struct board *board, size_t shown);

/* board_fini - free status and rows. */
void board_fini(struct board *board);

#endif
