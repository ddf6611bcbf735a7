/* cmd_replay.h - `muzzle replay`.  SPDX-License-Identifier: ISC */
#ifndef CMD_REPLAY_H
#define CMD_REPLAY_H

#include <stdio.h>

/* cmd_replay_run - replay [--sync] [TRACE|-] with argv[0] = "replay"; file: the configuration, NULL
 * for none.  Returns the exit code: 0, 1 we failed ourselves, 2 bad usage, configuration or lines. */
int cmd_replay_run(const char *file, int argc, char **argv, FILE *out);

#endif
