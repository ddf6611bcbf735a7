/* test_watch_view.c - the main screen at every size.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drawn.h"
#include "view.h"

#define NOW_MS INT64_C(1795353704290) /* 2026-11-22 13:21:44 UTC */

static const char six[] =
	"{'headline':'1 of 5 sessions is not well: waha/omer dead for 40s','mode':'enforce',"
	"'acts':1,'acts_max':6,'window_ms':3600000,'targets':["
	"{'target':'waha','state':'answering','level':'well','acts':0,'acts_max':3},"
	"{'target':'waha/omer','state':'down','level':'dead','since_ms':95000,'run_ms':95000,"
	"'patience_ms':90000,'proof_age_ms':120000,'proof_gap_ms':30000,'acts':1,'acts_max':3,"
	"'held_by':'cooldown','held_for_ms':30000,'says':'down (FAILED) for 95s, restarted once in "
	"vain; the next restart waits for the cooldown, another 30s'},"
	"{'target':'waha/dana','state':'starting','level':'doubtful','since_ms':20000,"
	"'run_ms':20000,'patience_ms':90000,'proof_age_ms':12000,'proof_gap_ms':30000,'acts':0,"
	"'acts_max':3,'held_by':''},"
	"{'target':'waha/noa','state':'up','level':'well','since_ms':7200000,'acts':0,'acts_max':3},"
	"{'target':'waha/amit','state':'up','level':'held','since_ms':7200000,'acts':0,'acts_max':3,"
	"'held_by':'hold','held_for_ms':1140000}]}";

struct fixture {
	struct board board;
	struct recent recent;
	struct view view;
	struct canvas canvas;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->board.order = BOARD_WORST_FIRST;
	board_take(&f->board, drawn_json(six));
	f->view = (struct view){ .board = &f->board, .recent = &f->recent, .wall_ms = NOW_MS };
	f->canvas = drawn_canvas(24, 80, true);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	board_fini(&f->board);
	canvas_fini(&f->canvas);
	free(f);
	return 0;
}

static void draw(struct fixture *f, int rows, int columns)
{
	assert_int_equal(canvas_resize(&f->canvas, rows, columns), 0);
	view_draw(&f->view, &f->canvas);
}

/* A decision that says so, age_ms ago. */
static void decide(struct fixture *f, const char *target, const char *text, int64_t age_ms)
{
	struct json_object *line = drawn_json("{'order':'act'}");

	recent_take(&f->recent, &(struct history_news){ NOW_MS - age_ms, target, text, line });
	json_object_put(line);
}

static void rows_are(const struct fixture *f, int first, const char *const *rows)
{
	for (; *rows; rows++, first++)
		assert_string_equal(drawn_row(&f->canvas, first), *rows);
}

static void at_80x24_all_of_it_stands_on_one_screen(void **state)
{
	static const char *const rows[] = {
		"1 of 5 sessions is not well: waha/omer dead for 40s",
		"   TARGET       STATE     FOR  RUN/PATIENCE     PROOF       LEFT  HELD BY",
		">! waha/omer    down      95s  [######] 95s/90s 2m of ~30s  2/3   cooldown 30s",
		" ? waha/dana    starting  20s  [#-----] 20s/90s 12s of ~30s 3/3   -",
		" = waha/amit    up        2h   -                -           3/3   hold 19m",
		" + waha         answering -    -                -           3/3   -",
		" + waha/noa     up        2h   -                -           3/3   -",
		"── 1-5 of 5, worst first ────────────── enforce, box 5/6 left in 1h, 13:21:44 ──",
		"waha/omer: down (FAILED) for 95s, restarted once in vain; the next restart waits",
		"for the cooldown, another 30s",
		"",
		"── last decisions ──────────────────────────────────────────────────────────────",
		"13:20:04 waha/omer  ACT 1: restart-session, because bad without a proof for",
		"         longer than patience (90 s, patience 90 s)",
		"13:20:10 waha/omer  act 1 ended: done, HTTP 201",
		"",
		NULL,
	};
	struct fixture *f = *state;

	decide(f, "waha/omer",
	       "ACT 1: restart-session, because bad without a proof for longer than patience (90 s, "
	       "patience 90 s)",
	       100000);
	decide(f, "waha/omer", "act 1 ended: done, HTTP 201", 94000);
	draw(f, 24, 80);
	rows_are(f, 0, rows);
	assert_int_equal(canvas_get(&f->canvas, 2, 5)->look, CANVAS_CHOSEN);
	assert_int_equal(canvas_get(&f->canvas, 3, 5)->look, CANVAS_DOUBT);
	assert_int_equal(canvas_get(&f->canvas, 4, 5)->look, CANVAS_DOUBT);
	assert_int_equal(canvas_get(&f->canvas, 6, 5)->look, CANVAS_WELL);
}

