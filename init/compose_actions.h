/* compose_actions.h - the ladder, its actions, and alerts.  SPDX-License-Identifier: ISC */
#ifndef COMPOSE_ACTIONS_H
#define COMPOSE_ACTIONS_H

#include "compose.h"

/* compose_actions_put_ladder - that line of the gateway; a comment if nothing restarts it. */
void compose_actions_put_ladder(const struct compose *c, FILE *out);

/* compose_actions_write - the sections of the actions. */
void compose_actions_write(const struct compose *c, FILE *out);

#endif
