/* board.c - see board.h.  SPDX-License-Identifier: ISC */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "tell.h"

static const char marks[LEVELS] = {
	[LEVEL_DEAD] = '!',     [LEVEL_PERSON] = 'P',  [LEVEL_QUARANTINED] = 'Q',
	[LEVEL_FAULTING] = '~', [LEVEL_UNKNOWN] = '.', [LEVEL_DOUBTFUL] = '?',
	[LEVEL_STOPPED] = 'S',  [LEVEL_HELD] = '=',    [LEVEL_WELL] = '+',
};

char board_mark(enum level level)
{
	return marks[level];
}

/* A level that only another version of the daemon knows counts as unknown. */
static enum level level_in(struct json_object *row)
{
	enum level level = level_value(tell_get_text(row, "level"));

	return level ? level : LEVEL_UNKNOWN;
}

/* --- which rows, in which order */

static int by_tree(const void *one, const void *other)
{
	const struct board_row *a = one, *b = other;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (!a->session != !b->session)
		return a->session ? 1 : -1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static int by_level(const void *one, const void *other)
{
	const struct board_row *a = one, *b = other;

	return a->level != b->level ? (a->level < b->level ? -1 : 1) : by_tree(one, other);
}

static int (*const orders[])(const void *, const void *) = {
	[BOARD_WORST_FIRST] = by_level,
	[BOARD_TREE] = by_tree,
};

/* Of the same gateway. */
static bool are_siblings(const char *one, const char *other)
{
	size_t bytes = strcspn(one, "/");

	return strncmp(one, other, bytes) == 0 && strcspn(other, "/") == bytes;
}

static const char *target_at(struct json_object *list, size_t place)
{
	return tell_get_text(json_object_array_get_idx(list, place), "target");
}

/* Index of the first target of the same gateway.  A session that was found late may stand behind
 * other gateways. */
static size_t family_of(struct json_object *list, size_t place)
{
	size_t i = 0;

	while (i < place && !are_siblings(target_at(list, i), target_at(list, place)))
		i++;
	return i;
}

static void add_row(struct board *board, struct json_object *list, size_t place)
{
	struct board_row *row = &board->rows[board->count];
	struct json_object *json = json_object_array_get_idx(list, place);
	const char *target = tell_get_text(json, "target"), *slash = strchr(target, '/');

	if (!history_is_wished(board->only, target) || !strcasestr(target, board->filter))
		return;
	*row = (struct board_row){
		.json = json,
		.target = target,
		.session = slash ? slash + 1 : NULL,
		.level = level_in(json),
		.place = place,
	};
	/* the row before is mostly of the same gateway */
	row->family = board->count && are_siblings(row[-1].target, target) ? row[-1].family
									   : family_of(list, place);
	board->count++;
}

/* The chosen target; the row in its place if it is gone; the worst if nobody has chosen. */
static void choose_again(struct board *board)
{
	size_t worst = 0;

	for (size_t i = 0; i < board->count; i++) {
		if (strcmp(board->rows[i].target, board->chosen) == 0) {
			board->at = i;
			return;
		}
		worst = board->rows[i].level < board->rows[worst].level ? i : worst;
	}
	if (!*board->chosen)
		board->at = worst;
	else if (board->at >= board->count)
		board->at = board->count ? board->count - 1 : 0;
}

void board_arrange(struct board *board)
{
	struct json_object *list = tell_get(board->status, "targets");
	size_t count = tell_count(list);
	struct board_row *rows = calloc(count + 1, sizeof(*rows));

	if (!rows)
		return;
	free(board->rows);
	board->rows = rows;
	board->count = 0;
	for (size_t i = 0; i < count; i++)
		add_row(board, list, i);
	qsort(rows, board->count, sizeof(*rows), orders[board->order]);
	choose_again(board);
}

void board_take(struct board *board, struct json_object *status)
{
	struct json_object *before = board->status;

	board->status = status;
	board->count = 0; /* if there is no memory for new rows: the old ones point into `before` */
	board_arrange(board);
	json_object_put(before);
}

/* --- who is chosen */

const struct board_row *board_chosen(const struct board *board)
{
	return board->at < board->count ? &board->rows[board->at] : NULL;
}

void board_move(struct board *board, long by)
{
	long at = (long)board->at + by, last = (long)board->count - 1;

	at = at > last ? last : at;
	board->at = at < 0 ? 0 : (size_t)at;
	if (board->count)
		snprintf(board->chosen, sizeof(board->chosen), "%s", board->rows[board->at].target);
}

void board_scroll(struct board *board, size_t shown)
{
	if (board->at < board->top)
		board->top = board->at;
	if (shown && board->at >= board->top + shown)
		board->top = board->at - shown + 1;
	if (board->count <= shown)
		board->top = 0;
	else if (board->top > board->count - shown)
		board->top = board->count - shown;
}

void board_fini(struct board *board)
{
	json_object_put(board->status);
	free(board->rows);
	*board = (struct board){ .order = board->order };
}
