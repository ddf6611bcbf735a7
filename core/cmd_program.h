/* cmd_program.h - commands that are programs of their own.  SPDX-License-Identifier: ISC
 *
 * `muzzle sim`, `watch` and `init` run muzzle-sim, muzzle-watch and muzzle-init: a router with
 * little flash can do without them.
 */
#ifndef CMD_PROGRAM_H
#define CMD_PROGRAM_H

#include <limits.h>

#include "cmd.h"

/* cmd_program_run - become muzzle-NAME, for the command NAME: the one beside this binary, else the
 * installed one.  Returns only if neither can be run: CMD_FAILED, with a message on stderr. */
int cmd_program_run(const struct cmd_args *args);

/* cmd_program_find_beside - the path that name would have beside this binary. */
void cmd_program_find_beside(char path[PATH_MAX], const char *name);

#endif
