/* slurp.c - see slurp.h.  SPDX-License-Identifier: ISC */
#include "slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trust.h"

/* Room for one byte more than allowed shows that a file is too long, and later takes the NUL. */
static int read_all(struct slurp *slurp, int fd, size_t max_bytes)
{
	ssize_t got;

	slurp->text = malloc(max_bytes + 1);
	if (!slurp->text)
		return -ENOMEM;
	do {
		got = read(fd, slurp->text + slurp->bytes, max_bytes + 1 - slurp->bytes);
		if (got < 0)
			return -errno;
		slurp->bytes += (size_t)got;
	} while (got > 0 && slurp->bytes <= max_bytes);
	if (slurp->bytes > max_bytes)
		return -E2BIG;
	slurp->text[slurp->bytes] = '\0';
	return 0;
}

/* The size is not asked for: a file may grow, and those of /proc have none. */
static int read_file(struct slurp *slurp, const char *path, size_t max_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc = fd < 0 ? -errno : read_all(slurp, fd, max_bytes);

	if (fd >= 0)
		close(fd);
	if (rc == -E2BIG)
		snprintf(slurp->why, sizeof(slurp->why), "%s is longer than %zu bytes", path,
			 max_bytes);
	else if (rc)
		snprintf(slurp->why, sizeof(slurp->why), "%s cannot be read: %s", path,
			 strerror(-rc));
	return rc;
}

/* A directory on the way may be what is wrong: then the file that it leads to must be named too. */
static int judge_file(struct slurp *slurp, const char *path)
{
	char why[SLURP_WHY_BYTES / 2];
	int rc = trust_check_file(path, why, sizeof(why));
	bool named = rc && strncmp(why, path, strlen(path)) == 0;

	if (rc)
		snprintf(slurp->why, sizeof(slurp->why), "%s%s%s", named ? "" : path,
			 named ? "" : ": ", why);
	return rc;
}

int slurp_file(struct slurp *slurp, const char *path, size_t max_bytes)
{
	int rc;

	memset(slurp, 0, sizeof(*slurp));
	rc = judge_file(slurp, path);
	if (rc == 0)
		rc = read_file(slurp, path, max_bytes);
	if (rc)
		slurp_fini(slurp);
	return rc;
}

void slurp_fini(struct slurp *slurp)
{
	if (slurp->text)
		explicit_bzero(slurp->text, slurp->bytes);
	free(slurp->text);
	slurp->text = NULL;
	slurp->bytes = 0;
}
