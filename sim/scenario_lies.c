/* scenario_lies.c - see scenario_lies.h.  SPDX-License-Identifier: ISC */
#include "scenario_lies.h"

#include "scenario_kit.h"
#include "world_queue.h"
#include "world_session.h"

#define CONSUMER_MS (SIM_DAY_MS / 4.0)
#define WINDOW_MS (15 * SIM_SECOND_MS)
#define LIES_LEAST 0.07
#define LIES_SPREAD 0.13
#define LIE_MS (2 * SIM_SECOND_MS) /* all reads of so long are told the same */
#define CONFIG_MS (SIM_DAY_MS / 2.0)
#define CONFIG_MIN_MS 500
#define CONFIG_MAX_MS (8 * SIM_SECOND_MS)
#define ACTIVITY_MS (6.0 * SIM_HOUR_MS)
#define REINIT_MS (1680 * SIM_SECOND_MS)
#define REINIT_SPREAD_MS (30 * SIM_SECOND_MS)
#define REINIT_STUCK 0.0001
#define REINIT_FAILS 0.01
#define RETRY_MIN_MS (2 * SIM_SECOND_MS)
#define RETRY_MAX_MS (8 * SIM_SECOND_MS)

static void consumer_restarts(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);

	world->knobs.lies_until_ms = world->now_ms + WINDOW_MS;
	world->knobs.lies = LIES_LEAST + LIES_SPREAD * chance_unit(&chance);
	world_queue_again(world, event, CONSUMER_MS);
}

void scenario_lies_consumer(struct world *world)
{
	scenario_kit_once(world, consumer_restarts, scenario_kit_process(1, 0), CONSUMER_MS);
}

void scenario_lies_read(struct world *world, int who, struct sim_look *look)
{
	struct chance chance;

	if (world->now_ms >= world->knobs.lies_until_ms || look->state != STATE_UP || who < 0)
		return;
	chance = world_chance(world, WORLD_LIE, who, (uint64_t)(world->now_ms / LIE_MS));
	if (!chance_hit(&chance, world->knobs.lies))
		return;
	look->state = chance_hit(&chance, 0.5) ? STATE_OFF : STATE_STARTING;
	look->raw = look->state == STATE_OFF ? "STOPPED" : "STARTING";
}

static void config_changes(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);

	world_session_pause(world, event->who, WORLD_CONFIG,
			    chance_between(&chance, CONFIG_MIN_MS, CONFIG_MAX_MS));
	world_queue_again(world, event, CONFIG_MS);
}

void scenario_lies_config(struct world *world)
{
	scenario_kit_each(world, config_changes, scenario_kit_process(2, 0), CONFIG_MS);
}

static void activity_turns(struct world *world, const struct world_event *event)
{
	world->knobs.activity_absent = !world->knobs.activity_absent;
	world_queue_again(world, event, ACTIVITY_MS);
}

void scenario_lies_activity(struct world *world)
{
	scenario_kit_once(world, activity_turns, scenario_kit_process(3, 0), ACTIVITY_MS);
}

void scenario_lies_hide_activity(struct world *world, int who, struct sim_look *look)
{
	(void)who;
	if (world->knobs.activity_absent)
		look->has_activity = false;
}

static int64_t reinit_ms(const struct world *world, struct chance *chance)
{
	return chance_law_ms(chance, world->setup.law, world->now_ms >= world->setup.length_ms / 2);
}

static void try_again(struct world *world, const struct world_event *event)
{
	const struct world_session *session = &world->sessions[event->who];
	struct chance chance = scenario_kit_chance(world, event);

	if (event->index == session->life)
		world_session_enter(world, event->who, WORLD_REINIT, reinit_ms(world, &chance));
}

/* For some seconds it says FAILED; then it tries again by itself, and succeeds. */
static void fail(struct world *world, const struct world_event *event)
{
	struct world_session *session = &world->sessions[event->who];
	struct world_event retry = *event;
	struct chance chance = scenario_kit_chance(world, event);

	if (event->index != session->life)
		return;
	world_session_enter(world, event->who, WORLD_RETRY, -1);
	retry.fire = try_again;
	retry.index = session->life;
	world_queue_after(world, retry, chance_between(&chance, RETRY_MIN_MS, RETRY_MAX_MS));
}

static void begin_reinit(struct world *world, const struct world_event *event,
			 struct chance *chance)
{
	struct world_event end = { .fire = fail,
				   .process = scenario_kit_process(4, 1),
				   .who = event->who };
	double fate = chance_unit(chance);
	int64_t length_ms = reinit_ms(world, chance);

	if (fate < REINIT_STUCK) {
		world_session_fall(world, event->who, WORLD_STUCK);
		return;
	}
	if (fate >= REINIT_STUCK + REINIT_FAILS) {
		world_session_pause(world, event->who, WORLD_REINIT, length_ms);
		return;
	}
	if (!world_session_pause(world, event->who, WORLD_REINIT, -1))
		return;
	end.index = world->sessions[event->who].life;
	world_queue_after(world, end, length_ms);
}

static void reinit(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);
	struct world_event next = *event;

	begin_reinit(world, event, &chance);
	next.index++;
	world_queue_after(world, next, REINIT_MS + chance_between(&chance, 0, REINIT_SPREAD_MS));
}

void scenario_lies_reinit(struct world *world)
{
	struct world_event event = { .fire = reinit, .process = scenario_kit_process(4, 0) };

	for (; event.who < world->setup.sessions; event.who++) {
		struct chance chance = scenario_kit_chance(world, &event);

		world_queue_after(world, event, chance_between(&chance, 0, REINIT_MS));
	}
}
