/* chronicle.h - the latest entries of the history, in memory that does not grow.
 * SPDX-License-Identifier: ISC
 *
 * The oldest give way to the newest.  Each has an id; the first id comes from the wall clock, so
 * that ids of an earlier process are recognised.
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
	int64_t since_ms;     /* since when entries are known; 0: none are */
};

/* chronicle_open - with room for so many entries.  0 or -ENOMEM. */
int chronicle_open(struct chronicle *chronicle, size_t keeps, int64_t wall_ms);

/* chronicle_close - a zeroed one is allowed. */
void chronicle_close(struct chronicle *chronicle);

/* chronicle_hear - note the time of a line of the journal, whether or not it is kept. */
void chronicle_hear(struct chronicle *chronicle, int64_t wall_ms);

/* What is to be kept: a line of the journal, as it is and as it was parsed. */
struct chronicle_news {
	int64_t wall_ms;
	const char *target; /* NULL: the whole box */
	const char *text, *line;
	struct json_object *parsed;
};

/* chronicle_add - keep an entry, unless it is longer than all the room. */
void chronicle_add(struct chronicle *chronicle, const struct chronicle_news *news);

/* chronicle_get - the entry of that id; false: it is gone, or not there yet. */
bool chronicle_get(const struct chronicle *chronicle, uint64_t id, struct chronicle_entry *entry);

#endif
