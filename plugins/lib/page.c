/* page.c - see page.h.  SPDX-License-Identifier: ISC */
#include "page.h"

#include <string.h>

#include "pagefiles.h"

static const struct file {
	const char *name;
	const unsigned char *data;
	size_t bytes;
} files[] = {
#define PAGE_FILE(name, bytes) { name, bytes, sizeof(bytes) },
	PAGE_FILES
#undef PAGE_FILE
};

static const struct type {
	const char *suffix, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".json", "application/json" },
};

struct sign_bytes page_find(const char *name)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strcmp(files[i].name, name) == 0)
			return (struct sign_bytes){ (const char *)files[i].data, files[i].bytes };
	return (struct sign_bytes){ NULL, 0 };
}

const char *page_type(const char *name)
{
	const char *suffix = strrchr(name, '.');

	for (size_t i = 0; suffix && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].suffix, suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}
