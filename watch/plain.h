/* plain.h - what happens in lines: for people without a terminal, or as JSON.  SPDX-License-Identifier: ISC */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "face.h"

struct plain_setting {
	const char *only;  /* a target and what belongs to it; NULL: all */
	const char *where; /* the daemon's directory */
	bool json;         /* each status, one object a line; else the headline, then changes */
	FILE *out;
	FILE *trouble; /* where JSON has no place for what is wrong */
};

struct plain;

/* plain_new - setting is borrowed.  NULL: no memory. */
struct plain *plain_new(const struct plain_setting *setting);

/* plain_free - NULL is allowed. */
void plain_free(struct plain *plain);

/* plain_face - how it talks to the daemon. */
struct face plain_face(struct plain *plain);

#endif
