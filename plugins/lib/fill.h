/* fill.h - {name} placeholders in urls, arguments, messages and the like.  SPDX-License-Identifier: ISC */
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

/* What is done to values, so that they stay values; the first may go with one of the others. */
#define FILL_MARKUP (1u << 0)  /* & < > as in HTML, which is what chats want, too */
#define FILL_JSON (1u << 1)    /* within a string (RFC 8259) */
#define FILL_PERCENT (1u << 2) /* in a url, or a form */
#define FILL_HEADER \
	(1u << 3) /* encoded words (RFC 2047) where it is not ASCII, a blank between them */

/* A template whose lines may be left out. */
struct fill_form {
	const struct fill_value *list;
	const struct fill_value
		*verbatim;    /* more of them, which have their form already; NULL: none */
	unsigned escape;      /* FILL_*, of the list's */
	const char *line_end; /* what ends a line of the template; NULL: it is one line */
	const char *line_put; /* what is written between two lines */
};

/* fill_template - writes the template with its known placeholders replaced; other braces stand for
 * themselves.  Returns 0; -ENOENT: a placeholder has no value; -ENOSPC: more than out_bytes. */
int fill_template(char *out, size_t out_bytes, const char *template,
		  const struct fill_values *values);

/* fill_lines - the same with escapes; a line with a placeholder that has no value, or an empty one, is
 * left out; a template of one line takes "" for it.  0, or -ENOSPC: then out holds what fits, in whole
 * characters; of 0 bytes nothing. */
int fill_lines(char *out, size_t out_bytes, const char *template, const struct fill_form *form);

/* fill_unknown - the first {word} of the template that the list does not name, or NULL.  A word is
 * lower-case letters only.  Points into the template. */
const char *fill_unknown(const char *template, const struct fill_value *list);

/* fill_missing - the name of the first placeholder in the template without a value, or NULL. */
const char *fill_missing(const char *template, const struct fill_value *list);

#endif
