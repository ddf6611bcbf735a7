/* fake_files.c - see fake_files.h.  SPDX-License-Identifier: ISC */
#include "fake_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void fake_files_path(char path[FAKE_FILES_PATH], const char *root, const char *name)
{
	assert_in_range(snprintf(path, FAKE_FILES_PATH, "%s/%s", root, name), 1,
			FAKE_FILES_PATH - 1);
}

int fake_files_open(void **state)
{
	char root[] = "/tmp/files.XXXXXX";

	assert_non_null(mkdtemp(root));
	*state = strdup(root);
	return *state ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

int fake_files_close(void **state)
{
	int rc = nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return rc;
}

void fake_files_write(const char *root, const char *name, const char *text)
{
	char path[FAKE_FILES_PATH];
	FILE *file;

	fake_files_path(path, root, name);
	for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = '\0';
		mkdir(path, 0755);
	}
	if (!text) {
		assert_int_equal(remove(path), 0);
		return;
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}
