/* test_watch_board.c - order, filter and choice of the targets.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "board.h"
#include "drawn.h"
#include "history.h"

static const char mixed[] =
	"{'targets':["
	"{'target':'a','level':'well'},{'target':'a/x','level':'well'},{'target':'b','level':'well'},"
	"{'target':'b/x','level':'doubtful'},{'target':'ab','level':'held'},"
	"{'target':'a/late','level':'dead'}]}";

static struct board new_board(enum board_order order, const char *json)
{
	struct board board = { .order = order };

	board_take(&board, drawn_json(json));
	return board;
}

/* The names in their order, the chosen one in brackets. */
static const char *names(const struct board *board)
{
	static char text[1000];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < board->count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 i == board->at ? "[%s] " : "%s ", board->rows[i].target);
	return text;
}

static void the_worst_stand_first_or_each_gateway_with_its_own(void **state)
{
	struct board board = new_board(BOARD_WORST_FIRST, mixed);

	(void)state;
	assert_string_equal(names(&board), "[a/late] b/x ab a a/x b ");
	board.order = BOARD_TREE;
	board_arrange(&board);
	assert_string_equal(names(&board), "a a/x [a/late] b b/x ab ");
	board_fini(&board);
}

static void until_somebody_chooses_the_worst_is_chosen(void **state)
{
	struct board board = new_board(BOARD_TREE, mixed);

	(void)state;
	assert_string_equal(board_chosen(&board)->target, "a/late");
	board_take(&board, drawn_json("{'targets':[{'target':'a','level':'well'},"
				      "{'target':'a/x','level':'quarantined'}]}"));
	assert_string_equal(names(&board), "a [a/x] ");
	board_fini(&board);
}

static void the_chosen_target_stays_chosen_when_it_moves(void **state)
{
	struct board board = new_board(BOARD_WORST_FIRST, mixed);

	(void)state;
	board_move(&board, 4);
	assert_string_equal(names(&board), "a/late b/x ab a [a/x] b ");
	board_take(&board, drawn_json("{'targets':[{'target':'a','level':'well'},"
				      "{'target':'a/x','level':'dead'},{'target':'b'}]}"));
	assert_string_equal(names(&board), "[a/x] b a ");
	board_take(&board, drawn_json("{'targets':[{'target':'a'},{'target':'b'}]}"));
	assert_string_equal(names(&board), "[a] b ");
	board_take(&board, drawn_json(mixed));
	assert_string_equal(board_chosen(&board)->target, "a/x");
	board_fini(&board);
}

static void the_choice_stops_at_the_ends(void **state)
{
	struct board board = new_board(BOARD_TREE, mixed);

	(void)state;
	board_move(&board, -100000);
	assert_int_equal(board.at, 0);
	board_move(&board, 100000);
	assert_int_equal(board.at, 5);
	board_take(&board, drawn_json("{'targets':[]}"));
	board_move(&board, 1);
	assert_null(board_chosen(&board));
	board_fini(&board);
}

static void a_filter_matches_part_of_a_name_in_any_case(void **state)
{
	struct board board = new_board(BOARD_TREE, mixed);

	(void)state;
	snprintf(board.filter, sizeof(board.filter), "/X");
	board_arrange(&board);
	assert_string_equal(names(&board), "a/x [b/x] ");
	snprintf(board.filter, sizeof(board.filter), "none");
	board_arrange(&board);
	assert_int_equal(board.count, 0);
	assert_null(board_chosen(&board));
	board_fini(&board);
}

static void one_gateway_is_shown_with_its_own_sessions_only(void **state)
{
	struct board board = { .order = BOARD_TREE, .only = "a" };

	(void)state;
	board_take(&board, drawn_json(mixed));
	assert_string_equal(names(&board), "a a/x [a/late] ");
	assert_false(history_is_wished("a/x", "a/xy"));
	assert_false(history_is_wished("a/x", "a"));
	assert_true(history_is_wished(NULL, "a"));
	board_fini(&board);
}

static void the_chosen_row_is_always_among_those_shown(void **state)
{
	struct board board = new_board(BOARD_TREE, mixed);

	(void)state;
	for (long i = 0; i < 6; i++) {
		board_move(&board, -100);
		board_move(&board, i);
		board_scroll(&board, 3);
		assert_true(board.at >= board.top && board.at < board.top + 3);
		assert_true(board.top + 3 <= board.count);
	}
	board_scroll(&board, 9);
	assert_int_equal(board.top, 0);
	board_fini(&board);
}

static void an_answer_of_another_kind_is_an_empty_board(void **state)
{
	static const char *const odd[] = { "{}", "{'targets':7}", "{'targets':[7,{'target':[]}]}" };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct board board = new_board(BOARD_WORST_FIRST, odd[i]);

		for (size_t row = 0; row < board.count; row++)
			assert_int_equal(board.rows[row].level, LEVEL_UNKNOWN);
		board_fini(&board);
	}
}

static void every_level_has_a_mark_of_its_own(void **state)
{
	char marks[LEVELS + 1] = "";

	(void)state;
	for (enum level level = LEVEL_DEAD; level < LEVELS; level++) {
		assert_true(board_mark(level) > ' ');
		assert_null(strchr(marks, board_mark(level)));
		marks[strlen(marks)] = board_mark(level);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_stand_first_or_each_gateway_with_its_own),
		cmocka_unit_test(until_somebody_chooses_the_worst_is_chosen),
		cmocka_unit_test(the_chosen_target_stays_chosen_when_it_moves),
		cmocka_unit_test(the_choice_stops_at_the_ends),
		cmocka_unit_test(a_filter_matches_part_of_a_name_in_any_case),
		cmocka_unit_test(one_gateway_is_shown_with_its_own_sessions_only),
		cmocka_unit_test(the_chosen_row_is_always_among_those_shown),
		cmocka_unit_test(an_answer_of_another_kind_is_an_empty_board),
		cmocka_unit_test(every_level_has_a_mark_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