static void the_columns_stay_where_they_are_when_nothing_is_held_any_more(void **state)
{
	struct fixture *f = *state;
	char before[DRAWN_BYTES];

	draw(f, 24, 80);
	snprintf(before, sizeof(before), "%s", drawn_row(&f->canvas, 1));
	for (size_t i = 0; i < f->board.count; i++)
		json_object_object_del(f->board.rows[i].json, "held_by");
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 1), before);
}

static void a_long_sentence_is_read_to_its_end(void **state)
{
	struct fixture *f = *state;
	char says[400];

	memset(says, 'x', sizeof(says));
	for (size_t i = 9; i < sizeof(says); i += 10)
		says[i] = ' ';
	strcpy(says + 280, "for another 29m");
	json_object_object_add(f->board.rows[0].json, "says", json_object_new_string(says));
	draw(f, 24, 80);
	assert_int_equal(drawn_find(&f->canvas, "── last decisions "), 12);
	assert_string_equal(drawn_row(&f->canvas, 11), "xxxxxxxxx xxxxxxxxx xxxxxxxxx xxxxxxxxx "
						       "xxxxxxxxx for another 29m");
}

static void at_60x12_the_proof_gives_way_and_names_are_still_told_apart(void **state)
{
	struct fixture *f = *state;

	decide(f, "waha/omer", "ACT 1: restart-session", 0);
	draw(f, 12, 60);
	assert_string_equal(drawn_row(&f->canvas, 1),
			    "   TARGET      STATE     FOR  RUN/PATI… LEFT  HELD BY");
	assert_string_equal(drawn_row(&f->canvas, 2),
			    ">! waha/omer   down      95s  95s/90s   2/3   cooldown 30s");
	assert_int_equal(drawn_find(&f->canvas, "── 1-3 of 5, worst"), 5);
	assert_string_equal(drawn_row(&f->canvas, 9), "13:21:44 waha/omer  ACT 1: restart-session");
}

static void at_200x50_there_is_room_for_long_bars_and_the_whole_past(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 40; i++)
		decide(f, "waha/omer", i ? "later" : "first", 1000 * (40 - i));
	draw(f, 50, 200);
	assert_string_equal(drawn_row(&f->canvas, 3),
			    " ? waha/dana    starting  20s  [####----------------] 20s/90s   "
			    "12s of ~30s   3/3   -");
	assert_true(drawn_find(&f->canvas, "13:21:43 waha/omer  later") == 48);
}

static void of_many_sessions_the_chosen_one_is_in_sight(void **state)
{
	struct json_object *status = drawn_json("{'targets':[]}"), *list;
	struct fixture *f = *state;
	char text[100];

	json_object_object_get_ex(status, "targets", &list);
	for (int i = 0; i < 256; i++) {
		snprintf(text, sizeof(text), "{'target':'waha/customer-with-a-long-name-%03d'}", i);
		json_object_array_add(list, drawn_json(text));
	}
	board_take(&f->board, status);
	board_move(&f->board, 200);
	draw(f, 24, 80);
	assert_true(drawn_find(&f->canvas, ">. waha/custom…-name-200 ") > 0);
	assert_true(drawn_find(&f->canvas, "── 190-201 of 256") > 0);
}

static void in_the_tree_sessions_stand_below_their_gateway(void **state)
{
	struct fixture *f = *state;

	f->board.order = BOARD_TREE;
	board_arrange(&f->board);
	draw(f, 24, 80);
	assert_int_equal(strncmp(drawn_row(&f->canvas, 2), " + waha ", 8), 0);
	assert_int_equal(strncmp(drawn_row(&f->canvas, 3), ">!   omer ", 10), 0);
	assert_true(drawn_find(&f->canvas, "── 1-5 of 5, by gateway") > 0);
}

static void without_a_daemon_the_last_status_is_greyed_below_the_reason(void **state)
{
	struct fixture *f = *state;

	f->view.trouble = "no daemon in /run/muzzle since 13:20:00, trying again";
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 0), f->view.trouble);
	assert_int_equal(canvas_get(&f->canvas, 3, 5)->look, CANVAS_FAINT);
	assert_true(drawn_find(&f->canvas, "── 1-5 of 5, worst first, AS IT WAS") > 0);
	assert_true(drawn_find(&f->canvas, "waha/omer (as it was): down") > 0);
	board_take(&f->board, NULL);
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 2), "   no target yet");
}

static void before_the_first_answer_it_says_what_it_waits_for(void **state)
{
	struct fixture *f = *state;

	board_take(&f->board, NULL);
	f->view.journal_trouble = "no journal to read in /run/muzzle: Permission denied";
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 0), "asking the daemon ...");
	assert_true(drawn_find(&f->canvas, f->view.journal_trouble) > 0);
}

