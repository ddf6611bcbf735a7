/* test_watch_desk.c - keys, questions and answers, without a terminal or a daemon.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "parley.h"
#include "drawn.h"
#include "scene.h"
#include "press.h"

#define NOW_MS INT64_C(1795353704290) /* 2026-11-22 13:21:44 UTC */

static const char two[] = "{'headline':'1 of 2 sessions is not well','mode':'enforce','targets':["
			  "{'target':'g','level':'well'},{'target':'g/a','level':'well'},"
			  "{'target':'g/b','level':'dead','says':'down'}]}";

struct fixture {
	struct desk *desk;
	struct face face;
	struct canvas canvas;
};

static void answer(struct fixture *f, const char *json)
{
	f->face.answer(f->face.arg, drawn_json(json));
}

/* The next request as text, "" for none. */
static const char *asked(struct fixture *f)
{
	struct json_object *request = f->face.ask(f->face.arg);

	return request ? json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN) : "";
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	setenv("SUDO_USER", "eve", 1);
	f->desk = desk_new(NULL, "/run/muzzle");
	f->face = parley_face(f->desk);
	f->canvas = drawn_canvas(24, 80, true);
	assert_true(f->face.begin(f->face.arg));
	assert_string_equal(asked(f), "{\"cmd\":\"status\"}");
	answer(f, two);
	assert_string_equal(asked(f), "");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	desk_free(f->desk);
	canvas_fini(&f->canvas);
	free(f);
	return 0;
}

/* Each character is a key; false when one of them was the last. */
static bool type(struct fixture *f, const char *keys)
{
	bool goes_on = true;

	for (; *keys; keys++)
		goes_on = desk_press(f->desk, (unsigned char)*keys);
	return goes_on;
}

static const char *bottom(struct fixture *f)
{
	scene_draw(f->desk, &f->canvas, NOW_MS);
	return drawn_row(&f->canvas, f->canvas.rows - 1);
}

static void a_hold_asks_for_how_long_and_why(void **state)
{
	struct fixture *f = *state;

	type(f, "h");
	assert_string_equal(bottom(f), "hold g/b for: 1h");
	type(f, "\n");
	assert_string_equal(bottom(f), "why (may be empty):");
	type(f, "new phone\n");
	assert_string_equal(bottom(f), "hold g/b ...");
	assert_string_equal(asked(f),
			    "{\"cmd\":\"hold\",\"target\":\"g\\/b\",\"by\":\"eve\",\"for_ms\":"
			    "3600000,\"why\":\"new phone\"}");
	answer(f,
	       "{'ok':true,'target':'g/b','what':'hold','for_ms':3600000,'kept':false,'ended':[],"
	       "'holds':[{'target':'g/b','by':'eve','why':'new phone','for_ms':3600000,"
	       "'until':'2026-11-22T14:21:44.290Z'}]}");
	assert_int_equal(strncmp(bottom(f), "g/b: hold done; held by eve until ", 34), 0);
	assert_string_equal(asked(f), "{\"cmd\":\"status\"}"); /* at once */
	assert_int_equal(canvas_resize(&f->canvas, 24, 60), 0);
	assert_string_equal(bottom(f), "new phone (g/b)");
	assert_int_equal(
		strncmp(drawn_row(&f->canvas, 22), "g/b: hold done; held by eve until ", 34), 0);
	type(f, "j");
	assert_int_equal(strncmp(bottom(f), "q quit", 6), 0);
}

static void typing_replaces_the_proposal(void **state)
{
	struct fixture *f = *state;

	type(f, "h5m");
	assert_string_equal(bottom(f), "hold g/b for: 5m");
	type(f, "\033h");
	desk_press(f->desk, PRESS_BACKSPACE);
	assert_string_equal(bottom(f), "hold g/b for: 1");
	type(f, "2h");
	assert_string_equal(bottom(f), "hold g/b for: 12h");
}

static void a_wrong_duration_is_asked_for_again(void **state)
{
	struct fixture *f = *state;

	desk_press(f->desk, 'h');
	desk_press(f->desk, PRESS_WIPE);
	type(f, "soon\n");
	assert_string_equal(bottom(f),
			    "a duration is wanted, such as 30s 1h30m 7d; hold g/b for: soon");
	for (int i = 0; i < 9; i++)
		desk_press(f->desk, PRESS_BACKSPACE);
	type(f, "20m\n\n");
	assert_non_null(strstr(asked(f), "\"for_ms\":1200000}"));
}

static void escape_takes_a_question_back(void **state)
{
	struct fixture *f = *state;

	type(f, "h\033");
	assert_int_equal(strncmp(bottom(f), "q quit", 6), 0);
	type(f, "Ry\033");
	assert_string_equal(asked(f), "");
}

static void a_reset_wants_a_yes(void **state)
{
	struct fixture *f = *state;

	type(f, "R\n");
	assert_string_equal(asked(f), "");
	assert_string_equal(bottom(f), "reset g/b: not done");
	type(f, "Ry\n");
	assert_string_equal(asked(f), "{\"cmd\":\"reset\",\"target\":\"g\\/b\",\"by\":\"eve\"}");
}

