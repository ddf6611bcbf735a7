/* cmd_run.h - `muzzle run`: the daemon.  SPDX-License-Identifier: ISC */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "cmd.h"

/* cmd_run_run - serves until SIGTERM; returns the exit code. */
int cmd_run_run(const struct cmd_args *args);

#endif
