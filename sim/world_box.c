/* world_box.c - see world_box.h.  SPDX-License-Identifier: ISC */
#include "world_box.h"

#include <string.h>

#include "world_gateway.h"
#include "world_mail.h"
#include "world_queue.h"
#include "world_session.h"

#define REBIRTH_MIN_MS (1 * SIM_SECOND_MS)
#define REBIRTH_MAX_MS (5 * SIM_SECOND_MS)
#define WAKING_MIN_MS (1 * SIM_SECOND_MS)
#define WAKING_MAX_MS (10 * SIM_SECOND_MS)
#define ACT_LATER_MAX_MS (5 * SIM_SECOND_MS) /* before the result, or shortly after */

/* A loop notices what it missed as soon as it turns again, or behind the work that it lay in. */
static void notice_stall(struct world *world, const struct world_event *event)
{
	world_mail_self(world, SELF_LAG, (int64_t)event->index);
}

void world_box_stall(struct world *world, int64_t for_ms)
{
	struct world_event event = { .fire = notice_stall,
				     .process = WORLD_BOX,
				     .index = (uint64_t)for_ms };
	struct chance chance = world_chance(world, WORLD_BOX, SIM_GATEWAY, (uint64_t)world->now_ms);

	if (world->now_ms < world->box.deaf_until_ms || world->box.killed)
		return;
	world->box.deaf_until_ms = world->now_ms + for_ms;
	world_queue_after(world, event, for_ms + chance_hit(&chance, 0.5));
}

static void wake_session(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	struct chance chance = world_chance(world, WORLD_BOX, who, (uint64_t)world->now_ms);

	world_session_weigh(world, who);
	if (session->mode == WORLD_WORKING)
		world_session_enter(world, who, WORLD_OFFLINE,
				    chance_between(&chance, WAKING_MIN_MS, WAKING_MAX_MS));
}

static void resume(struct world *world, const struct world_event *event)
{
	world->box.asleep = false;
	world_mail_self(world, SELF_RESUME, (int64_t)event->index);
	for (int who = 0; who < world->setup.sessions; who++)
		wake_session(world, who);
}

void world_box_suspend(struct world *world, int64_t for_ms)
{
	struct world_event event = { .fire = resume,
				     .process = WORLD_BOX,
				     .index = (uint64_t)for_ms };

	if (world->now_ms < world->box.deaf_until_ms || world->box.killed)
		return;
	world->box.asleep = true;
	world->box.deaf_until_ms = world->now_ms + for_ms;
	for (int who = 0; who < world->setup.sessions; who++)
		world_session_weigh(world, who);
	world_queue_after(world, event, for_ms);
}

int world_box_renew(struct world *world)
{
	const struct sim_decider *decider = world->decider;

	if (decider->end)
		decider->end(world->self);
	memset(world->self, 0, decider->self_bytes);
	world->wake_ms = WORLD_NEVER;
	return decider->begin(world->self, &world->hand, &world->shape);
}

/* Who looks at a container for the first time sees that it is dead, and whether somebody stopped it. */
static void tell_present(struct world *world)
{
	enum world_power power = world->gateway.power;

	if (power == WORLD_DIED || power == WORLD_HALTED)
		world_gateway_event(world, EVENT_DIE, WORLD_EXIT_CRASH);
	if (power == WORLD_HALTED)
		world_gateway_event(world, EVENT_STOP, 0);
}

static void begin_again(struct world *world, const struct world_event *event)
{
	if (event->index != world->box.kills)
		return;
	world->box.killed = false;
	world->wake_ms = WORLD_NEVER;
	if (world->decider->killed)
		world->decider->killed(world->self, &world->hand);
	else
		world->rc = world_box_renew(world);
	tell_present(world);
	if (world->line.down && world->line.news_down)
		world_mail_self(world, SELF_UPLINK_DOWN, 0);
}

void world_box_kill(struct world *world, int64_t for_ms)
{
	struct world_event event = { .fire = begin_again,
				     .process = WORLD_BOX,
				     .index = ++world->box.kills };

	world->box.killed = true;
	world->box.deaf_until_ms = 0;
	world_queue_after(world, event, for_ms);
}

static void kill_now(struct world *world, const struct world_event *event)
{
	struct chance chance = world_chance(world, WORLD_BOX, SIM_GATEWAY, event->index);

	world_box_kill(world, chance_between(&chance, REBIRTH_MIN_MS, REBIRTH_MAX_MS));
}

bool world_box_kills_at_act(struct world *world)
{
	struct chance chance = world_chance(world, WORLD_BOX, 0, world->acts);
	struct world_event event = { .fire = kill_now, .process = WORLD_BOX, .index = world->acts };
	bool before;

	if (!chance_hit(&chance, world->knobs.kills_at_act))
		return false;
	before = chance_hit(&chance, 1 / 3.0);
	world_queue_after(world, event, before ? 0 : chance_between(&chance, 1, ACT_LATER_MAX_MS));
	return before;
}
