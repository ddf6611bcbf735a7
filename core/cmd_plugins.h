/* cmd_plugins.h - `muzzle plugins`.  SPDX-License-Identifier: ISC */
#ifndef CMD_PLUGINS_H
#define CMD_PLUGINS_H

#include <stdbool.h>
#include <stdio.h>

/* cmd_plugins_run - prints the plugins that lie where the configuration in file says, or one of them
 * with all its options; name NULL: the list.  The file may be missing or broken.  Returns the exit
 * code: 0, 1 when the named plugin is refused, 2 when there is none or no directory of them. */
int cmd_plugins_run(const char *file, const char *name, bool json, FILE *out);

#endif
