/* cmd_plugins.h - `muzzle plugins`.  SPDX-License-Identifier: ISC */
#ifndef CMD_PLUGINS_H
#define CMD_PLUGINS_H

#include <stdbool.h>
#include <stdio.h>

/* What to show and how. */
struct cmd_plugins {
	const char *file; /* the configuration that says where plugins are; it may be missing or broken */
	const char *name; /* one plugin with its options; NULL: a list of all */
	bool json;
};

/* cmd_plugins_run - prints to out.  Returns the exit code: 0, 1 when the named plugin is refused, 2
 * when there is no such plugin or no directory of them. */
int cmd_plugins_run(const struct cmd_plugins *cmd, FILE *out);

#endif
