/* ability.h - is there a terminal that a screen can be drawn on?  SPDX-License-Identifier: ISC */
#ifndef ABILITY_H
#define ABILITY_H

#include <stdbool.h>

/* ability_to_draw - true: standard input and output are terminals that can place the cursor. */
bool ability_to_draw(void);

#endif
