/* cmd_sim.h - `muzzle sim`: a world with a known truth for the engine.  SPDX-License-Identifier: ISC
 *
 * The simulator is a program of its own, muzzle-sim: a router's flash need not carry it.
 */
#ifndef CMD_SIM_H
#define CMD_SIM_H

#include "cmd.h"

/* cmd_sim_run - becomes muzzle-sim: the one beside this binary, else the installed one.  Returns only
 * when neither can be run: CMD_FAILED, after saying where it should be. */
int cmd_sim_run(const struct cmd_args *args);

#endif
