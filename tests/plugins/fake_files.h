/* fake_files.h - files in a directory of the test's own, as the kernel or a gateway would write them.
 * SPDX-License-Identifier: ISC */
#ifndef FAKE_FILES_H
#define FAKE_FILES_H

#include <stddef.h>

#define FAKE_FILES_PATH 256

/* fake_files_open, fake_files_close - for one test: *state is the directory's path. */
int fake_files_open(void **state);
int fake_files_close(void **state);

/* fake_files_write - a file below it with these words, and the directories to it; text NULL: it is gone. */
void fake_files_write(const char *root, const char *name, const char *text);

/* fake_files_path - the path of a name below it. */
void fake_files_path(char path[FAKE_FILES_PATH], const char *root, const char *name);

#endif
