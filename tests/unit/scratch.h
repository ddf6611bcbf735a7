/* scratch.h - a directory of its own for a test that needs files.  SPDX-License-Identifier: ISC */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SCRATCH_BYTES 512

struct scratch {
	char dir[64];
	char path[SCRATCH_BYTES]; /* of the file written last */
};

static struct scratch scratch_make(void)
{
	struct scratch scratch = { .dir = "/tmp/muzzle-unit-XXXXXX" };

	assert_non_null(mkdtemp(scratch.dir));
	return scratch;
}

/* Writes bytes as dir/name, name may have one directory in it; returns its path. */
static const char *scratch_write_bytes(struct scratch *scratch, const char *name, const char *text,
				       size_t bytes)
{
	const char *slash = strchr(name, '/');
	FILE *file;

	if (slash) {
		snprintf(scratch->path, sizeof(scratch->path), "%s/%.*s", scratch->dir,
			 (int)(slash - name), name);
		mkdir(scratch->path, 0755);
	}
	snprintf(scratch->path, sizeof(scratch->path), "%s/%s", scratch->dir, name);
	file = fopen(scratch->path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, bytes, file), bytes);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(scratch->path, 0600), 0);
	return scratch->path;
}

static const char *scratch_write(struct scratch *scratch, const char *name, const char *text)
{
	return scratch_write_bytes(scratch, name, text, strlen(text));
}

static void scratch_remove(struct scratch *scratch)
{
	char command[SCRATCH_BYTES];

	snprintf(command, sizeof(command), "rm -rf '%s'", scratch->dir);
	assert_int_equal(system(command), 0);
}

#endif
