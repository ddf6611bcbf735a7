/* scenario_traffic.c - see scenario_traffic.h.  SPDX-License-Identifier: ISC */
#include "scenario_traffic.h"

#include "scenario_kit.h"
#include "world_queue.h"

#define TALKS_MS (1.0 * SIM_DAY_MS)
#define QUIET_MIN_MS SIM_HOUR_MS
#define QUIET_MAX_MS (72 * SIM_HOUR_MS)
#define RECEIVER_MS (SCENARIO_WEEKLY_MS / 2)
#define RECEIVER_MIN_MS (5 * SIM_MINUTE_MS)
#define RECEIVER_MAX_MS (3 * SIM_HOUR_MS)
#define TRUNCATED_MS (2 * SIM_SECOND_MS) /* lines between copy and truncate are lost */

static void turn_quiet(struct world *world, const struct world_event *event)
{
	struct world_session *session = &world->sessions[event->who];
	struct chance chance = scenario_kit_chance(world, event);
	struct world_event next = *event;

	session->quiet = !session->quiet;
	next.index++;
	world_queue_after(world, next,
			  session->quiet ? chance_between(&chance, QUIET_MIN_MS, QUIET_MAX_MS)
					 : chance_exp_ms(&chance, TALKS_MS));
}

void scenario_traffic_quiet(struct world *world)
{
	world->knobs.weekends = true;
	scenario_kit_each(world, turn_quiet, scenario_kit_process(5, 0), TALKS_MS);
}

static void receiver_goes(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);

	world->knobs.receiver_down_until_ms =
		world->now_ms + chance_between(&chance, RECEIVER_MIN_MS, RECEIVER_MAX_MS);
	world_queue_again(world, event, RECEIVER_MS);
}

void scenario_traffic_receiver(struct world *world)
{
	scenario_kit_once(world, receiver_goes, scenario_kit_process(14, 0), RECEIVER_MS);
}

static void silence_log(struct world *world, int64_t until_ms)
{
	if (until_ms > world->knobs.log_silent_until_ms)
		world->knobs.log_silent_until_ms = until_ms;
}

static void truncate_log(struct world *world, const struct world_event *event)
{
	silence_log(world, world->now_ms + TRUNCATED_MS);
	world_queue_after(world, *event, SIM_DAY_MS);
}

static void stop_log(struct world *world, const struct world_event *event)
{
	(void)event;
	silence_log(world, WORLD_NEVER);
}

/* It is rotated each day, and some day in the middle of the world it stops for good. */
void scenario_traffic_log(struct world *world)
{
	struct world_event event = { .fire = truncate_log,
				     .process = scenario_kit_process(15, 0),
				     .who = SIM_GATEWAY };
	struct chance chance = scenario_kit_chance(world, &event);
	int64_t third_ms = world->setup.length_ms / 3;

	world_queue_after(world, event, SIM_DAY_MS);
	event.fire = stop_log;
	event.process++;
	world_queue_after(world, event, chance_between(&chance, third_ms, 2 * third_ms));
}
