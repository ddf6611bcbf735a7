/* standing.h - what an existing configuration already has.  SPDX-License-Identifier: ISC */
#ifndef STANDING_H
#define STANDING_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct standing {
	bool observe;        /* mode = observe */
	bool said;           /* it has the key `mode` */
	char file[PATH_MAX]; /* of that key, else of [muzzle]; "": there is no [muzzle] */
	int line;            /* the same */
	int64_t journal_bytes;
	bool journal_said; /* it has the key `journal_size` */
	size_t gateways;   /* how many */
	bool taken;        /* one of them has our name */
	bool uplink;       /* sections that serve all gateways */
	bool docker;
	bool web;
	bool page;
};

/* standing_read - read the configuration `main`, to which a gateway `name` will be added; the file
 * `except` will be replaced, so its sections do not count.  0, or -errno; why is on stderr. */
int standing_read(struct standing *standing, const char *main, const char *name,
		  const char *except);

#endif
