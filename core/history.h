/* history.h - a journal in lines for people: changes, not repetitions.
 * SPDX-License-Identifier: ISC */
#ifndef HISTORY_H
#define HISTORY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct history;

/* A line that tells something new.  Borrowed for the call. */
struct history_news {
	int64_t wall_ms;
	const char *target;       /* which it is about; NULL: the whole box */
	const char *text;         /* in words; safe to print on a terminal, as .target is */
	struct json_object *line; /* the journal's own, with "wall" added */
};

/* What to show, and to whom. */
struct history_wish {
	const char *target; /* NULL: all; a gateway with its sessions */
	void (*show)(void *arg, const struct history_news *news);
	void *arg;
};

/* history_new - wish is borrowed; NULL: no memory. */
struct history *history_new(const struct history_wish *wish);

/* history_free - NULL is allowed. */
void history_free(struct history *history);

/* history_line - take one line of a journal, without its newline.  False: it cannot be read. */
bool history_line(struct history *history, const char *line);

/* history_wall_ms - the time of the last line; 0: there was no header yet. */
int64_t history_wall_ms(const struct history *history);

/* history_is_wished - does `wished` cover target?  NULL covers all, a gateway its sessions, too. */
bool history_is_wished(const char *wished, const char *target);

/* history_nearest - the target in the journal that name may be a misspelling of; NULL: none. */
const char *history_nearest(const struct history *history, const char *name);

/* history_print - print it as text, or with json as JSON, for which .line is needed. */
void history_print(const struct history_news *news, bool json, FILE *out);

/* history_is_empty - nothing that was wished for has been shown so far. */
bool history_is_empty(const struct history *history);

#endif
