/* template.h - line templates: text, `*` gaps and {name} captures.  SPDX-License-Identifier: ISC
 *
 * A template matches a whole line: text stands for itself, `*` for anything or nothing, a capture
 * for 1 to TEMPLATE_CAPTURE_MAX bytes of its own alphabet, {time}, {time:s}, {time:ms} and {time:iso}
 * for a time of that form (see moment.h).  A capture ends at the first place where the text behind it
 * stands; before a `*` or the end it is as long as its alphabet allows, a time is always as long as
 * its form.  `\` takes the meaning from the next byte.  A brace that encloses no lower-case word is
 * text.  A line is read once for each piece of text, so that time is linear in its length.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "moment.h"
#include "needle.h"

#define TEMPLATE_CAPTURE_MAX 128

/* {session}, {event} and {status} take [A-Za-z0-9_.@:-], {time} what has its form. */
enum template_capture {
	TEMPLATE_SESSION = 1,
	TEMPLATE_EVENT,
	TEMPLATE_STATUS,
	TEMPLATE_TIME,
	TEMPLATE_CAPTURES
};

/* What was captured; "" if the template has no such capture. */
struct template_match {
	char text[TEMPLATE_CAPTURES][TEMPLATE_CAPTURE_MAX + 1];
	enum moment_form form; /* of {time} */
};

struct template_line {
	const char *text;
	size_t bytes;
};

struct template; /* compiled; heap */

/* template_new - compiles text.  NULL if it is no template, then *why says so; NULL with *why NULL:
 * no memory.  Ends with template_free(). */
struct template *template_new(const char *text, const char **why);

void template_free(struct template *template); /* NULL is allowed */

/* template_has - whether the template names the capture. */
bool template_has(const struct template *template, enum template_capture capture);

/* template_needle - its longest text: a line without it cannot match. */
const struct needle *template_needle(const struct template *template);

/* template_match_line - whether the line matches; then every capture is written to match. */
bool template_match_line(const struct template *template, struct template_line line,
			 struct template_match *match);

#endif
