/* pager.h - a text longer than the screen.  SPDX-License-Identifier: ISC */
#ifndef PAGER_H
#define PAGER_H

#include <stddef.h>
#include <stdint.h>

#include "canvas.h"

/* Zeroed: empty. */
struct pager {
	char *text; /* owned; lines that end with a newline */
	long top;   /* the first wrapped line on the screen */
	long lines; /* wrapped lines in all, when it was last drawn ... */
	long shown; /* ... and how many the screen has room for */
};

/* pager_take - show a malloc'ed text, owned by the pager from now on; the scroll position stays. */
void pager_take(struct pager *pager, char *text);

/* pager_press - scroll; other keys do nothing. */
void pager_press(struct pager *pager, uint32_t key);

/* pager_draw - into `rows` rows of the canvas, wrapped, from row `first` on. */
void pager_draw(struct pager *pager, struct canvas *canvas, int first, int rows);

/* pager_fini - free the text; it is empty then. */
void pager_fini(struct pager *pager);

#endif
