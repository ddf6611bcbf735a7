/* expand.c - see expand.h.  SPDX-License-Identifier: ISC */
#include "expand.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slurp.h"

#define NAME_BYTES 4096 /* of what stands between the colon and the brace */

struct expansion {
	FILE *out;
	char *why;
	size_t why_bytes;
};

static int refuse(const struct expansion *to, const char *fmt, const char *name)
{
	snprintf(to->why, to->why_bytes, fmt, name);
	return -EINVAL;
}

/* A line break in a value would begin a new header in a request. */
static int put_env(const struct expansion *to, const char *name)
{
	const char *value = getenv(name);

	if (!value)
		return refuse(to, "the environment variable %s is not set", name);
	if (value[strcspn(value, "\r\n")])
		return refuse(to, "the environment variable %s holds a line break", name);
	fputs(value, to->out);
	return 0;
}

/* Editors end a file with a newline that is no part of the key in it. */
static void drop_newline(struct slurp *file)
{
	if (file->bytes > 0 && file->text[file->bytes - 1] == '\n')
		file->bytes--;
	if (file->bytes > 0 && file->text[file->bytes - 1] == '\r')
		file->bytes--;
}

static int put_file(const struct expansion *to, const char *path)
{
	struct slurp file;
	int rc;

	if (*path != '/')
		return refuse(to, "${file:%s} must be an absolute path", path);
	rc = slurp_file(&file, path, EXPAND_FILE_MAX_BYTES);
	if (rc)
		return refuse(to, "%s", file.why);
	drop_newline(&file);
	if (memchr(file.text, '\0', file.bytes) || memchr(file.text, '\n', file.bytes) ||
	    memchr(file.text, '\r', file.bytes))
		rc = refuse(to, "%s must hold one line of text", path);
	else
		fwrite(file.text, 1, file.bytes, to->out);
	slurp_fini(&file);
	return rc;
}

/* One reference; text stands behind its "${" and moves behind its "}". */
static int put_reference(const struct expansion *to, const char **text)
{
	char name[NAME_BYTES];
	const char *close = strchr(*text, '}');
	const char *colon = strchr(*text, ':');
	size_t kind = colon ? (size_t)(colon - *text) : 0;

	if (!close)
		return refuse(to, "%s", "a ${ is not closed by }; a literal ${ is written $${");
	if (!colon || colon > close || (size_t)(close - colon) > sizeof(name))
		kind = 0;
	else
		snprintf(name, sizeof(name), "%.*s", (int)(close - colon - 1), colon + 1);
	*text = close + 1;
	if (kind == 3 && strncmp(colon - kind, "env", kind) == 0)
		return put_env(to, name);
	if (kind == 4 && strncmp(colon - kind, "file", kind) == 0)
		return put_file(to, name);
	return refuse(
		to, "%s",
		"only ${env:NAME} and ${file:/path} can be expanded; a literal ${ is written $${");
}

/* What was put in is not looked at again: a secret that holds ${ stays as it is. */
static int put_all(const struct expansion *to, const char *text)
{
	int rc = 0;

	while (*text && rc == 0) {
		if (strncmp(text, "$${", 3) == 0) {
			fputs("${", to->out);
			text += 3;
		} else if (strncmp(text, "${", 2) == 0) {
			text += 2;
			rc = put_reference(to, &text);
		} else {
			fputc(*text++, to->out);
		}
	}
	return rc;
}

bool expand_has_reference(const char *text)
{
	return strstr(text, "${") != NULL;
}

int expand_text(const char *text, char **value, char *why, size_t why_bytes)
{
	size_t bytes;
	struct expansion to = { .why = why, .why_bytes = why_bytes };
	int rc;

	*value = NULL;
	to.out = open_memstream(value, &bytes);
	if (!to.out)
		return -ENOMEM;
	rc = put_all(&to, text);
	if (fclose(to.out) != 0 && rc == 0)
		rc = -ENOMEM;
	if (rc) {
		expand_free(*value);
		*value = NULL;
	}
	return rc;
}

void expand_free(char *value)
{
	if (value)
		explicit_bzero(value, strlen(value));
	free(value);
}
