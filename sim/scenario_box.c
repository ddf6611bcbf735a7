/* scenario_box.c - see scenario_box.h.  SPDX-License-Identifier: ISC */
#include "scenario_box.h"

#include "scenario_deaths.h"
#include "scenario_kit.h"
#include "scenario_lies.h"
#include "world_box.h"
#include "world_mail.h"
#include "world_queue.h"

#define JUMP_MS (30.0 * SIM_DAY_MS)
#define NTP_MS (1 * SIM_MINUTE_MS)
#define SUSPEND_MS SCENARIO_WEEKLY_MS
#define SLEEP_MS (8 * SIM_HOUR_MS)
#define DAILY_MS ((double)SIM_DAY_MS)
#define KILL_MIN_MS (1 * SIM_SECOND_MS)
#define KILL_MAX_MS (5 * SIM_SECOND_MS)
#define REBOOT_MS SIM_MINUTE_MS
#define FULL_MS SIM_HOUR_MS
#define KILLS_AT_ACT 0.3
#define STALL_MIN_MS (2 * SIM_SECOND_MS)
#define STALL_MAX_MS (60 * SIM_SECOND_MS)

static void jump(struct world *world, const struct world_event *event)
{
	static const int64_t steps_ms[] = { SIM_HOUR_MS, -SIM_HOUR_MS, 10 * SIM_YEAR_MS,
					    -10 * SIM_YEAR_MS };
	struct chance chance = scenario_kit_chance(world, event);

	world->box.wall_ms += steps_ms[chance_between(&chance, 0, 3)];
	world_queue_again(world, event, JUMP_MS);
}

static void suspend(struct world *world, const struct world_event *event)
{
	world_box_suspend(world, SLEEP_MS);
	world_queue_again(world, event, SUSPEND_MS);
}

/* index: what the wall clock lacks. */
static void set_by_ntp(struct world *world, const struct world_event *event)
{
	world->box.wall_ms += (int64_t)event->index;
}

/* The box has no battery: it begins in 1970. */
void scenario_box_clock(struct world *world)
{
	struct world_event ntp = { .fire = set_by_ntp,
				   .index = (uint64_t)world->box.wall_ms,
				   .process = scenario_kit_process(13, 2) };

	world->box.wall_ms = 0;
	world_queue_after(world, ntp, NTP_MS);
	scenario_kit_once(world, jump, scenario_kit_process(13, 0), JUMP_MS);
	scenario_kit_once(world, suspend, scenario_kit_process(13, 1), SUSPEND_MS);
}

static void kill_it(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);

	world_box_kill(world, chance_between(&chance, KILL_MIN_MS, KILL_MAX_MS));
	world_queue_again(world, event, DAILY_MS);
}

static void reboot(struct world *world, const struct world_event *event)
{
	world_box_kill(world, REBOOT_MS);
	world_queue_again(world, event, SCENARIO_WEEKLY_MS);
}

static void make_room(struct world *world, const struct world_event *event)
{
	(void)event;
	world_mail_self(world, SELF_LEDGER_UP, 0);
}

static void fill_flash(struct world *world, const struct world_event *event)
{
	struct world_event end = { .fire = make_room,
				   .index = event->index,
				   .process = event->process + 1 };

	world_mail_self(world, SELF_LEDGER_DOWN, 0);
	world_queue_after(world, end, FULL_MS);
	world_queue_again(world, event, SCENARIO_WEEKLY_MS);
}

void scenario_box_killed(struct world *world)
{
	world->knobs.kills_at_act = KILLS_AT_ACT;
	scenario_kit_once(world, kill_it, scenario_kit_process(20, 0), DAILY_MS);
	scenario_kit_once(world, reboot, scenario_kit_process(20, 1), SCENARIO_WEEKLY_MS);
	scenario_kit_once(world, fill_flash, scenario_kit_process(20, 2), SCENARIO_WEEKLY_MS);
	scenario_deaths_loud(world);
}

static void stall(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);

	world_box_stall(world, chance_between(&chance, STALL_MIN_MS, STALL_MAX_MS));
	world_queue_again(world, event, DAILY_MS);
}

void scenario_box_starved(struct world *world)
{
	scenario_kit_once(world, stall, scenario_kit_process(24, 0), DAILY_MS);
}

static void renew(struct world *world, const struct world_event *event)
{
	world->rc = world_box_renew(world);
	world_queue_after(world, *event, SIM_DAY_MS);
}

/* Each day is a watcher's first. */
void scenario_box_cold(struct world *world)
{
	struct world_event event = { .fire = renew,
				     .process = scenario_kit_process(25, 0),
				     .who = SIM_GATEWAY };

	world_queue_after(world, event, SIM_DAY_MS);
	scenario_lies_reinit(world);
}
