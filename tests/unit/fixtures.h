/* fixtures.h - built test plugins, copied to where nobody else may write.  SPDX-License-Identifier: ISC */
#ifndef FIXTURES_H
#define FIXTURES_H

#include "scratch.h"

/* Copies the built plugin into the scratch directory, under another name if as is not NULL. */
static const char *fixtures_copy(struct scratch *scratch, const char *plugin, const char *as)
{
	char command[SCRATCH_BYTES * 4];

	scratch_write(scratch, as ? as : plugin, "");
	snprintf(command, sizeof(command), "cp '%s/fixtures/%s' '%s' && chmod 755 '%s'", BUILD_DIR,
		 plugin, scratch->path, scratch->path);
	assert_int_equal(system(command), 0);
	return scratch->path;
}

#endif
