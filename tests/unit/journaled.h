/* journaled.h - a daemon's journal in a scratch directory, as its writer would have it.  SPDX-License-Identifier: ISC */
#ifndef JOURNALED_H
#define JOURNALED_H

#include "scratch.h"

/* At its end, which may be the middle of a line. */
static void journaled_append(const struct scratch *scratch, const char *text)
{
	char path[SCRATCH_BYTES];
	FILE *file;

	snprintf(path, sizeof(path), "%s/journal", scratch->dir);
	file = fopen(path, "a");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Back to so many bytes: the writer could not write a line whole. */
static void journaled_cut(const struct scratch *scratch, size_t bytes)
{
	char path[SCRATCH_BYTES];

	snprintf(path, sizeof(path), "%s/journal", scratch->dir);
	assert_int_equal(truncate(path, (off_t)bytes), 0);
}

static void journaled_swap(const struct scratch *scratch)
{
	char newer[SCRATCH_BYTES], older[SCRATCH_BYTES];

	snprintf(newer, sizeof(newer), "%s/journal", scratch->dir);
	snprintf(older, sizeof(older), "%s/journal.1", scratch->dir);
	assert_int_equal(rename(newer, older), 0);
}

#endif
