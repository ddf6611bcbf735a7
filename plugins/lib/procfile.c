/* procfile.c - see procfile.h.  SPDX-License-Identifier: ISC */
#include "procfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_BYTES 8192 /* memory.stat has some 2000; of a longer one its beginning counts */

static int read_text(const char *path, char text[TEXT_BYTES])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;
	ssize_t bytes;

	if (fd < 0)
		return -errno;
	bytes = read(fd, text, TEXT_BYTES - 1);
	rc = bytes < 0 ? -errno : 0;
	close(fd);
	text[rc ? 0 : bytes] = '\0';
	return rc;
}

/* What stands behind the key, or NULL. */
static const char *find(const char *text, const char *key)
{
	size_t bytes = strlen(key);

	while (text && (strncmp(text, key, bytes) != 0 || !strchr(" \t", text[bytes]))) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return text ? text + bytes : NULL;
}

int procfile_number(const char *path, const char *key, int64_t *number)
{
	char text[TEXT_BYTES], *end;
	int rc = read_text(path, text);
	const char *at = key ? find(text, key) : text;

	if (rc)
		return rc;
	if (!at)
		return -ENODATA;
	if (!key && strncmp(at, "max", 3) == 0) {
		*number = INT64_MAX;
		return 0;
	}
	*number = strtoll(at, &end, 10);
	return end == at ? -ENODATA : 0;
}
