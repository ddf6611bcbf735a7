/* compose_actions.h - the ladder, its actions, and who is told.  SPDX-License-Identifier: ISC */
#ifndef COMPOSE_ACTIONS_H
#define COMPOSE_ACTIONS_H

#include "compose.h"

/* compose_actions_put_ladder - the line of the gateway; switched off where nothing can be named. */
void compose_actions_put_ladder(const struct compose *c, FILE *out);

/* compose_actions_write - the sections. */
void compose_actions_write(const struct compose *c, FILE *out);

#endif