static void a_release_is_sent_at_once_and_a_refusal_told_in_words(void **state)
{
	struct fixture *f = *state;

	type(f, "r");
	assert_string_equal(asked(f), "{\"cmd\":\"release\",\"target\":\"g\\/b\",\"by\":\"eve\"}");
	answer(f, "{'error':'not allowed: only root and the daemon\\u0027s user may command'}");
	assert_string_equal(bottom(f),
			    "release g/b: not allowed: only root and the daemon's user may "
			    "command");
}

static void a_release_of_nothing_says_so(void **state)
{
	struct fixture *f = *state;

	type(f, "r");
	asked(f);
	answer(f, "{'ok':true,'target':'g/b','what':'release','kept':false,'ended':[]}");
	assert_string_equal(bottom(f), "g/b: nothing is held");
}

static void a_question_keeps_its_target(void **state)
{
	struct fixture *f = *state;

	type(f, "h");
	f->face.begin(f->face.arg);
	asked(f);
	answer(f, "{'targets':[{'target':'g/a','level':'dead'},{'target':'g/b','level':'well'}]}");
	type(f, "\n\n");
	assert_non_null(strstr(asked(f), "\"target\":\"g\\/b\""));
	assert_string_equal(board_chosen(&f->desk->board)->target, "g/b");
}

static void a_lost_command_is_told_and_not_sent_again(void **state)
{
	struct fixture *f = *state;

	type(f, "r");
	asked(f);
	f->face.lose(f->face.arg, -ECONNREFUSED, NOW_MS - 4000);
	assert_string_equal(bottom(f), "release g/b: no daemon in /run/muzzle");
	assert_string_equal(drawn_row(&f->canvas, 0),
			    "no daemon in /run/muzzle since 13:21:40, trying again");
	f->face.lose(f->face.arg, -ETIMEDOUT, NOW_MS);
	bottom(f);
	assert_string_equal(
		drawn_row(&f->canvas, 0),
		"the daemon in /run/muzzle does not answer since 13:21:40, trying again");
	f->face.begin(f->face.arg);
	assert_string_equal(asked(f), "{\"cmd\":\"status\"}");
	answer(f, two);
	bottom(f);
	assert_string_equal(drawn_row(&f->canvas, 0), "1 of 2 sessions is not well");
}

static void why_is_asked_anew_each_round_while_it_is_open(void **state)
{
	struct fixture *f = *state;

	desk_press(f->desk, PRESS_ENTER);
	assert_string_equal(asked(f), "{\"cmd\":\"why\",\"target\":\"g\\/b\"}");
	answer(f, "{'target':'g/b','mode':'enforce','state':{'claim':'down'}}");
	bottom(f);
	assert_string_equal(drawn_row(&f->canvas, 0), "why g/b");
	assert_string_equal(drawn_row(&f->canvas, 1), "g/b is down");
	f->face.begin(f->face.arg);
	assert_string_equal(asked(f), "{\"cmd\":\"why\",\"target\":\"g\\/b\"}");
	answer(f, "{'error':'no target g/b: see muzzle status'}");
	bottom(f);
	assert_string_equal(drawn_row(&f->canvas, 1), "no target g/b: see muzzle status");
	assert_string_equal(asked(f), "{\"cmd\":\"status\"}");
	answer(f, two);
	assert_true(type(f, "q"));
	f->face.begin(f->face.arg);
	assert_string_equal(asked(f), "{\"cmd\":\"status\"}");
	assert_string_equal(asked(f), "");
}

static void an_answer_that_comes_too_late_is_dropped(void **state)
{
	struct fixture *f = *state;

	type(f, "w");
	asked(f);
	type(f, "q?");
	answer(f, "{'target':'g/b','state':{'claim':'down'}}");
	bottom(f);
	assert_string_equal(drawn_row(&f->canvas, 0), "help");
	assert_string_equal(drawn_row(&f->canvas, 1), "KEYS");
}

static void while_paused_only_commands_are_sent(void **state)
{
	struct fixture *f = *state;

	type(f, "p");
	assert_false(f->face.begin(f->face.arg));
	assert_string_equal(asked(f), "");
	bottom(f);
	assert_true(drawn_find(&f->canvas, "── 1-3 of 3, worst first, PAUSED ─") > 0);
	type(f, "r");
	assert_int_equal(strncmp(asked(f), "{\"cmd\":\"release\"", 16), 0);
	answer(f, "{'ok':true,'target':'g/b','ended':[]}");
	assert_string_equal(asked(f), "{\"cmd\":\"status\"}");
	type(f, "p");
	assert_true(f->face.begin(f->face.arg));
}

static void a_filter_and_an_order_arrange_the_table(void **state)
{
	struct fixture *f = *state;

	type(f, "/G/A\n");
	bottom(f);
	assert_true(drawn_find(&f->canvas, "── 1-1 of 1, worst first, only G/A ─") > 0);
	type(f, "/");
	desk_press(f->desk, PRESS_WIPE);
	type(f, "\ns");
	bottom(f);
	assert_true(drawn_find(&f->canvas, "── 1-3 of 3, by gateway ─") > 0);
}

