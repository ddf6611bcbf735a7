/* ability.h - is there a terminal that a screen can be drawn on?  SPDX-License-Identifier: ISC */
#ifndef ABILITY_H
#define ABILITY_H

#include <stdbool.h>

/* ability_to_draw - standard input and output are terminals, of a kind that is known and can place text. */
bool ability_to_draw(void);

#endif
