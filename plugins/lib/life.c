/* life.c - see life.h.  SPDX-License-Identifier: ISC */
#include "life.h"

#include <string.h>

static void add(struct life_news *news, enum muzzle_event what)
{
	news->what[news->count++] = what;
}

static void adopt_id(struct life *life, const char *id)
{
	memcpy(life->id, id, sizeof(life->id));
}

/* Between two lives stands a death: a start of what runs is one that the inspection saw already. */
static bool hear_start(struct life *life, const struct life_event *event)
{
	bool same = strcmp(life->id, event->id) == 0;

	if (life->state == LIFE_RUNNING && same)
		return false;
	life->state = LIFE_RUNNING;
	life->paused = false;
	life->health = 0;
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

/* Without a death before it too: a person may stop what waits for its next restart. */
static bool hear_stop(struct life *life)
{
	bool news = life->state != LIFE_STOPPED;

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

bool life_hear(struct life *life, const struct life_event *event)
{
	if (event->what == MUZZLE_START)
		return hear_start(life, event);
	if (life->id[0] && strcmp(life->id, event->id) != 0)
		return false; /* of a container that had the name before, or will have it */
	adopt_id(life, event->id);
	switch (event->what) {
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
		life->paused = false;
		life->health = 0;
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
		life->state = LIFE_RUNNING;
		life->paused = false;
		life->health = 0;
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