static void escape_shows_all_again_and_chooses_the_worst(void **state)
{
	struct fixture *f = *state;

	type(f, "j/g/a\n");
	assert_string_equal(board_chosen(&f->desk->board)->target, "g/a");
	type(f, "\033");
	assert_int_equal(f->desk->board.count, 3);
	assert_string_equal(board_chosen(&f->desk->board)->target, "g/b");
}

static void a_refused_status_shows_the_reason_in_place_of_the_headline(void **state)
{
	struct fixture *f = *state;

	f->face.begin(f->face.arg);
	asked(f);
	answer(f, "{'error':'not allowed: ask as root'}");
	bottom(f);
	assert_int_equal(drawn_find(&f->canvas, "not allowed: ask as root since "), 0);
	f->face.begin(f->face.arg);
	asked(f);
	answer(f, two);
	bottom(f);
	assert_int_equal(drawn_find(&f->canvas, "1 of 2 sessions is not well"), 0);
}

static void without_any_target_keys_do_no_harm(void **state)
{
	struct fixture *f = *state;

	answer(f, "{'targets':[]}");
	type(f, "hrRwjk\n");
	desk_press(f->desk, PRESS_END);
	assert_string_equal(asked(f), "");
	bottom(f);
	assert_true(drawn_find(&f->canvas, "   no target yet") > 0);
}

static void what_is_typed_stays_in_sight_however_long(void **state)
{
	struct fixture *f = *state;
	int cursor;

	type(f, "/");
	for (int i = 0; i < 300; i++)
		desk_press(f->desk, 0x65e5); /* two columns each */
	type(f, "the end");
	cursor = scene_draw(f->desk, &f->canvas, NOW_MS);
	assert_true(cursor > 0 && cursor < 80);
	assert_true(strlen(f->desk->prompt.text) < PROMPT_TEXT_BYTES);
	assert_int_equal(f->desk->prompt.bytes % 3, 0);
	for (int i = 0; i < 300; i++)
		desk_press(f->desk, PRESS_BACKSPACE);
	assert_string_equal(bottom(f), "show only names with:");
}

static void a_page_is_scrolled_and_never_beyond_its_ends(void **state)
{
	struct fixture *f = *state;

	canvas_resize(&f->canvas, 12, 60);
	type(f, "?");
	assert_string_equal(bottom(f), "q back  arrows, Page Up, Page Down scroll  1-10 of 43");
	desk_press(f->desk, PRESS_PAGE_DOWN);
	assert_string_equal(bottom(f), "q back  arrows, Page Up, Page Down scroll  10-19 of 43");
	desk_press(f->desk, PRESS_END);
	assert_string_equal(bottom(f), "q back  arrows, Page Up, Page Down scroll  34-43 of 43");
	type(f, "jk");
	assert_string_equal(bottom(f), "q back  arrows, Page Up, Page Down scroll  33-42 of 43");
	desk_press(f->desk, PRESS_HOME);
	desk_press(f->desk, PRESS_UP);
	assert_string_equal(bottom(f), "q back  arrows, Page Up, Page Down scroll  1-10 of 43");
	assert_true(type(f, "\033"));
	assert_false(type(f, "q"));
}

static void without_a_journal_the_reason_stands_where_decisions_would(void **state)
{
	struct fixture *f = *state;

	f->face.journal(f->face.arg, -EACCES);
	bottom(f);
	assert_true(drawn_find(&f->canvas, "no journal to read in /run/muzzle: Permission denied") >
		    0);
	f->face.journal(f->face.arg, 0);
	bottom(f);
	assert_true(drawn_find(&f->canvas, "none yet") > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_hold_asks_for_how_long_and_why),
		TEST(typing_replaces_the_proposal),
		TEST(a_wrong_duration_is_asked_for_again),
		TEST(escape_takes_a_question_back),
		TEST(a_reset_wants_a_yes),
		TEST(a_release_is_sent_at_once_and_a_refusal_told_in_words),
		TEST(a_release_of_nothing_says_so),
		TEST(a_question_keeps_its_target),
		TEST(a_lost_command_is_told_and_not_sent_again),
		TEST(why_is_asked_anew_each_round_while_it_is_open),
		TEST(an_answer_that_comes_too_late_is_dropped),
		TEST(while_paused_only_commands_are_sent),
		TEST(a_filter_and_an_order_arrange_the_table),
		TEST(escape_shows_all_again_and_chooses_the_worst),
		TEST(a_refused_status_shows_the_reason_in_place_of_the_headline),
		TEST(without_any_target_keys_do_no_harm),
		TEST(what_is_typed_stays_in_sight_however_long),
		TEST(a_page_is_scrolled_and_never_beyond_its_ends),
		TEST(without_a_journal_the_reason_stands_where_decisions_would),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
