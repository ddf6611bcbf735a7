/* terminal.c - see terminal.h.  SPDX-License-Identifier: ISC */
#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>

#include <ncurses.h>

#include "colour.h"
#include "press.h"

#define ESCAPE_WAIT_MS 50 /* how long an Escape may be the beginning of another key */

/* What a look is on this terminal: attributes always, a colour where there are colours. */
static const struct {
	attr_t attributes;
	short colour;
} looks[CANVAS_LOOKS] = {
	[CANVAS_TEXT] = { A_NORMAL, -1 },
	[CANVAS_TITLE] = { A_BOLD, -1 },
	[CANVAS_HEAD] = { A_UNDERLINE, -1 },
	[CANVAS_CHOSEN] = { A_REVERSE, -1 },
	[CANVAS_FAINT] = { A_DIM, -1 },
	[CANVAS_WELL] = { A_NORMAL, COLOR_GREEN },
	[CANVAS_DOUBT] = { A_NORMAL, COLOR_YELLOW },
	[CANVAS_BAD] = { A_BOLD, COLOR_RED },
};

static const struct {
	wint_t code;
	uint32_t key;
} keys[] = {
	{ KEY_UP, PRESS_UP },
	{ KEY_DOWN, PRESS_DOWN },
	{ KEY_PPAGE, PRESS_PAGE_UP },
	{ KEY_NPAGE, PRESS_PAGE_DOWN },
	{ KEY_HOME, PRESS_HOME },
	{ KEY_END, PRESS_END },
	{ KEY_BACKSPACE, PRESS_BACKSPACE },
	{ KEY_ENTER, PRESS_ENTER },
	{ KEY_RESIZE, PRESS_RESIZE },
};

static void begin_colours(void)
{
	if (!colour_is_wanted(stdout) || !has_colors() || start_color() == ERR ||
	    use_default_colors() == ERR)
		return;
	for (int i = 1; i < CANVAS_LOOKS; i++)
		init_pair((short)i, looks[i].colour, -1);
}

int terminal_open(struct canvas *canvas)
{
	canvas->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (!newterm(NULL, stdout, stdin))
		return -ENOTTY;
	begin_colours();
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_WAIT_MS);
	curs_set(0);
	return canvas_resize(canvas, LINES, COLS);
}

void terminal_close(void)
{
	endwin();
}

static uint32_t function_key(wint_t code)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].code == code)
			return keys[i].key;
	return PRESS_FIRST;
}

static uint32_t character_key(wint_t character)
{
	if (character == '\r')
		return PRESS_ENTER;
	return character == 0x7f || character == '\b' ? PRESS_BACKSPACE : (uint32_t)character;
}

uint32_t terminal_key(struct canvas *canvas)
{
	wint_t code;
	int rc = wget_wch(stdscr, &code);
	uint32_t key;

	if (rc == ERR)
		return 0;
	key = rc == KEY_CODE_YES ? function_key(code) : character_key(code);
	if (key == PRESS_RESIZE)
		canvas_resize(canvas, LINES, COLS);
	return key;
}

/* Draws the cells from there on that look alike.  Returns the column behind them. */
static int show_stretch(const struct canvas *canvas, int row, int column)
{
	const struct canvas_cell *cell = canvas_get(canvas, row, column);
	enum canvas_look look = cell->look;
	bool coloured = looks[look].colour >= 0 && COLOR_PAIRS >= CANVAS_LOOKS;

	attr_set(looks[look].attributes, coloured ? (short)look : 0, NULL);
	move(row, column);
	for (; cell && cell->look == look; cell = canvas_get(canvas, row, ++column))
		if (cell->character)
			addnwstr(&cell->character, 1);
	return column;
}

void terminal_show(const struct canvas *canvas, int cursor)
{
	for (int row = 0; row < canvas->rows; row++)
		for (int column = 0; column < canvas->columns;)
			column = show_stretch(canvas, row, column);
	curs_set(cursor >= 0);
	move(cursor >= 0 ? canvas->rows - 1 : 0, cursor >= 0 ? cursor : 0);
	refresh();
}

void terminal_redraw(void)
{
	clearok(curscr, TRUE);
}
