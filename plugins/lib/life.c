/* life.c - see life.h.  SPDX-License-Identifier: ISC */
#include "life.h"

#include <string.h>

#define STOP_NEAR_DIE_NS INT64_C(10000000000)

static void add(struct life_news *news, enum muzzle_event what)
{
	news->what[news->count++] = what;
}

static void adopt_id(struct life *life, const char *id)
{
	memcpy(life->id, id, sizeof(life->id));
}

static void begin(struct life *life)
{
	life->state = LIFE_RUNNING;
	life->paused = false;
	life->stopping = false;
	life->health = 0;
}

/* Between two lives stands a death: a start of what runs is one that the inspection saw already. */
static bool hear_start(struct life *life, const struct life_event *event)
{
	bool same = strcmp(life->id, event->id) == 0;

	life->stopping = false;
	if (life->state == LIFE_RUNNING && same)
		return false;
	begin(life);
	life->started_ns = event->at_ns;
	life->started_exact = false;
	adopt_id(life, event->id);
	return true;
}

static bool hear_die(struct life *life)
{
	if (life->state == LIFE_DEAD || life->state == LIFE_STOPPED)
		return false;
	life->state = LIFE_DEAD;
	life->paused = false;
	return true;
}

/* Of what waits for its next restart, too.  One that still runs will be heard to die in a moment. */
static bool hear_stop(struct life *life)
{
	bool news = life->state == LIFE_DEAD || !life->state;

	life->stopping = life->state == LIFE_RUNNING;
	if (news)
		life->state = LIFE_STOPPED;
	return news;
}

static bool hear_pause(struct life *life, bool paused)
{
	bool news = life->paused != paused;

	life->paused = paused;
	return news;
}

/* The daemon repeats itself, once a check. */
static bool hear_health(struct life *life, enum muzzle_event health)
{
	bool news = life->health != health;

	life->health = health;
	return news;
}

/* True if the event itself is news. */
static bool hear(struct life *life, const struct life_event *event)
{
	switch (event->what) {
	case MUZZLE_START:
		return hear_start(life, event);
	case MUZZLE_DIE:
		return hear_die(life);
	case MUZZLE_STOP:
		return hear_stop(life);
	case MUZZLE_PAUSE:
	case MUZZLE_UNPAUSE:
		return hear_pause(life, event->what == MUZZLE_PAUSE);
	case MUZZLE_HEALTHY:
	case MUZZLE_UNHEALTHY:
		return hear_health(life, event->what);
	default:
		return true; /* oom */
	}
}

struct life_news life_hear(struct life *life, const struct life_event *event)
{
	struct life_news news = { .count = 0 };

	if (event->what != MUZZLE_START) {
		if (life->id[0] && strcmp(life->id, event->id) != 0)
			return news; /* of a container that had the name before, or will have it */
		adopt_id(life, event->id);
	}
	if (hear(life, event))
		add(&news, event->what);
	if (life->state == LIFE_DEAD && life->stopping && hear_stop(life))
		add(&news, MUZZLE_STOP);
	return news;
}

/* Whether the running container seen is another life than the one believed in. */
static bool is_new_life(const struct life *life, const struct life_sight *sight)
{
	if (!life->state)
		return false; /* nobody knows; a start would open doors that strictness keeps shut */
	if (life->state != LIFE_RUNNING || strcmp(life->id, sight->id) != 0)
		return true;
	return life->started_exact ? sight->started_ns != life->started_ns
				   : sight->started_ns > life->started_ns;
}

static void see_running(struct life *life, const struct life_sight *sight, struct life_news *news)
{
	if (is_new_life(life, sight)) {
		add(news, MUZZLE_START);
		begin(life);
	}
	life->state = LIFE_RUNNING;
	life->started_ns = sight->started_ns;
	life->started_exact = true;
	adopt_id(life, sight->id);
	if (hear_pause(life, sight->paused))
		add(news, sight->paused ? MUZZLE_PAUSE : MUZZLE_UNPAUSE);
	if (sight->health && hear_health(life, sight->health))
		add(news, sight->health);
}

/* A container made anew while nobody looked: only a start makes its id known. */
static void see_id(struct life *life, const struct life_sight *sight, struct life_news *news)
{
	if (life->state && strcmp(life->id, sight->id) != 0) {
		add(news, MUZZLE_START);
		begin(life);
	}
	adopt_id(life, sight->id);
}

static void see_restarting(struct life *life, const struct life_sight *sight,
			   struct life_news *news)
{
	see_id(life, sight, news);
	if (hear_die(life))
		add(news, MUZZLE_DIE);
}

/* Whether somebody wanted it the inspection does not say. */
static void see_ended(struct life *life, const struct life_sight *sight, struct life_news *news)
{
	news->ran = life->state == LIFE_RUNNING && strcmp(life->id, sight->id) == 0;
	see_id(life, sight, news);
	news->unsure = life->state == LIFE_RUNNING || !life->state;
}

/* A container that is gone was removed by somebody; one that never was is no news. */
static void see_nothing(struct life *life, struct life_news *news)
{
	if (!life->state)
		return;
	if (hear_die(life))
		add(news, MUZZLE_DIE);
	if (hear_stop(life))
		add(news, MUZZLE_STOP);
}

struct life_news life_see(struct life *life, const struct life_sight *sight)
{
	struct life_news news = { .count = 0 };

	switch (sight->what) {
	case LIFE_SEEN_RUNNING:
		see_running(life, sight, &news);
		break;
	case LIFE_SEEN_RESTARTING:
		see_restarting(life, sight, &news);
		break;
	case LIFE_SEEN_ENDED:
		see_ended(life, sight, &news);
		break;
	case LIFE_SEEN_NOTHING:
		see_nothing(life, &news);
		return news;
	}
	life->known_ns =
		sight->started_ns > sight->finished_ns ? sight->started_ns : sight->finished_ns;
	return news;
}

void life_note(struct life_past *past, const struct life_event *event)
{
	if (event->what == MUZZLE_START)
		past->died_ns = past->stopped_ns = 0;
	if (event->what == MUZZLE_DIE)
		past->died_ns = event->at_ns;
	if (event->what == MUZZLE_STOP)
		past->stopped_ns = event->at_ns;
}

/* A stop goes with the death that it is near to, whichever came first.  Without a history the end
 * counts as wanted: strictness does not fight a person.  But what ran until we lost the daemon, and
 * of whose end the daemon knows nothing, ended while that was away. */
enum life_end life_past_end(const struct life_past *past)
{
	int64_t apart_ns = past->stopped_ns - past->died_ns;

	if (!past->died_ns)
		return past->ran ? LIFE_END_CRASH : LIFE_END_UNKNOWN;
	if (past->stopped_ns && apart_ns >= -STOP_NEAR_DIE_NS && apart_ns <= STOP_NEAR_DIE_NS)
		return LIFE_END_STOPPED;
	return LIFE_END_CRASH;
}

struct life_news life_judge(struct life *life, enum life_end end, bool oom)
{
	struct life_news news = { .count = 0 };

	life->state = end == LIFE_END_CRASH ? LIFE_DEAD : LIFE_STOPPED;
	life->paused = false;
	if (oom)
		add(&news, MUZZLE_OOM);
	add(&news, MUZZLE_DIE);
	if (end != LIFE_END_CRASH)
		add(&news, MUZZLE_STOP);
	return news;
}
