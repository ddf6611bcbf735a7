/* scenario_net.c - see scenario_net.h.  SPDX-License-Identifier: ISC */
#include "scenario_net.h"

#include "scenario_kit.h"
#include "world_line.h"
#include "world_queue.h"

#define BASE_LOSS_MS (SIM_YEAR_MS / 24.0)
#define LOSS_MS (3.0 * SIM_DAY_MS)
#define LOSS_MIN_MS (10 * SIM_SECOND_MS)
#define LOSS_MAX_MS (2 * SIM_HOUR_MS)
#define LOSS_SHAPE 0.7
#define LOSS_SCALE_MS (10.0 * SIM_MINUTE_MS)
#define SHORT_MS (SIM_YEAR_MS / 52.0)
#define SHORT_LENGTH_MS SIM_MINUTE_MS
#define LONG_MS (SIM_YEAR_MS / 4.0)
#define LONG_LENGTH_MS (20 * SIM_MINUTE_MS)
#define POLL_FAILS 0.001
#define POLL_MS (2 * SIM_SECOND_MS) /* all polls of so long share their fate */
#define TIMEOUT_MS (10 * SIM_SECOND_MS)
#define SLOW_MIN_MS (3 * SIM_SECOND_MS)
#define SLOW_MAX_MS (8 * SIM_SECOND_MS)
#define LOSS 0.2
#define DELAY_MS (10.0 * SIM_SECOND_MS)

enum slow_kind { SLOW_TIMEOUT = 1, SLOW_ERROR, SLOW_ANSWER };

static void lose(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);
	int64_t for_ms = LOSS_MIN_MS + chance_weibull_ms(&chance, LOSS_SHAPE, LOSS_SCALE_MS);

	world_line_lose(world, for_ms < LOSS_MAX_MS ? for_ms : LOSS_MAX_MS);
}

static void base_loss(struct world *world, const struct world_event *event)
{
	lose(world, event);
	world_queue_again(world, event, BASE_LOSS_MS);
}

void scenario_net_base(struct world *world)
{
	scenario_kit_once(world, base_loss, scenario_kit_process(11, 1), BASE_LOSS_MS);
}

static void loss(struct world *world, const struct world_event *event)
{
	lose(world, event);
	world_queue_again(world, event, LOSS_MS);
}

void scenario_net_uplink(struct world *world)
{
	scenario_kit_once(world, loss, scenario_kit_process(11, 0), LOSS_MS);
}

static void slow_down(struct world *world, const struct world_event *event, int64_t for_ms)
{
	struct chance chance = scenario_kit_chance(world, event);

	world->knobs.slow_until_ms = world->now_ms + for_ms;
	world->knobs.slow_kind = (int)chance_between(&chance, SLOW_TIMEOUT, SLOW_ANSWER);
}

static void slow_shortly(struct world *world, const struct world_event *event)
{
	slow_down(world, event, SHORT_LENGTH_MS);
	world_queue_again(world, event, SHORT_MS);
}

static void slow_long(struct world *world, const struct world_event *event)
{
	slow_down(world, event, LONG_LENGTH_MS);
	world_queue_again(world, event, LONG_MS);
}

void scenario_net_slow(struct world *world)
{
	scenario_kit_once(world, slow_shortly, scenario_kit_process(12, 0), SHORT_MS);
	scenario_kit_once(world, slow_long, scenario_kit_process(12, 1), LONG_MS);
}

void scenario_net_read(struct world *world, int who, struct sim_look *look)
{
	const struct world_knobs *knobs = &world->knobs;
	struct chance chance = world_chance(world, scenario_kit_process(12, 2), SIM_GATEWAY,
					    (uint64_t)(world->now_ms / POLL_MS));
	bool slow = world->now_ms < knobs->slow_until_ms;

	(void)who;
	if (slow && knobs->slow_kind == SLOW_ANSWER) {
		look->took_ms = chance_between(&chance, SLOW_MIN_MS, SLOW_MAX_MS);
	} else if (slow || chance_hit(&chance, POLL_FAILS)) {
		look->answered = false;
		if (knobs->slow_kind != SLOW_ERROR || !slow)
			look->took_ms = TIMEOUT_MS;
	}
}

void scenario_net_lossy(struct world *world)
{
	world->knobs.loss = LOSS;
	world->knobs.copy = LOSS;
	world->knobs.delay_ms = DELAY_MS;
}
