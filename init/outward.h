/* outward.h - does this box have a way to the world?  SPDX-License-Identifier: ISC */
#ifndef OUTWARD_H
#define OUTWARD_H

#include <stdbool.h>

/* outward_has_route - a default route that is up, of either protocol. */
bool outward_has_route(void);

#endif
