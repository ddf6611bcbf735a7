/* command.h - commands before and after they run.  SPDX-License-Identifier: ISC */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "evidence.h"

#define COMMAND_NOT_RUNNABLE 126 /* exit codes of what could not be executed after all */
#define COMMAND_NOT_FOUND 127

/* command_find - 0 if argv0 can be executed, looked up in PATH unless it holds a slash; else
 * -ENOENT, -EACCES, -EISDIR or the like.  A few system calls, none of which waits. */
int command_find(const char *argv0);

/* command_check - tells by, under the option's key, of a program that cannot be executed.  -EINVAL if
 * it is a path, which is as wrong later; 0 if it is looked up: it may be installed meanwhile. */
int command_check(const char *argv0, const char *key, const struct evidence *by);

/* command_describe_end - "NAME exited with 1: the end of its output", "NAME was killed by signal
 * 9", or that it was ended for taking too long.  NAME is the last part of argv0's path. */
void command_describe_end(char *out, size_t out_bytes, const char *argv0,
			  const struct muzzle_exit *how);

/* command_judge_end - codes that no further try can change are MUZZLE_NO_SETUP: those of shells, and
 * the command's own setup_code (0: it has none). */
enum muzzle_result command_judge_end(const struct muzzle_exit *e, int setup_code);

#endif
