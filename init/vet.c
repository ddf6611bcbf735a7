/* vet.c - see vet.h.  SPDX-License-Identifier: ISC */
#include "vet.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(const char *muzzle, const char *file, int out)
{
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execl(muzzle, "muzzle", "check", "-c", file, (char *)NULL);
	_exit(127);
}

/* What does not fit is read all the same: the writer must not block. */
static void read_all(int in, char said[VET_SAID_BYTES])
{
	char rest[512];
	size_t bytes = 0;
	ssize_t n;

	do {
		size_t room = VET_SAID_BYTES - 1 - bytes;

		n = room ? read(in, said + bytes, room) : read(in, rest, sizeof(rest));
		bytes += n > 0 && room ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	said[bytes] = '\0';
}

int vet_check(const char *muzzle, const char *file, char said[VET_SAID_BYTES])
{
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		become(muzzle, file, ends[1]);
	close(ends[1]);
	if (pid > 0) {
		read_all(ends[0], said);
		waitpid(pid, &status, 0);
	}
	close(ends[0]);
	if (pid < 0)
		return -EAGAIN;
	return WIFEXITED(status) && WEXITSTATUS(status) != 127 ? WEXITSTATUS(status) : -ENOEXEC;
}
