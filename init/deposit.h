/* deposit.h - writes files whole or not at all.  SPDX-License-Identifier: ISC */
#ifndef DEPOSIT_H
#define DEPOSIT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct deposit {
	const char *path;
	const char *text;
	size_t bytes;
	mode_t mode;
	bool force; /* a file that exists is kept as PATH.old; false: -EEXIST then */
};

/* deposit_file - sync the file before it gets its name; missing directories are made, mode 0700. 0,
 * or -errno. */
int deposit_file(const struct deposit *deposit);

/* deposit_make_way - make the missing directories above path, mode 0700.  0, or -errno. */
int deposit_make_way(const char *path);

/* deposit_restore - rename PATH.old to PATH.  0, or -errno. */
int deposit_restore(const char *path);

/* deposit_withdraw - rename PATH to PATH.refused, and with force PATH.old to PATH.  0 or -errno. */
int deposit_withdraw(const char *path, bool force);

#endif
