/* deposit.c - see deposit.h.  SPDX-License-Identifier: ISC */
#include "deposit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int deposit_make_way(const char *path)
{
	char dir[PATH_MAX];

	if (snprintf(dir, sizeof(dir), "%s", path) >= (int)sizeof(dir))
		return -ENAMETOOLONG;
	for (char *slash = strchr(dir + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(dir, 0700) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

static int write_all(int fd, const struct deposit *deposit)
{
	size_t done = 0;

	while (done < deposit->bytes) {
		ssize_t n = write(fd, deposit->text + done, deposit->bytes - done);

		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	if (fchmod(fd, deposit->mode) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

static int write_new(const char *path, const struct deposit *deposit)
{
	int fd, rc;

	unlink(path); /* left by a run that was killed */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, deposit);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	return rc;
}

static int keep_old(const char *path)
{
	char old[PATH_MAX];

	if (snprintf(old, sizeof(old), "%s.old", path) >= (int)sizeof(old))
		return -ENAMETOOLONG;
	unlink(old);
	return link(path, old) < 0 && errno != ENOENT ? -errno : 0;
}

/* Without force link is used: unlike rename it refuses to replace a file that came meanwhile. */
static int take_name(const char *new, const struct deposit *deposit)
{
	int rc = deposit->force ? keep_old(deposit->path) : 0;

	if (rc)
		return rc;
	if (deposit->force)
		return rename(new, deposit->path) < 0 ? -errno : 0;
	return link(new, deposit->path) < 0 ? -errno : 0;
}

int deposit_file(const struct deposit *deposit)
{
	char new[PATH_MAX];
	int rc = deposit_make_way(deposit->path);

	if (snprintf(new, sizeof(new), "%s.new", deposit->path) >= (int)sizeof(new))
		return -ENAMETOOLONG;
	if (rc == 0 && !deposit->force && access(deposit->path, F_OK) == 0)
		rc = -EEXIST;
	if (rc)
		return rc;
	rc = write_new(new, deposit);
	if (rc == 0)
		rc = take_name(new, deposit);
	unlink(new);
	return rc;
}

int deposit_restore(const char *path)
{
	char old[PATH_MAX];

	if (snprintf(old, sizeof(old), "%s.old", path) >= (int)sizeof(old))
		return -ENAMETOOLONG;
	return rename(old, path) < 0 ? -errno : 0;
}

int deposit_withdraw(const char *path, bool force)
{
	char refused[PATH_MAX];
	int rc;

	if (snprintf(refused, sizeof(refused), "%s.refused", path) >= (int)sizeof(refused))
		return -ENAMETOOLONG;
	if (rename(path, refused) < 0)
		return -errno;
	rc = force ? deposit_restore(path) : 0;
	return rc == -ENOENT ? 0 : rc;
}
