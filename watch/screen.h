/* screen.h - the desk on a terminal, from the first key to the last.  SPDX-License-Identifier: ISC */
#ifndef SCREEN_H
#define SCREEN_H

#include "wanted.h"

/* screen_run - for the daemon whose directory that is.  0, or -errno after giving the terminal back. */
int screen_run(const struct wanted *wanted, const char *dir);

#endif
