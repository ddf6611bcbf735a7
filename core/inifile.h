/* inifile.h - INI files, read through inih with a reader of ours.  SPDX-License-Identifier: ISC
 *
 * What inih as it is packaged cannot do, the reader does before it: it counts lines, cuts long
 * values into pieces that inih takes and joins them again, takes indentation off (inih would glue
 * an indented key to the value above), protects a `;` in double quotes, and refuses what inih would
 * cut or skip in silence.  Files are at most INIFILE_MAX_BYTES long.
 *
 *   [kind name]          a section, its text below 50 bytes
 *   key = value ; text   a comment begins at the start of a line with ; or #, and behind a value at
 *                        blank and ; unless a double quote is open (\" and \\ inside quotes)
 */
#ifndef INIFILE_H
#define INIFILE_H

#include <stddef.h>

#include "remarks.h"

#define INIFILE_MAX_BYTES 1048576
#define INIFILE_SECTION_MAX 49 /* bytes between the brackets */
#define INIFILE_KEY_MAX 49

struct inifile_pair {
	const char *key;
	const char *value;
};

/* Called at a section's line with pair NULL, then for each of its keys; the strings end with the
 * call, save for the place's file.  Keys before the first section come with section "".  Not 0:
 * reading stops with that result. */
typedef int inifile_entry(void *arg, const struct remark_place *place, const char *section,
			  const struct inifile_pair *pair);

struct inifile_sink {
	inifile_entry *entry;
	void *arg;
	struct remarks *remarks; /* lines that cannot be read; reading goes on */
};

/* inifile_parse - a text that need not be terminated; name is the file in messages and places. */
int inifile_parse(const char *name, const char *text, size_t bytes,
		  const struct inifile_sink *sink);

/* inifile_load - the same for a file that trust_check_file accepts; what hinders it is an error
 * in the remarks.  Places point to path.  0 or what the entry function returned; -ENOMEM. */
int inifile_load(const char *path, const struct inifile_sink *sink);

#endif
