/* history.h - a journal in lines for people: changes, not repetitions.  SPDX-License-Identifier: ISC */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct history;

/* What to show. */
struct history_wish {
	const char *target; /* NULL: all; a gateway with its sessions */
	bool json;          /* the journal's own lines, with "wall" added */
	FILE *out;
};

/* history_new - wish is borrowed; NULL: no memory. */
struct history *history_new(const struct history_wish *wish);

/* history_free - NULL is allowed. */
void history_free(struct history *history);

/* history_line - one line of a journal, without its newline; what cannot be read is skipped. */
void history_line(struct history *history, const char *line);

/* history_is_empty - nothing that was wished for has been shown so far. */
bool history_is_empty(const struct history *history);

#endif
