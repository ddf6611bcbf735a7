/* sections.h - the sections of configuration files, as written.  SPDX-License-Identifier: ISC
 *
 * Knows kinds and names, but no key: what a section means is conf.h's matter.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include <stdbool.h>

#include "option.h"

struct arena;

/* A kind of section; a list of them ends with kind NULL. */
struct sections_kind {
	const char *kind;
	bool named; /* [gateway waha], else [muzzle] */
};

struct sections {
	struct arena *arena; /* borrowed; all that is read lives there */
	struct remarks *remarks;
	const struct sections_kind *kinds; /* NULL: any kind, none of them named */
	struct option_section *first, *last;
	struct option_pair **pairs_end; /* where the last section's next key goes */
	bool dropping;                  /* keys of a section that was refused */
};

/* sections_read_file - adds a file's sections; errors go to the remarks.  0, -ENOMEM. */
int sections_read_file(struct sections *sections, const char *path);

/* sections_read_dir - the files NAME.ini of a directory by name; one that is not there is empty. */
int sections_read_dir(struct sections *sections, const char *path);

/* sections_find - by kind and name ("" for kinds without); NULL: there is none. */
const struct option_section *sections_find(const struct option_section *first, const char *kind,
					   const char *name);

/* sections_next - the first section of a kind at or behind from, in the order of the files; NULL
 * ends. */
struct option_section *sections_next(struct option_section *from, const char *kind);

#endif
