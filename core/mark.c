/* mark.c - see mark.h.  SPDX-License-Identifier: ISC */
#include "mark.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fnv.h"

int mark_init(struct mark *mark, const char *path, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	*mark = (struct mark){ .name = fnv_add(FNV_START, path, strlen(path)),
			       .dev = st.st_dev,
			       .ino = st.st_ino,
			       .head = FNV_START };
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

void mark_advance(struct mark *mark, const char *data, size_t bytes)
{
	size_t wanted = MARK_HEAD_BYTES - mark->head_bytes;

	if (wanted > bytes)
		wanted = bytes;
	if (mark->head_bytes == mark->offset) {
		mark->head = fnv_add(mark->head, data, wanted);
		mark->head_bytes += (uint32_t)wanted;
	}
	mark->offset += (int64_t)bytes;
}

bool mark_holds(const struct mark *mark, int fd)
{
	char head[MARK_HEAD_BYTES];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return true;
	n = pread(fd, head, mark->head_bytes, 0);
	return n < 0 || (st.st_size >= mark->offset && n == (ssize_t)mark->head_bytes &&
			 fnv_add(FNV_START, head, mark->head_bytes) == mark->head);
}

bool mark_fits(const struct mark *mark, int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_dev == mark->dev &&
	       st.st_ino == mark->ino && mark_holds(mark, fd);
}

/* Looks through an open directory, by the inodes that it names. */
static int find_in(const struct mark *mark, DIR *dir)
{
	const struct dirent *entry;
	int fd;

	while ((entry = readdir(dir))) {
		if (entry->d_ino != mark->ino)
			continue;
		fd = openat(dirfd(dir), entry->d_name,
			    O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (fd >= 0 && mark_fits(mark, fd))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

int mark_find(const struct mark *mark, const char *path)
{
	const char *slash = strrchr(path, '/');
	char name[PATH_MAX];
	DIR *dir;
	int fd;

	snprintf(name, sizeof(name), "%.*s", slash ? (int)(slash - path) + 1 : 1,
		 slash ? path : ".");
	dir = opendir(name);
	if (!dir)
		return -1;
	fd = find_in(mark, dir);
	closedir(dir);
	return fd;
}

void mark_print(const struct mark *mark, char *out)
{
	snprintf(out, MARK_PRINT_BYTES,
		 "%" PRIx64 ":%" PRIx64 ":%" PRIx64 ":%" PRIx64 ":%" PRIx32 ":%" PRIx64, mark->name,
		 mark->dev, mark->ino, (uint64_t)mark->offset, mark->head_bytes, mark->head);
}

bool mark_parse(struct mark *mark, const char *text, const char *path)
{
	uint64_t offset;
	int end = 0;

	if (sscanf(text,
		   "%" SCNx64 ":%" SCNx64 ":%" SCNx64 ":%" SCNx64 ":%" SCNx32 ":%" SCNx64 "%n",
		   &mark->name, &mark->dev, &mark->ino, &offset, &mark->head_bytes, &mark->head,
		   &end) != 6)
		return false;
	mark->offset = (int64_t)offset;
	return text[end] == '\0' && mark->offset >= 0 && mark->head_bytes <= MARK_HEAD_BYTES &&
	       mark->name == fnv_add(FNV_START, path, strlen(path));
}
