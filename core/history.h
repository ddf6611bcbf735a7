/* history.h - a journal in lines for people: changes, not repetitions.  SPDX-License-Identifier: ISC */
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
	const char *target;       /* whom it is about; NULL: the whole box */
	const char *text;         /* in words; fit for a terminal, as target is */
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

/* history_line - one line of a journal, without its newline; what cannot be read is skipped, and false. */
bool history_line(struct history *history, const char *line);

/* history_wall_ms - when the last line was; 0: before the first header. */
int64_t history_wall_ms(const struct history *history);

/* history_is_wished - whether that wish is for target: NULL is for all, a gateway for its sessions, too. */
bool history_is_wished(const char *wished, const char *target);

/* history_nearest - of the targets that the journal told of the one that name may be meant for; NULL: none. */
const char *history_nearest(const struct history *history, const char *name);

/* history_print - a line of text, or with json of JSON: only then .line is needed. */
void history_print(const struct history_news *news, bool json, FILE *out);

/* history_is_empty - nothing that was wished for has been shown so far. */
bool history_is_empty(const struct history *history);

#endif
