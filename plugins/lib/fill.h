/* fill.h - {name} placeholders in urls, arguments and the like.  SPDX-License-Identifier: ISC */
#ifndef FILL_H
#define FILL_H

#include <stdbool.h>
#include <stddef.h>

struct fill_value {
	const char *name;  /* without braces; NULL ends the list */
	const char *value; /* NULL: this target has none */
};

struct fill_values {
	const struct fill_value *list;
	bool percent; /* values are percent-encoded (RFC 3986, all but the unreserved) */
};

/* fill_template - writes the template with its known placeholders replaced; other braces stand for
 * themselves.  Returns 0; -ENOENT: a placeholder has no value; -ENOSPC: more than out_bytes. */
int fill_template(char *out, size_t out_bytes, const char *template,
		  const struct fill_values *values);

/* fill_unknown - the first {word} of the template that the list does not name, or NULL.  A word is
 * lower-case letters only.  Points into the template. */
const char *fill_unknown(const char *template, const struct fill_value *list);

/* fill_missing - the name of the first placeholder in the template without a value, or NULL. */
const char *fill_missing(const char *template, const struct fill_value *list);

#endif
