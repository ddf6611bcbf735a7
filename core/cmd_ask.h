/* cmd_ask.h - `muzzle status` and `muzzle why`: what the daemon knows.  SPDX-License-Identifier: ISC */
#ifndef CMD_ASK_H
#define CMD_ASK_H

#include "cmd.h"

/* cmd_ask_status - every target, shortly; returns the exit code. */
int cmd_ask_status(const struct cmd_args *args);

/* cmd_ask_why - one target, all that is known; returns the exit code. */
int cmd_ask_why(const struct cmd_args *args);

#endif
