/* terminal.h - cells onto a terminal, keys from it.  SPDX-License-Identifier: ISC
 *
 * The one place that knows ncurses, and with it the terminal's state: from open to close nothing else may
 * write to it.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdint.h>

#include "canvas.h"

/* terminal_open - take the screen; canvas gets its size.  0, or -errno. */
int terminal_open(struct canvas *canvas);

/* terminal_close - give it back as it was. */
void terminal_close(void);

/* terminal_key - the next key (press.h) that waits; 0: none.  PRESS_RESIZE has resized the canvas. */
uint32_t terminal_key(struct canvas *canvas);

/* terminal_show - what has changed since the last time; the cursor in that column of the last row, -1:
 * nowhere. */
void terminal_show(const struct canvas *canvas, int cursor);

/* terminal_redraw - all of it anew, as the screen may have been written on. */
void terminal_redraw(void);

#endif
