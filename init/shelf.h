/* shelf.h - where the configuration and what belongs to it lies.  SPDX-License-Identifier: ISC
 *
 * Installed, the defaults do: nothing need be said.  A muzzle that runs from its build tree, a user who is not
 * root and a file elsewhere get directories of their own, so that two of them never share one.
 */
#ifndef SHELF_H
#define SHELF_H

#include <limits.h>
#include <stdbool.h>

#include "wish.h"

struct shelf {
	char main[PATH_MAX];  /* what `-c` names */
	char file[PATH_MAX];  /* what is written; the same, or in conf.d beside it */
	char key[PATH_MAX];   /* where a key is put */
	char state[PATH_MAX]; /* "" where the default will do, as with the three below */
	char run[PATH_MAX];
	char plugins[PATH_MAX];
	char preset_line[PATH_MAX];
	char presets[PATH_MAX]; /* where presets are read now */
	char muzzle[PATH_MAX];  /* the program */
	bool usual;             /* main is what every command takes without -c */
	bool joins;             /* file is not main */
	bool print;             /* to standard output, no file */
};

/* shelf_find - all but what depends on the gateway's name.  0, or -errno after the reason went to stderr. */
int shelf_find(struct shelf *shelf, const struct wish *wish);

/* shelf_place - file and key of a gateway with that name. */
void shelf_place(struct shelf *shelf, const char *name);

#endif
