/* cmd_tell.h - `muzzle hold`, `release` and `reset`: what a person tells the daemon.
 * SPDX-License-Identifier: ISC */
#ifndef CMD_TELL_H
#define CMD_TELL_H

#include "cmd.h"

/* cmd_tell_hold - hold TARGET [[--for] DURATION | --until TIME] [--by WHO] [--why TEXT]; the exit
 * code. */
int cmd_tell_hold(const struct cmd_args *args);

/* cmd_tell_release - release TARGET [--by WHO] [--why TEXT]; the exit code. */
int cmd_tell_release(const struct cmd_args *args);

/* cmd_tell_reset - reset TARGET [--charges] [--law] [--by WHO] [--why TEXT]; the exit code. */
int cmd_tell_reset(const struct cmd_args *args);

#endif
