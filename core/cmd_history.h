/* cmd_history.h - `muzzle history`: what happened and what was done.  SPDX-License-Identifier: ISC */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include "cmd.h"

/* cmd_history_run - history [TARGET], from the journal's files, which outlive the daemon; newest last.
 * A gateway's history is that of its sessions too.  Returns the exit code. */
int cmd_history_run(const struct cmd_args *args);

#endif
