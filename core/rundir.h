/* rundir.h - where the daemon of a configuration is found.  SPDX-License-Identifier: ISC */
#ifndef RUNDIR_H
#define RUNDIR_H

#include <stddef.h>

#include "cmd.h"
#include "trail.h"

#define RUNDIR_BYTES 2048

/* rundir_find - run_dir of the configuration, as far as it can be read: an error elsewhere in it
 * must not hide a daemon that runs.  The default when it says nothing; a file that is not there is an
 * error only when -c named it.  0, or -errno after a message on stderr. */
int rundir_find(const struct cmd_args *args, char *dir, size_t dir_bytes);

/* rundir_read_journal - each whole line of its journal, the older file first; dir becomes that of the
 * files.  An exit code: CMD_OK, else after a message on stderr. */
int rundir_read_journal(const struct cmd_args *args, const struct trail_reader *reader,
			char dir[RUNDIR_BYTES]);

#endif
