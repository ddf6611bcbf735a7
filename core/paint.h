/* paint.h - colours, for who reads on a terminal.  SPDX-License-Identifier: ISC
 *
 * A colour never says anything that the words beside it do not say.
 */
#ifndef PAINT_H
#define PAINT_H

#include <stdbool.h>
#include <stdio.h>

enum paint { PAINT_GOOD = 1, PAINT_DOUBT, PAINT_BAD, PAINT_STRONG };

/* paint_is_wanted - out is a terminal, TERM is set and not dumb, and NO_COLOR is unset or empty. */
bool paint_is_wanted(FILE *out);

/* paint_begin - what follows is so coloured, if that is wanted; 0 is no colour. */
void paint_begin(FILE *out, enum paint paint);

/* paint_end - what follows is plain again. */
void paint_end(FILE *out);

#endif
