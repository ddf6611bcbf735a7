/* deposit.h - files that are there as a whole or not at all.  SPDX-License-Identifier: ISC */
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
	bool force; /* what stands there is kept as PATH.old; else -EEXIST */
};

/* deposit_file - synced before it takes its name; directories on the way are made, for us alone.  0, or
 * -errno. */
int deposit_file(const struct deposit *deposit);

/* deposit_make_way - the directories above path, for us alone, those that are there left as they are.  0, or
 * -errno. */
int deposit_make_way(const char *path);

/* deposit_restore - PATH.old is PATH again.  0, or -errno. */
int deposit_restore(const char *path);

/* deposit_withdraw - what was put there becomes PATH.refused; with force what stood there before is back.  0, or
 * -errno. */
int deposit_withdraw(const char *path, bool force);

#endif
