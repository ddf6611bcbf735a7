/* test_watch_canvas.c - text in cells: cut, wrapped, and never raw.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drawn.h"
#include "glyphs.h"

/* What a stretch of so many columns shows of text, a '|' behind it. */
static const char *put(const char *text, int columns, bool unicode, bool middle)
{
	struct canvas canvas = drawn_canvas(1, columns + 1, unicode);
	struct canvas_at at = { 0, 0, columns, CANVAS_BAD };
	const char *row;

	canvas_get(&canvas, 0, columns)->character = L'|';
	if (middle)
		canvas_put_middle(&canvas, &at, text);
	else
		canvas_put(&canvas, &at, text);
	row = drawn_row(&canvas, 0);
	canvas_fini(&canvas);
	return row;
}

static void what_fits_stands_whole_and_what_does_not_ends_with_an_ellipsis(void **state)
{
	(void)state;
	assert_string_equal(put("waha/omer", 9, true, false), "waha/omer|");
	assert_string_equal(put("waha/omer", 8, true, false), "waha/om…|");
	assert_string_equal(put("waha/omer", 8, false, false), "waha/o..|");
	assert_string_equal(put("waha/omer", 1, true, false), "…|");
	assert_string_equal(put("waha/omer", 1, false, false), ".|");
	assert_string_equal(put("x", 0, true, false), "|");
}

static void names_are_cut_in_the_middle(void **state)
{
	(void)state;
	assert_string_equal(put("waha/customer-0017", 12, true, true), "waha/c…-0017|");
	assert_string_equal(put("waha/customer-0017", 12, false, true), "waha/..-0017|");
	assert_string_equal(put("waha/omer", 3, true, true), "wa…|");
}

static void wide_characters_take_two_columns_and_are_never_halved(void **state)
{
	(void)state;
	assert_string_equal(put("日本語", 6, true, false), "日本語|");
	assert_string_equal(put("日本語", 5, true, false), "日本…|");
	assert_string_equal(put("日本語", 4, true, false), "日… |");
	assert_string_equal(put("日本語", 6, false, false), "???   |");
	assert_int_equal(glyphs_columns("日本語", strlen("日本語"), true), 6);
}

static void no_control_character_reaches_a_cell(void **state)
{
	(void)state;
	assert_string_equal(put("a\033[31mb\a\r\nc\302\233d\177", 12, true, false),
			    "a[31mbcd    |");
	assert_string_equal(put("\303(\377x\340\240", 8, true, false), "?(?x?   |");
	assert_string_equal(put("e\314\201x", 4, true, false), "ex  |"); /* a combining accent */
}

static void nothing_is_written_outside_of_the_canvas(void **state)
{
	struct canvas canvas = drawn_canvas(2, 4, true);
	const struct canvas_at beyond = { 2, 0, 4, CANVAS_TEXT }, aside = { 0, 2, 9, CANVAS_TEXT };

	(void)state;
	canvas_put(&canvas, &beyond, "abcd");
	canvas_put(&canvas, &aside, "abcd");
	canvas_rule(&canvas, &(struct canvas_at){ 1, 3, 5, CANVAS_TEXT });
	canvas_tint(&canvas, &(struct canvas_at){ 1, -3, 50, CANVAS_BAD });
	assert_string_equal(drawn_row(&canvas, 0), "  ab");
	assert_string_equal(drawn_row(&canvas, 1), "   ─");
	assert_null(canvas_get(&canvas, 0, -1));
	canvas_fini(&canvas);
	assert_null(canvas_get(&canvas, 0, 0));
}

static void a_look_comes_with_the_text_or_alone(void **state)
{
	struct canvas canvas = drawn_canvas(1, 5, false);

	(void)state;
	canvas_put(&canvas, &(struct canvas_at){ 0, 1, 2, CANVAS_BAD }, "ab");
	assert_int_equal(canvas_get(&canvas, 0, 0)->look, CANVAS_TEXT);
	assert_int_equal(canvas_get(&canvas, 0, 2)->look, CANVAS_BAD);
	canvas_tint(&canvas, &(struct canvas_at){ 0, 2, 3, CANVAS_FAINT });
	assert_int_equal(canvas_get(&canvas, 0, 1)->look, CANVAS_BAD);
	assert_int_equal(canvas_get(&canvas, 0, 2)->look, CANVAS_FAINT);
	assert_int_equal(canvas_get(&canvas, 0, 2)->character, L'b');
	canvas_fini(&canvas);
}

static void a_line_is_cut_at_a_blank_where_there_is_one(void **state)
{
	size_t skip;

	(void)state;
	assert_int_equal(glyphs_wrap("down for long", 9, true, &skip), 9);
	assert_int_equal(skip, 0);
	assert_int_equal(glyphs_wrap("down for  long", 8, true, &skip), 8);
	assert_int_equal(skip, 2);
	assert_int_equal(glyphs_wrap("uninterrupted", 5, true, &skip), 5);
	assert_int_equal(glyphs_wrap("    uninterrupted", 9, true, &skip), 9);
	assert_int_equal(glyphs_wrap("日本語", 3, true, &skip), 3);
	assert_int_equal(glyphs_wrap("日", 1, true, &skip), 3); /* one is always taken */
	assert_int_equal(glyphs_wrap("", 5, true, &skip), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_stands_whole_and_what_does_not_ends_with_an_ellipsis),
		cmocka_unit_test(names_are_cut_in_the_middle),
		cmocka_unit_test(wide_characters_take_two_columns_and_are_never_halved),
		cmocka_unit_test(no_control_character_reaches_a_cell),
		cmocka_unit_test(nothing_is_written_outside_of_the_canvas),
		cmocka_unit_test(a_look_comes_with_the_text_or_alone),
		cmocka_unit_test(a_line_is_cut_at_a_blank_where_there_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
