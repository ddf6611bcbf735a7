/* tape.h - the evidence of a world, recorded, and fed to a fresh engine again.
 * SPDX-License-Identifier: ISC
 *
 * Open loop: what the engine orders when it is played changes nothing of what it hears, recorded
 * results included.  So lines can be left out, and one sees which of them matter.
 */
#ifndef TAPE_H
#define TAPE_H

#include "watcher.h"

/* One line of evidence, or a header. */
struct tape_line {
	struct engine_evidence evidence; /* .target NULL, .source 0: words name them */
	struct trace_words words;        /* each lives as long as the tape */
	bool header;                     /* a new life of the supervisor at evidence.t_ms */
};

/* Strings that are kept once. */
struct tape_names {
	char **all; /* owned, and each */
	size_t count, room;
};

/* What was recorded from one moment on. */
struct tape_part {
	char *start;             /* owned: JSON lines from which state_read restores that moment */
	uint64_t acts;           /* ids given until then */
	struct tape_line *lines; /* owned */
	size_t count, room;
};

struct tape {
	size_t keep; /* the last so many lines are kept at least, and at most twice as many */
	struct roster *roster; /* borrowed: of the present life */
	struct tape_part older, newer;
	char *blank; /* owned: as .start, of the world's first moment */
	struct tape_names names;
	bool ended;   /* a header that follows begins anew */
	bool stopped; /* hears no more */
	int rc;       /* -ENOMEM: it has holes */
};

/* How a tape is played. */
enum tape_start {
	TAPE_BLANK = 1, /* to an engine that knows its configuration and nothing else */
	TAPE_SNAPSHOT   /* to one that knows what the recorded one knew then */
};

/* Which of its lines are played; NULL: all of them. */
struct tape_cut {
	enum tape_start start;
	const uint32_t *picks; /* ascending */
	size_t count;
};

/* tape_init - nothing is recorded yet. */
void tape_init(struct tape *tape, size_t keep);

/* tape_fini - frees what was recorded. */
void tape_fini(struct tape *tape);

/* tape_tap - the ears of tape: it records the evidence. */
struct watcher_tap tape_tap(struct tape *tape);

/* tape_count - how many lines it has. */
size_t tape_count(const struct tape *tape);

/* tape_line - one of them, from 0. */
const struct tape_line *tape_line(const struct tape *tape, size_t index);

/* tape_play - the picked lines through a fresh engine; tap hears them and the orders.  0, -ENOMEM. */
int tape_play(const struct tape *tape, const struct tape_cut *cut, const struct watcher_tap *tap);

#endif
