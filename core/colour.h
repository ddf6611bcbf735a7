/* colour.h - colours, for who reads on a terminal.  SPDX-License-Identifier: ISC
 *
 * A colour never says anything that the words beside it do not say.
 */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>
#include <stdio.h>

enum colour { COLOUR_GOOD = 1, COLOUR_DOUBT, COLOUR_BAD, COLOUR_STRONG };

/* colour_is_wanted - out is a terminal, TERM is set and not dumb, and NO_COLOR is unset or empty. */
bool colour_is_wanted(FILE *out);

/* colour_begin - what follows is so coloured, if that is wanted; 0 is no colour. */
void colour_begin(FILE *out, enum colour colour);

/* colour_end - what follows is plain again. */
void colour_end(FILE *out);

#endif
