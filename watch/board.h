/* board.h - the targets of a status: in which order, which of them, and which one is chosen.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  The chosen target stays chosen wherever the next status or order puts it; until a person has
 * chosen it is the worst one.
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
	struct json_object *json; /* borrowed of the status */
	const char *target;       /* the same */
	const char *session;      /* within .target; NULL: a gateway */
	enum level level;
	size_t family, place; /* where its gateway and itself stand in the status */
};

/* Zeroed but for .order: nothing to show. */
struct board {
	struct json_object *status; /* owned; NULL: none yet */
	struct board_row *rows;     /* owned */
	size_t count;
	enum board_order order;
	const char *only; /* a target, a gateway with its sessions; NULL: all.  Borrowed */
	char filter[BOARD_NAME_BYTES]; /* part of the name, whatever its case */
	char chosen[BOARD_NAME_BYTES]; /* "": by nobody */
	size_t at;                     /* of the chosen one */
	size_t top;                    /* the first row that is on the screen */
};

/* board_mark - a character for the level, so that no colour is needed. */
char board_mark(enum level level);

/* board_take - the next status, which belongs to the board from then on. */
void board_take(struct board *board, struct json_object *status);

/* board_arrange - anew, after order or filter was changed. */
void board_arrange(struct board *board);

/* board_chosen - NULL: there is no row. */
const struct board_row *board_chosen(const struct board *board);

/* board_move - choose the row that is so many below, 0 the one that stands there; stops at the ends. */
void board_move(struct board *board, long by);

/* board_scroll - set .top so that the chosen row is among the `shown` ones. */
void board_scroll(struct board *board, size_t shown);

/* board_fini - forget all. */
void board_fini(struct board *board);

#endif
