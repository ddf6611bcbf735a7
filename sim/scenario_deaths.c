/* scenario_deaths.c - see scenario_deaths.h.  SPDX-License-Identifier: ISC */
#include "scenario_deaths.h"

#include "scenario_kit.h"
#include "world_queue.h"
#include "world_session.h"

#define YEARLY_MS(times) ((double)SIM_YEAR_MS / (times))
#define BASE_LOUD_MS YEARLY_MS(12)
#define BASE_ZOMBIE_MS YEARLY_MS(6)
#define HUMAN_MS YEARLY_MS(26)
#define FLAPS_MS (2 * SIM_HOUR_MS)
#define FLAP_UP_MS (90.0 * SIM_SECOND_MS)
#define FLAP_DOWN_MS (30.0 * SIM_SECOND_MS)
#define TROUBLE 0.3

/* Half of the loud deaths end in FAILED, half of them are stuck in STARTING. */
static enum world_mode loud_mode(const struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);

	return chance_hit(&chance, 0.5) ? WORLD_FAILED : WORLD_STUCK;
}

static void base_loud(struct world *world, const struct world_event *event)
{
	world_session_fall(world, event->who, loud_mode(world, event));
	world_queue_again(world, event, BASE_LOUD_MS);
}

static void base_zombie(struct world *world, const struct world_event *event)
{
	world_session_fall(world, event->who, WORLD_MUTE);
	world_queue_again(world, event, BASE_ZOMBIE_MS);
}

void scenario_deaths_base(struct world *world)
{
	scenario_kit_each(world, base_loud, WORLD_LOUD, BASE_LOUD_MS);
	scenario_kit_each(world, base_zombie, WORLD_ZOMBIE, BASE_ZOMBIE_MS);
}

static void die_loudly(struct world *world, const struct world_event *event)
{
	world_session_fall(world, event->who, loud_mode(world, event));
	world_queue_again(world, event, SCENARIO_WEEKLY_MS);
}

void scenario_deaths_loud(struct world *world)
{
	scenario_kit_each(world, die_loudly, scenario_kit_process(6, 0), SCENARIO_WEEKLY_MS);
}

static void need_human(struct world *world, const struct world_event *event)
{
	world_session_fall(world, event->who, WORLD_SCAN);
	world_queue_again(world, event, HUMAN_MS);
}

void scenario_deaths_human(struct world *world)
{
	scenario_kit_each(world, need_human, scenario_kit_process(7, 0), HUMAN_MS);
}

static void fall_mute(struct world *world, const struct world_event *event)
{
	world_session_fall(world, event->who, WORLD_MUTE);
	world_queue_again(world, event, SCENARIO_WEEKLY_MS);
}

void scenario_deaths_zombie(struct world *world)
{
	scenario_kit_each(world, fall_mute, scenario_kit_process(8, 0), SCENARIO_WEEKLY_MS);
}

/* What comes and goes by itself is no death that an act cures. */
static bool rise(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];

	if (session->ill != WORLD_FAILED || !session->incurable)
		return false;
	session->ill = 0;
	session->incurable = false;
	if (session->mode == WORLD_FAILED)
		world_session_arrive(world, who);
	return true;
}

/* index: when it ends. */
static void flap(struct world *world, const struct world_event *event)
{
	struct chance chance =
		world_chance(world, event->process, event->who, (uint64_t)world->now_ms);
	bool rose = rise(world, event->who), fell;

	if (world->now_ms >= (int64_t)event->index)
		return;
	fell = !rose && world_session_fall(world, event->who, WORLD_FAILED);
	world->sessions[event->who].incurable |= fell;
	world_queue_after(world, *event, chance_exp_ms(&chance, fell ? FLAP_DOWN_MS : FLAP_UP_MS));
}

static void begin_flapping(struct world *world, const struct world_event *event)
{
	struct world_event flapping = { .fire = flap,
					.index = (uint64_t)(world->now_ms + FLAPS_MS),
					.process = event->process + 1,
					.who = event->who };

	world_queue_after(world, flapping, 0);
	world_queue_again(world, event, SCENARIO_WEEKLY_MS);
}

void scenario_deaths_flapping(struct world *world)
{
	scenario_kit_each(world, begin_flapping, scenario_kit_process(16, 0), SCENARIO_WEEKLY_MS);
}

static void die_for_good(struct world *world, const struct world_event *event)
{
	if (world_session_fall(world, event->who, loud_mode(world, event)))
		world->sessions[event->who].incurable = true;
	world_queue_again(world, event, YEARLY_MS(12));
}

void scenario_deaths_incurable(struct world *world)
{
	scenario_kit_each(world, die_for_good, scenario_kit_process(17, 0), YEARLY_MS(12));
}

void scenario_deaths_trouble(struct world *world)
{
	world->knobs.trouble = TROUBLE;
	scenario_kit_each(world, die_loudly, scenario_kit_process(18, 0), SCENARIO_WEEKLY_MS);
}
