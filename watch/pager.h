/* pager.h - a text longer than the screen.  SPDX-License-Identifier: ISC */
#ifndef PAGER_H
#define PAGER_H

#include <stddef.h>
#include <stdint.h>

#include "canvas.h"

/* Zeroed: empty. */
struct pager {
	char *text; /* owned; lines that end with a newline */
	long top;   /* the first line on the screen, of the wrapped ones */
	long lines; /* as it was drawn last: all ... */
	long shown; /* ... and those on the screen */
};

/* pager_take - show text from now on, which must come from malloc and is freed by the pager; where one
 * had scrolled to stays. */
void pager_take(struct pager *pager, char *text);

/* pager_press - scroll; other keys do nothing. */
void pager_press(struct pager *pager, uint32_t key);

/* pager_draw - into `rows` rows of the canvas, wrapped, from row `first` on. */
void pager_draw(struct pager *pager, struct canvas *canvas, int first, int rows);

/* pager_fini - empty. */
void pager_fini(struct pager *pager);

#endif
