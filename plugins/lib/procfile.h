/* procfile.h - one number out of a file of the kernel's.  SPDX-License-Identifier: ISC */
#ifndef PROCFILE_H
#define PROCFILE_H

#include <stdint.h>

/* procfile_number - the number behind the key at the beginning of a line; key NULL: that which the file
 * begins with, where "max" is INT64_MAX.  0, -ENODATA: there is no such number; or another -errno of a
 * file that cannot be read.  One read() of what is there: it never waits. */
int procfile_number(const char *path, const char *key, int64_t *number);

#endif