static void a_long_headline_takes_a_second_row_of_a_tall_screen(void **state)
{
	struct fixture *f = *state;

	json_object_object_add(
		f->board.status, "headline",
		json_object_new_string("4 of 5 sessions are not well: waha/a dead for 3m, waha/b "
				       "dead for 3m, waha/c quarantined for 2h, waha/d doubtful"));
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 1), "quarantined for 2h, waha/d doubtful");
	draw(f, 12, 80);
	assert_int_equal(drawn_find(&f->canvas, "   TARGET"), 1);
}

static void ailments_of_the_daemon_have_a_row(void **state)
{
	struct fixture *f = *state;

	json_object_object_add(
		f->board.status, "self",
		drawn_json("{'lag':{'times':1,'last_ms':3000,'age_ms':60000,'worst_ms':3000}}"));
	json_object_object_add(f->board.status, "alerts",
			       drawn_json("[{'action':'page','waiting':2,'failing_ms':60000,"
					  "'error':'HTTP 500','lost':0}]"));
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 1),
			    "alerts: page 2 waiting, failing for 1m: HTTP 500 (+1: muzzle status)");
	draw(f, 12, 80);
	assert_int_equal(drawn_find(&f->canvas, "alerts: "), -1);
}

static void an_old_stall_and_a_message_in_flight_are_no_ailments(void **state)
{
	struct fixture *f = *state;

	json_object_object_add(
		f->board.status, "self",
		drawn_json("{'lag':{'times':1,'last_ms':3000,'age_ms':600000,'worst_ms':3000},"
			   "'resume':{'times':0}}"));
	json_object_object_add(
		f->board.status, "alerts",
		drawn_json("[{'action':'page','waiting':0,'in_flight':1,'lost':0}]"));
	json_object_object_add(f->board.status, "plugins",
			       drawn_json("[{'section':'s','plugin':'p','slow':9,'calls':9,"
					  "'gauges':{'lines':7}}]"));
	draw(f, 24, 80);
	assert_int_equal(drawn_find(&f->canvas, "   TARGET"), 1);
	json_object_object_add(f->board.status, "plugins",
			       drawn_json("[{'section':'log','plugin':'p','blind':'no line',"
					  "'blind_ms':60000,'slow':9}]"));
	draw(f, 24, 80);
	assert_string_equal(drawn_row(&f->canvas, 1),
			    "blind: log (p) for 1m, so that its silence says nothing: no line");
}

static void a_decision_of_another_day_has_its_date(void **state)
{
	struct fixture *f = *state;

	decide(f, NULL, "lag 5s", INT64_C(86400000));
	draw(f, 24, 80);
	assert_true(drawn_find(&f->canvas, "11-21 13:21:44 muzzle  lag 5s") > 0);
}

static void a_screen_that_is_too_small_says_so(void **state)
{
	struct fixture *f = *state;

	canvas_resize(&f->canvas, 5, 30);
	assert_false(view_fits(&f->canvas));
	assert_string_equal(drawn_row(&f->canvas, 0), "muzzle watch needs 60x12, here");
	assert_string_equal(drawn_row(&f->canvas, 1), "are 30x5");
	canvas_resize(&f->canvas, 12, 60);
	assert_true(view_fits(&f->canvas));
}

static void every_size_that_fits_is_drawn_within_its_cells(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 20; i++)
		decide(f, "waha/omer", i % 2 ? "short" : six, 1000 * i);
	for (int rows = VIEW_ROWS_MIN; rows < 60; rows++)
		for (int columns = VIEW_COLUMNS_MIN; columns < 220; columns += 7) {
			draw(f, rows, columns);
			assert_true(drawn_find(&f->canvas, ">! ") > 0);
			assert_true(drawn_find(&f->canvas, "── last decisions") > 0);
			assert_string_equal(drawn_row(&f->canvas, rows - 1), "");
		}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(at_80x24_all_of_it_stands_on_one_screen),
		TEST(the_columns_stay_where_they_are_when_nothing_is_held_any_more),
		TEST(at_60x12_the_proof_gives_way_and_names_are_still_told_apart),
		TEST(at_200x50_there_is_room_for_long_bars_and_the_whole_past),
		TEST(of_many_sessions_the_chosen_one_is_in_sight),
		TEST(in_the_tree_sessions_stand_below_their_gateway),
		TEST(without_a_daemon_the_last_status_is_greyed_below_the_reason),
		TEST(before_the_first_answer_it_says_what_it_waits_for),
		TEST(a_long_headline_takes_a_second_row_of_a_tall_screen),
		TEST(ailments_of_the_daemon_have_a_row),
		TEST(an_old_stall_and_a_message_in_flight_are_no_ailments),
		TEST(a_decision_of_another_day_has_its_date),
		TEST(a_long_sentence_is_read_to_its_end),
		TEST(a_screen_that_is_too_small_says_so),
		TEST(every_size_that_fits_is_drawn_within_its_cells),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
