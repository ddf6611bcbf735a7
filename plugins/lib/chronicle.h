/* chronicle.h - the latest entries of the history, in memory that does not grow.
 * SPDX-License-Identifier: ISC
 *
 * The oldest make room for the newest.  Each has a number of its own; the first number comes from the wall
 * clock, so that numbers of an earlier process are known as such.
 */
#ifndef CHRONICLE_H
#define CHRONICLE_H

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHRONICLE_ENTRY_BYTES 512 /* room for each, on average */
#define CHRONICLE_KIND_BYTES 16

/* Borrowed until the next chronicle_add(). */
struct chronicle_entry {
	uint64_t id;
	int64_t wall_ms;
	const char *target; /* "": the whole box */
	const char *kind;   /* act held notify result hold release reset die start ... */
	const char *text;   /* in words, as `muzzle history` has them */
	const char *json;   /* {"id":,"wall_ms":,"target":,"text":,"line":} */
	size_t json_bytes;
};

struct chronicle_place;

struct chronicle {
	struct chronicle_place *places; /* owned; of .keeps entries */
	char *bytes;                    /* owned; a ring */
	size_t keeps, room;
	size_t at;            /* where the next entry begins in .bytes */
	uint64_t first, next; /* ids: of the oldest entry, of the one to come */
	int64_t since_ms;     /* of what was before nothing is known; 0: nothing at all is */
};

/* chronicle_open - for so many entries; 0 or -ENOMEM. */
int chronicle_open(struct chronicle *chronicle, size_t keeps, int64_t wall_ms);

/* chronicle_close - a zeroed one is allowed. */
void chronicle_close(struct chronicle *chronicle);

/* chronicle_hear - a line of the journal, be it kept or not, is of that time. */
void chronicle_hear(struct chronicle *chronicle, int64_t wall_ms);

/* What is to be kept: a line of the journal, as it is and as it was parsed. */
struct chronicle_news {
	int64_t wall_ms;
	const char *target; /* NULL: the whole box */
	const char *text, *line;
	struct json_object *parsed;
};

/* chronicle_add - what is longer than all the room is left out. */
void chronicle_add(struct chronicle *chronicle, const struct chronicle_news *news);

/* chronicle_get - false: there is no entry of that number any more, or yet. */
bool chronicle_get(const struct chronicle *chronicle, uint64_t id, struct chronicle_entry *entry);

#endif
