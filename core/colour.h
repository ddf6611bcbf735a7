/* colour.h - colours on a terminal.  SPDX-License-Identifier: ISC
 *
 * A colour only repeats what the words beside it say.
 */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>
#include <stdio.h>

enum colour { COLOUR_GOOD = 1, COLOUR_DOUBT, COLOUR_BAD, COLOUR_STRONG };

/* colour_is_wanted - out is a terminal, TERM set and not dumb, NO_COLOR unset or empty. */
bool colour_is_wanted(FILE *out);

/* colour_begin - print what follows in that colour, if colours are wanted; 0: in none. */
void colour_begin(FILE *out, enum colour colour);

/* colour_end - print what follows without colour. */
void colour_end(FILE *out);

#endif
