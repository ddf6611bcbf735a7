/* cmd_program.h - commands that are programs of their own.  SPDX-License-Identifier: ISC
 *
 * `muzzle sim`, `watch` and `init` are muzzle-sim, muzzle-watch and muzzle-init: a router's flash need not
 * carry them.
 */
#ifndef CMD_PROGRAM_H
#define CMD_PROGRAM_H

#include <limits.h>

#include "cmd.h"

/* cmd_program_run - becomes muzzle-NAME, by the command's name: the one beside this binary, else the
 * installed one.  Returns only when neither can be run: CMD_FAILED, after saying where it should be. */
int cmd_program_run(const struct cmd_args *args);

/* cmd_program_find_beside - where name would lie in this binary's own directory. */
void cmd_program_find_beside(char path[PATH_MAX], const char *name);

#endif
