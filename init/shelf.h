/* shelf.h - paths: of the configuration, its directories, the program.
 * SPDX-License-Identifier: ISC
 *
 * Where muzzle is installed, the default directories will do.  A muzzle in its build tree, a user
 * who is not root and a configuration elsewhere get directories of their own, so that two of them
 * never share one.
 */
#ifndef SHELF_H
#define SHELF_H

#include <limits.h>
#include <stdbool.h>

#include "wish.h"

struct shelf {
	char main[PATH_MAX];  /* the configuration, as `-c` names it */
	char file[PATH_MAX];  /* what is written: the same, or a file in conf.d beside it */
	char key[PATH_MAX];   /* where a key is written */
	char state[PATH_MAX]; /* "": the default will do, as with the three below */
	char run[PATH_MAX];
	char plugins[PATH_MAX];
	char preset_line[PATH_MAX];
	char presets[PATH_MAX]; /* where init reads presets */
	char muzzle[PATH_MAX];  /* the program */
	bool usual;             /* every command uses .main without -c */
	bool joins;             /* .main exists: .file is beside it */
	bool print;             /* to standard output, not to a file */
};

/* shelf_find - all but .file and .key.  0, or -errno; the reason is on stderr. */
int shelf_find(struct shelf *shelf, const struct wish *wish);

/* shelf_place - .file and .key, for a gateway of that name. */
void shelf_place(struct shelf *shelf, const char *name);

#endif
