/* container.c - see container.h.  SPDX-License-Identifier: ISC */
#include "container.h"

#include <string.h>

#include "agenda.h"

/* Behind its result an act owns what comes up to the start that it made: a container that dies after that
 * has died by itself, and right after a restart it is most likely to. */
static bool is_ours(const struct gateway *gateway, int64_t now_ms)
{
	const struct flight *flight = &gateway->flight;
	const struct container *container = &gateway->container;

	if (flight->flying && flight->wide)
		return true;
	return now_ms < flight->own_until_ms &&
	       !(container->running && container->start_ms >= gateway->target.last_act_ms);
}

/* A start adopts its container id; other events of another id tell of another container. */
static bool is_foreign(const struct container *container, uint64_t id)
{
	return id && container->id && id != container->id;
}

static void note_die(struct container *container, int64_t now_ms)
{
	if (container->dies == TARGET_DIES_MAX) {
		container->dies--;
		memmove(container->die_at_ms, container->die_at_ms + 1,
			container->dies * sizeof(container->die_at_ms[0]));
	}
	container->die_at_ms[container->dies++] = now_ms;
}

bool container_loops(const struct gateway *gateway, int64_t now_ms)
{
	const struct container *container = &gateway->container;

	return container->dies == TARGET_DIES_MAX &&
	       now_ms - container->die_at_ms[0] < CONTAINER_LOOP_MS;
}

static enum container_news start(struct gateway *gateway, uint64_t id, int64_t now_ms)
{
	struct container *container = &gateway->container;

	container->id = id ? id : container->id;
	container->running = true;
	container->dead = false;
	container->stopped = false;
	container->unhealthy = false;
	container->oom = false;
	container->start_ms = now_ms;
	return CONTAINER_STARTED;
}

static enum container_news die(struct gateway *gateway, int32_t code, int64_t now_ms)
{
	struct container *container = &gateway->container;

	if (container->dead)
		return CONTAINER_NOTHING; /* without a start between it counts nothing */
	container->dead = true;
	container->running = false;
	container->die_judged = false;
	container->unhealthy = false;
	container->die_ms = now_ms;
	container->code = code;
	note_die(container, now_ms);
	if (!container_loops(gateway, now_ms)) {
		container->loop_told = false;
		return CONTAINER_DIED;
	}
	if (container->loop_told)
		return CONTAINER_DIED;
	container->loop_told = true;
	return CONTAINER_LOOPS;
}

/* docker stop sends die, then stop; a stop long after the die says nothing of who did it. */
static void stop(struct gateway *gateway, int64_t now_ms)
{
	struct container *container = &gateway->container;

	if (!container->running && now_ms - container->die_ms < gateway->target.policy->settle_ms)
		container->stopped = true;
}

enum container_news container_event(struct engine *engine, struct gateway *gateway,
				    const struct container_said *said)
{
	struct container *container = &gateway->container;
	int64_t now_ms = engine->now_ms;

	agenda_touch(engine, &gateway->target);
	if (said->what == EVENT_START)
		return start(gateway, said->id, now_ms);
	if (is_foreign(container, said->id) || is_ours(gateway, now_ms))
		return CONTAINER_NOTHING;
	switch (said->what) {
	case EVENT_DIE:
		return die(gateway, said->code, now_ms);
	case EVENT_OOM:
		container->oom = true;
		break;
	case EVENT_STOP:
		stop(gateway, now_ms);
		break;
	case EVENT_PAUSE:
		container->stopped = true;
		break;
	case EVENT_UNPAUSE:
		container->stopped = false;
		break;
	default:
		container->unhealthy = said->what == EVENT_UNHEALTHY;
		return container->unhealthy ? CONTAINER_UNHEALTHY : CONTAINER_HEALTHY;
	}
	return CONTAINER_NOTHING;
}

void container_answer(struct gateway *gateway, int64_t at_ms)
{
	struct container *container = &gateway->container;

	if (!container->dead || at_ms <= container->die_ms)
		return;
	container->dead = false; /* stopped stays: only a start or unpause ends what a person did */
}

int64_t container_judged_at(const struct gateway *gateway)
{
	const struct container *container = &gateway->container;
	int64_t settle_ms =
		container_loops(gateway, container->die_ms) ? CONTAINER_LOOP_SETTLE_MS : 0;

	return container->die_ms + target_later(settle_ms, gateway->conf.die_settle_ms);
}

bool container_dead_too_long(struct engine *engine, struct gateway *gateway, int64_t now_ms)
{
	struct container *container = &gateway->container;
	int64_t judged_at_ms = container_judged_at(gateway);

	if (!container->dead || container->stopped || container->die_judged)
		return false;
	if (now_ms < judged_at_ms) {
		agenda_wake(engine, &gateway->target, judged_at_ms);
		return false;
	}
	container->die_judged = true;
	return true;
}

bool container_needs_human(const struct gateway *gateway)
{
	for (size_t i = 0; i < gateway->conf.human_exits; i++)
		if (gateway->conf.human_exit[i] == gateway->container.code)
			return true;
	return false;
}
