/* rundir.h - where the daemon of a configuration has its files.  SPDX-License-Identifier: ISC */
#ifndef RUNDIR_H
#define RUNDIR_H

#include <stddef.h>

#include "cmd.h"
#include "trail.h"

#define RUNDIR_BYTES 2048

/* rundir_find - run_dir of the configuration, as far as it can be read: an error elsewhere in it
 * must not hide a daemon that runs.  The default when it says nothing; a file that is not there is
 * an error only when -c named it.  0, or -errno after a message on stderr. */
int rundir_find(const struct cmd_args *args, char *dir, size_t dir_bytes);

/* rundir_read_journal - pass each complete line of its journal to reader, the older file first; dir
 * becomes its directory.  Returns an exit code; but for CMD_OK a message is on stderr. */
int rundir_read_journal(const struct cmd_args *args, const struct trail_reader *reader,
			char dir[RUNDIR_BYTES]);

#endif
