/* format.h - how each receiver wants its messages: data, no code.  SPDX-License-Identifier: ISC */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "wording.h"

/* The words of the option, in the order of the table. */
#define FORMAT_WORDS                                                                           \
	"json form ntfy slack discord telegram gotify pushover matrix alertmanager pagerduty " \
	"smtp mqtt syslog exec"
enum { FORMATS = 15 };

/* What a section must have. */
#define FORMAT_TOKEN (1u << 0)
#define FORMAT_RECIPIENT (1u << 1)

enum format_carrier { FORMAT_HTTP, FORMAT_MAIL, FORMAT_MQTT, FORMAT_SYSLOG, FORMAT_COMMAND };

/* Templates are those of fill_lines(), with a letter's values; in headers and body a line ends at a
 * newline, in text at \n.  Besides they have, as they are: {token} {labels} {lines}, the latter two within
 * JSON. */
struct format {
	const char *to;             /* where, unless the section says so; NULL: it must */
	const char *path;           /* behind that: a template */
	const char *method, *type;  /* of HTTP; type: of the content */
	const char *headers, *body; /* templates, as the next two are ... */
	const char *title, *text;   /* ... unless the section has them */
	unsigned escape;            /* FILL_*, of the body's values */
	unsigned needs;             /* FORMAT_TOKEN ... */
	size_t text_bytes;          /* that the receiver takes */
	bool digest;                /* has a form for several messages in one */
	const char *priorities[WORDING_URGENCIES];
	enum format_carrier carrier;
};

extern const struct format format_table[FORMATS];

#endif
