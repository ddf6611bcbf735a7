/* cmd_test.h - `muzzle test`: tries an action or an alert on purpose.  SPDX-License-Identifier: ISC
 *
 * Needs no daemon.  If one runs, it is told to hold the target meanwhile.
 */
#ifndef CMD_TEST_H
#define CMD_TEST_H

#include "cmd.h"

/* cmd_test_run - test ACTION [TARGET] [--yes]; returns the exit code. */
int cmd_test_run(const struct cmd_args *args);

#endif
