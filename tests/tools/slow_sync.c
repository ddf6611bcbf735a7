/* slow_sync.c - a sync of some file takes SLOW_MS, as flash may; SLOW_NAME is a part of its path.  SPDX-License-Identifier: ISC
 *
 * Preloaded.  SLOW_COUNT names a file that grows by a byte with each.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int is_slow(int fd)
{
	const char *name = getenv("SLOW_NAME");
	char link[64], path[PATH_MAX];
	ssize_t bytes;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	bytes = readlink(link, path, sizeof(path) - 1);
	path[bytes > 0 ? bytes : 0] = '\0';
	return name && strstr(path, name);
}

static void wait_for_flash(int fd)
{
	const char *count = getenv("SLOW_COUNT"), *ms = getenv("SLOW_MS");
	struct timespec wait = { 0, (ms ? atol(ms) : 0) * 1000000 };
	int counted;

	if (!is_slow(fd))
		return;
	nanosleep(&wait, NULL);
	counted = count ? open(count, O_WRONLY | O_CREAT | O_APPEND, 0644) : -1;
	if (counted < 0)
		return;
	if (write(counted, ".", 1) < 0)
		abort();
	close(counted);
}

int fsync(int fd)
{
	wait_for_flash(fd);
	return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	wait_for_flash(fd);
	return (int)syscall(SYS_fdatasync, fd);
}
