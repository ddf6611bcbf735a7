/* plain.h - a line as a person sees it: without colours and without blanks at its end.
 * SPDX-License-Identifier: ISC
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "template.h"

#define PLAIN_ESCAPE '\x1b'
#define PLAIN_ESCAPE_MAX \
	64 /* bytes; a longer one ends there, so that no line costs the square of its length */

/* plain_line - the line itself where it has no escape sequences, else a copy in room, which must hold
 * line.bytes. */
struct template_line plain_line(struct template_line line, char *room);

#endif
