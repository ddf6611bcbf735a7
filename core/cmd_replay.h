/* cmd_replay.h - `muzzle replay`.  SPDX-License-Identifier: ISC */
#ifndef CMD_REPLAY_H
#define CMD_REPLAY_H

#include "cmd.h"

/* cmd_replay_run - replay [--sync | --would | --diff A.ini B.ini] [TRACE|-]; without -c no
 * configuration.  Returns the exit code: 0, 1 --diff found a difference, or we failed ourselves, 2 bad
 * usage, configuration or lines; and what fails under --diff. */
int cmd_replay_run(const struct cmd_args *args);

#endif
