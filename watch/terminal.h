/* terminal.h - shows a canvas on the terminal, and reads its keys.  SPDX-License-Identifier: ISC
 *
 * The one place that draws with ncurses, which keeps the terminal's state: from open to close
 * nothing else may write to it.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdint.h>

#include "canvas.h"

/* terminal_open - take the screen; canvas gets its size.  0, or -errno. */
int terminal_open(struct canvas *canvas);

/* terminal_close - restore the terminal. */
void terminal_close(void);

/* terminal_key - the next key (press.h) that waits; 0: none.  On PRESS_RESIZE the canvas already
 * has the new size. */
uint32_t terminal_key(struct canvas *canvas);

/* terminal_show - draw what has changed.  The cursor stands in that column of the last row; -1: it
 * is hidden. */
void terminal_show(const struct canvas *canvas, int cursor);

/* terminal_redraw - the next terminal_show draws all: others may have written on the screen. */
void terminal_redraw(void);

#endif
