/* world_owner.h - the person who looks after it in the end.  SPDX-License-Identifier: ISC
 *
 * Deaths are permanent, but no owner waits a year: told, the owner comes within hours; untold, after
 * days.  What is mended so was missed by the decider.
 */
#ifndef WORLD_OWNER_H
#define WORLD_OWNER_H

#include "world.h"

/* world_owner_expect - who has just died; the owner will notice some day. */
void world_owner_expect(struct world *world, int who);

/* world_owner_told - the decider told the owner of who. */
void world_owner_told(struct world *world, int who);

#endif
