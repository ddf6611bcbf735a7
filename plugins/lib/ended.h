/* ended.h - how a child ended, in words.  SPDX-License-Identifier: ISC */
#ifndef ENDED_H
#define ENDED_H

#include <stddef.h>

#include "muzzle_plugin.h"

#define ENDED_NOT_RUNNABLE 126 /* exit codes of what could not be executed */
#define ENDED_NOT_FOUND 127

/* ended_describe - "NAME exited with 1: the end of its output", "NAME was killed by signal 9", or
 * that it was ended for taking too long.  NAME is the last part of the path of argv0. */
void ended_describe(char *out, size_t out_bytes, const char *argv0, const struct muzzle_exit *how);

#endif
