/* press.h - the keys, and what they are for.  SPDX-License-Identifier: ISC */
#ifndef PRESS_H
#define PRESS_H

#include <stddef.h>
#include <stdint.h>

/* A key is a code point, or one of these. */
enum press {
	PRESS_REDRAW = 0x0c,
	PRESS_WIPE = 0x15,
	PRESS_ENTER = '\n',
	PRESS_ESCAPE = 0x1b,
	PRESS_FIRST = 0x110000, /* beyond every code point; a key without a use */
	PRESS_UP,
	PRESS_DOWN,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_HOME,
	PRESS_END,
	PRESS_BACKSPACE,
	PRESS_RESIZE,
};

/* press_help - the lines of the help page; NULL: no more. */
const char *press_help(size_t i);

#endif
