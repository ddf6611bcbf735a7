/* world_line.h - the uplink that all sessions share.  SPDX-License-Identifier: ISC */
#ifndef WORLD_LINE_H
#define WORLD_LINE_H

#include "world.h"

/* world_line_lose - down for so long; the watcher hears of both ends 5 to 30 s late. */
void world_line_lose(struct world *world, int64_t for_ms);

#endif
