/* cmd_test.h - `muzzle test`: an action or an alert, tried on purpose.  SPDX-License-Identifier: ISC
 *
 * Needs no daemon.  One that runs is told to keep its hands off meanwhile.
 */
#ifndef CMD_TEST_H
#define CMD_TEST_H

#include "cmd.h"

/* cmd_test_run - test ACTION [TARGET] [--yes]; returns the exit code. */
int cmd_test_run(const struct cmd_args *args);

#endif
