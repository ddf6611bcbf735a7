/* life.h - what is believed of one container, and what of it is news.  SPDX-License-Identifier: ISC
 *
 * Pure.  Docker tells the same thing twice: in the replay of events and in an inspection.  Here the
 * two are laid upon each other, so that each thing is told once, and a container that merely ran
 * when we came is not told as started.  Docker's times are Unix nanoseconds of its own clock.
 */
#ifndef LIFE_H
#define LIFE_H

#include "muzzle_plugin.h"

#define LIFE_ID_BYTES 13 /* the short id, and a NUL */
#define LIFE_NEWS_MAX 4

enum life_state { LIFE_RUNNING = 1, LIFE_DEAD, LIFE_STOPPED };

/* Zeroed: nothing is known. */
struct life {
	enum life_state state; /* 0: unknown */
	bool paused;
	bool stopping;            /* a stop was heard before its death, as podman has them */
	enum muzzle_event health; /* healthy, unhealthy or 0 */
	char id[LIFE_ID_BYTES];
	int64_t started_ns; /* of this life */
	bool started_exact; /* false: from the event, which comes a little later */
	int64_t known_ns;   /* the newest time that an inspection named */
};

struct life_event {
	enum muzzle_event what;
	char id[LIFE_ID_BYTES];
	int64_t at_ns;
};

enum life_sighting {
	LIFE_SEEN_RUNNING = 1,
	LIFE_SEEN_RESTARTING,
	LIFE_SEEN_ENDED,
	LIFE_SEEN_NOTHING
};

/* An inspection. */
struct life_sight {
	enum life_sighting what;
	bool paused, oom;
	enum muzzle_event health;
	char id[LIFE_ID_BYTES];
	int64_t started_ns, finished_ns;
};

/* What is to be reported, in order. */
struct life_news {
	enum muzzle_event what[LIFE_NEWS_MAX];
	size_t count;
	bool unsure; /* it ended unseen: life_judge() must be told how */
	bool ran;    /* ... and it ran when we last heard of it */
};

/* How it ended, as the history of events says. */
enum life_end { LIFE_END_CRASH = 1, LIFE_END_STOPPED, LIFE_END_UNKNOWN };

/* What the history says of a container; zeroed: nothing. */
struct life_past {
	int64_t died_ns, stopped_ns; /* the last time; 0: it did not since its last start */
	bool ran;                    /* when we last heard of it, as life_see() had it */
};

/* life_hear - an event; it says what its news are: often none. */
struct life_news life_hear(struct life *life, const struct life_event *event);

/* life_see - an inspection; it says what its news are. */
struct life_news life_see(struct life *life, const struct life_sight *sight);

/* life_note - an event of the history, in their order. */
void life_note(struct life_past *past, const struct life_event *event);

/* life_past_end - how a container that does not run any more ended. */
enum life_end life_past_end(const struct life_past *past);

/* life_judge - the news of an end that nobody saw; an unknown one counts as a person's stop. */
struct life_news life_judge(struct life *life, enum life_end end, bool oom);

#endif
