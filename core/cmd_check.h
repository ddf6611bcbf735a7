/* cmd_check.h - `muzzle check`.  SPDX-License-Identifier: ISC */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "cmd.h"

/* cmd_check_run - reads and judges the configuration, loads every plugin that it names, and prints
 * all remarks and a summary.  Returns the exit code: 0 it is good (there may be warnings), 2 it is
 * not, 1 we failed ourselves. */
int cmd_check_run(const struct cmd_args *args);

#endif
