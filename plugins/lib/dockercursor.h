/* dockercursor.h - where the reading of a container's log stopped.  SPDX-License-Identifier: ISC
 *
 * Pure.  The Engine is asked for the lines since a time, and gives those of that time again: known
 * lines are told from new ones by their time and by how many of exactly that time were read.  Either
 * stream has a place of its own, as the Engine dates the two independently and may write what is
 * older behind what is younger; OVERLAP is more than they are ever apart.
 */
#ifndef DOCKERCURSOR_H
#define DOCKERCURSOR_H

#include "dockerlines.h"
#include "life.h"

#define DOCKERCURSOR_OVERLAP_NS INT64_C(1000000000)
#define DOCKERCURSOR_AHEAD_NS INT64_C(5000000000) /* beyond it a clock was set back */
#define DOCKERCURSOR_TEXT_BYTES 160

struct dockercursor_place {
	int64_t unix_ns; /* of the last line read */
	int64_t lines;   /* read of exactly that time */
	int64_t again;   /* of these, met again in the present stream */
	bool resuming;   /* no new line was met in it yet */
};

struct dockercursor {
	char id[LIFE_ID_BYTES]; /* "": no container was seen yet */
	int64_t unix_ns;        /* of the last line read in either stream */
	int64_t begun_ns;       /* see dockerlines_begun_ns(); the owner keeps it */
	struct dockercursor_place places[DOCKERLINES_STREAMS];
};

/* dockercursor_init - what was written before now is old. */
void dockercursor_init(struct dockercursor *cursor, int64_t now_ns);

/* dockercursor_read - from what dockercursor_write() made; false: it did not, nothing changes. */
bool dockercursor_read(struct dockercursor *cursor, const char *text);

/* dockercursor_write - a line of text, for later. */
void dockercursor_write(const struct dockercursor *cursor, char text[DOCKERCURSOR_TEXT_BYTES]);

/* dockercursor_adopt - of another container than before all lines are new. */
void dockercursor_adopt(struct dockercursor *cursor, const char *id);

/* dockercursor_resume - a stream begins; gives the time to ask it from.  A place in the future comes
 * from before a clock was set back, and waits for nothing. */
int64_t dockercursor_resume(struct dockercursor *cursor, int64_t now_ns);

/* dockercursor_pass - whether the line is new; then it is read. */
bool dockercursor_pass(struct dockercursor *cursor, const struct dockerlines_line *line);

#endif
