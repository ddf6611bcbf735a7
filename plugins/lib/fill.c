/* fill.c - see fill.h.  SPDX-License-Identifier: ISC */
#include "fill.h"

#include <errno.h>
#include <string.h>

struct sink {
	char *at;
	size_t left; /* the NUL's place included */
};

static int put(struct sink *to, const char *bytes, size_t n)
{
	if (n >= to->left)
		return -ENOSPC;
	memcpy(to->at, bytes, n);
	to->at += n;
	to->left -= n;
	return 0;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~", c));
}

static int put_percent(struct sink *to, const char *value)
{
	static const char hex[] = "0123456789ABCDEF";
	int rc = 0;

	for (; *value && rc == 0; value++) {
		unsigned char c = (unsigned char)*value;
		char code[] = { '%', hex[c >> 4], hex[c & 15] };

		rc = is_unreserved(*value) ? put(to, value, 1) : put(to, code, sizeof(code));
	}
	return rc;
}

/* The list's entry whose {name} stands at s, or NULL. */
static const struct fill_value *find(const char *s, const struct fill_value *list)
{
	if (*s != '{')
		return NULL;
	for (; list->name; list++) {
		size_t bytes = strlen(list->name);

		if (strncmp(s + 1, list->name, bytes) == 0 && s[1 + bytes] == '}')
			return list;
	}
	return NULL;
}

static int put_value(struct sink *to, const struct fill_value *v, bool percent)
{
	if (!v->value)
		return -ENOENT;
	return percent ? put_percent(to, v->value) : put(to, v->value, strlen(v->value));
}

int fill_template(char *out, size_t out_bytes, const char *template,
		  const struct fill_values *values)
{
	struct sink to = { out, out_bytes };
	int rc = out_bytes ? 0 : -ENOSPC;

	while (*template && rc == 0) {
		const struct fill_value *v = find(template, values->list);

		rc = v ? put_value(&to, v, values->percent) : put(&to, template, 1);
		template += v ? strlen(v->name) + 2 : 1;
	}
	if (out_bytes)
		*to.at = '\0';
	return rc;
}

static size_t word_bytes(const char *s)
{
	size_t bytes = 0;

	while (s[bytes] >= 'a' && s[bytes] <= 'z')
		bytes++;
	return bytes;
}

const char *fill_unknown(const char *template, const struct fill_value *list)
{
	for (; (template = strchr(template, '{')); template ++) {
		size_t bytes = word_bytes(template + 1);

		if (bytes && template[1 + bytes] == '}' && !find(template, list))
			return template;
	}
	return NULL;
}

const char *fill_missing(const char *template, const struct fill_value *list)
{
	for (; (template = strchr(template, '{')); template ++) {
		const struct fill_value *v = find(template, list);

		if (v && !v->value)
			return v->name;
	}
	return NULL;
}
