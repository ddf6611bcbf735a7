/* mode.h - the one line that says whether muzzle acts.  SPDX-License-Identifier: ISC */
#ifndef MODE_H
#define MODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mode_change {
	int line;         /* from 1: the key's, or that of [muzzle] */
	bool said;        /* it is the key's; else one is put behind it */
	const char *word; /* observe, enforce */
};

/* mode_write - the text, with that change made, to out.  Nothing else is touched, a comment behind the value
 * included; pure. */
void mode_write(const char *text, const struct mode_change *change, FILE *out);

#endif
