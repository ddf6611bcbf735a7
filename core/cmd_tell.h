/* cmd_tell.h - `muzzle hold`, `release` and `reset`: what a person tells the daemon.
 * SPDX-License-Identifier: ISC */
#ifndef CMD_TELL_H
#define CMD_TELL_H

#include <json-c/json.h>

#include "cmd.h"

/* cmd_tell_hold - hold TARGET [[--for] DURATION | --until TIME] [--by WHO] [--why TEXT]; the exit
 * code. */
int cmd_tell_hold(const struct cmd_args *args);

/* cmd_tell_release - release TARGET [--by WHO] [--why TEXT]; the exit code. */
int cmd_tell_release(const struct cmd_args *args);

/* cmd_tell_reset - reset TARGET [--charges] [--law] [--by WHO] [--why TEXT]; the exit code. */
int cmd_tell_reset(const struct cmd_args *args);

/* cmd_tell_who - the user who commands, by the environment, which only the log believes, or by his
 * name.  NULL: unknown; the daemon then takes his number.  It stands until the next call. */
const char *cmd_tell_who(void);

/* cmd_tell_outcome - what the answer says of a command: `did`, or why nothing was done. */
const char *cmd_tell_outcome(struct json_object *answer, const char *did);

#endif
