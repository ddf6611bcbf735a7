/* mode.h - changes the line `mode = ` of a configuration, and adds others behind it.
 * SPDX-License-Identifier: ISC */
#ifndef MODE_H
#define MODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mode_change {
	int line;         /* from 1: of the key, or of [muzzle] */
	bool said;        /* it is the key's; false: a line is added behind it */
	const char *word; /* observe, enforce; NULL: the mode stays as it is */
	const char *more; /* lines to add behind it; NULL: none */
};

/* mode_write - write the text with that change to out; all else stays, even a comment behind the
 * value.  Pure. */
void mode_write(const char *text, const struct mode_change *change, FILE *out);

#endif
