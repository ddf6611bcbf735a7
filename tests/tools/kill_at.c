/* kill_at.c - ends the process just before its N-th step that leaves a trace.  SPDX-License-Identifier: ISC
 *
 * Preloaded.  A step is a write, sync, rename or removal under the directory KILL_UNDER, or the sending
 * of a POST.  Steps count from the moment when the file KILL_ARMED exists; KILL_AT=N is the one that
 * does not happen; with KILL_TORN a write happens by half.  With a KILL_AT that is never reached, KILL_COUNT
 * names a file for the count.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int steps;

static bool under(const char *path)
{
	const char *dir = getenv("KILL_UNDER");

	return dir && strncmp(path, dir, strlen(dir)) == 0;
}

static bool fd_under(int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t bytes;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	bytes = readlink(link, path, sizeof(path) - 1);
	if (bytes < 0)
		return false;
	path[bytes] = '\0';
	return under(path);
}

static void record(void)
{
	const char *path = getenv("KILL_COUNT");
	char text[16];
	int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644)
		      : -1;

	if (fd < 0)
		return;
	snprintf(text, sizeof(text), "%d\n", steps);
	syscall(SYS_write, fd, text, strlen(text));
	syscall(SYS_close, fd);
}

static bool is_last(void)
{
	const char *armed = getenv("KILL_ARMED"), *at = getenv("KILL_AT");
	struct stat st;

	if (!armed || stat(armed, &st) < 0)
		return false;
	steps++;
	record();
	return at && steps == atoi(at);
}

static void step(void)
{
	if (is_last())
		kill(getpid(), SIGKILL);
}

ssize_t write(int fd, const void *data, size_t bytes)
{
	if (fd_under(fd) && is_last()) {
		if (getenv("KILL_TORN"))
			syscall(SYS_write, fd, data, bytes / 2);
		kill(getpid(), SIGKILL);
	}
	return syscall(SYS_write, fd, data, bytes);
}

int fsync(int fd)
{
	if (fd_under(fd))
		step();
	return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	if (fd_under(fd))
		step();
	return (int)syscall(SYS_fdatasync, fd);
}

int rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	if (under(to) || fd_under(to_fd))
		step();
	return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

int unlink(const char *path)
{
	if (under(path))
		step();
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

ssize_t send(int fd, const void *data, size_t bytes, int flags)
{
	if (bytes > 5 && memcmp(data, "POST ", 5) == 0)
		step();
	return syscall(SYS_sendto, fd, data, bytes, flags, NULL, 0);
}
