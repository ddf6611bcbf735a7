/* screen.h - the desk on a terminal, until the user quits.  SPDX-License-Identifier: ISC */
#ifndef SCREEN_H
#define SCREEN_H

#include "wanted.h"

/* screen_run - watch the daemon of that directory until the user quits.  0, or -errno; either way
 * the terminal is as it was. */
int screen_run(const struct wanted *wanted, const char *dir);

#endif
