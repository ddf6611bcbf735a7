/* standing.h - what a configuration that stands already says of what we would add.  SPDX-License-Identifier: ISC */
#ifndef STANDING_H
#define STANDING_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct standing {
	bool observe;        /* mode = observe */
	bool said;           /* mode stands there */
	char file[PATH_MAX]; /* where it stands, or [muzzle] without it; "": there is no [muzzle] */
	int line;
	size_t gateways;
	bool taken;  /* there is a gateway of that name */
	bool uplink; /* sources and actions that are for all gateways */
	bool docker;
	bool web;
	bool page;
};

/* standing_read - of the configuration main, but for what stands in the file `except`, which will be replaced;
 * for a gateway `name` that shall be added.  0; -errno after every reason why it cannot be read went to stderr. */
int standing_read(struct standing *standing, const char *main, const char *name,
		  const char *except);

#endif
