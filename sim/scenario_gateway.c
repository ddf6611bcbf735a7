/* scenario_gateway.c - see scenario_gateway.h.  SPDX-License-Identifier: ISC */
#include "scenario_gateway.h"

#include "scenario_deaths.h"
#include "scenario_kit.h"
#include "scenario_lies.h"
#include "world_gateway.h"
#include "world_mail.h"
#include "world_queue.h"
#include "world_session.h"

#define BASE_CRASH_MS (SIM_YEAR_MS / 6.0)
#define MB_PER_HOUR 20
#define MB_PER_RESTART 60
#define MB_LIMIT 1024
#define MB INT64_C(1048576)
#define WEIGH_MS (30 * SIM_SECOND_MS)
#define PEOPLE_MS (3.0 * SIM_DAY_MS)
#define HALT_MIN_MS (5 * SIM_MINUTE_MS)
#define HALT_MAX_MS (4 * SIM_HOUR_MS)
#define UPGRADE_MIN_MS (30 * SIM_SECOND_MS)
#define UPGRADE_MAX_MS (2 * SIM_MINUTE_MS)
#define PARK_MIN_MS (10 * SIM_MINUTE_MS)
#define PARK_MAX_MS (8 * SIM_HOUR_MS)
#define HANG_MS (14.0 * SIM_DAY_MS)
#define UNHEALTHY_MS (90 * SIM_SECOND_MS) /* three failed checks of 30 s */
#define AUTOHEAL_MS (5 * SIM_SECOND_MS)

static void base_crash(struct world *world, const struct world_event *event)
{
	world_gateway_crash(world, WORLD_EXIT_CRASH, false);
	world_queue_again(world, event, BASE_CRASH_MS);
}

void scenario_gateway_base(struct world *world)
{
	scenario_kit_once(world, base_crash, WORLD_CRASH, BASE_CRASH_MS);
}

static void crash(struct world *world, const struct world_event *event)
{
	world_gateway_crash(world, WORLD_EXIT_CRASH, false);
	world_queue_again(world, event, SCENARIO_WEEKLY_MS);
}

void scenario_gateway_crash(struct world *world)
{
	scenario_kit_once(world, crash, scenario_kit_process(9, 0), SCENARIO_WEEKLY_MS);
}

static void tell_memory(struct world *world)
{
	struct sim_news news = {
		.kind = EVIDENCE_MEMORY,
		.who = SIM_GATEWAY,
		.bytes = (int64_t)world_gateway_mb(world) * MB,
		.limit_bytes = MB_LIMIT * MB,
	};

	world_mail_send(world, &news, world->now_ms);
}

/* Who has more than its limit is killed, and is too late to tell. */
static void weigh(struct world *world, const struct world_event *event)
{
	if (world_gateway_mb(world) > MB_LIMIT)
		world_gateway_crash(world, WORLD_EXIT_KILLED, true);
	else if (world->gateway.power == WORLD_ON)
		tell_memory(world);
	world_queue_after(world, *event, WEIGH_MS);
}

static void begin_weighing(struct world *world, uint32_t process)
{
	struct world_event event = { .fire = weigh, .process = process, .who = SIM_GATEWAY };

	world->knobs.leak_mb_per_restart = MB_PER_RESTART;
	world_queue_after(world, event, WEIGH_MS);
}

void scenario_gateway_grow(struct world *world)
{
	world->knobs.leak_mb_per_hour = MB_PER_HOUR;
	begin_weighing(world, scenario_kit_process(10, 0));
}

void scenario_gateway_leak(struct world *world)
{
	begin_weighing(world, scenario_kit_process(19, 0));
	scenario_deaths_loud(world);
}

/* --- people and their scripts */

static void start_again(struct world *world, const struct world_event *event)
{
	world_gateway_start(world, event->index & 1);
}

static void halt_for(struct world *world, const struct world_event *event, int64_t for_ms,
		     bool upgrade)
{
	struct world_event start = { .fire = start_again,
				     .index = 2 * event->index + upgrade,
				     .process = event->process + 1,
				     .who = SIM_GATEWAY };

	world_gateway_halt(world);
	world_queue_after(world, start, for_ms);
}

static void unpark(struct world *world, const struct world_event *event)
{
	if (world->sessions[event->who].ill != WORLD_PARKED)
		return;
	world_session_mend(world, event->who);
}

static void park(struct world *world, const struct world_event *event, struct chance *chance)
{
	struct world_event end = { .fire = unpark,
				   .index = event->index,
				   .process = event->process + 2 };

	end.who = (int)chance_between(chance, 0, world->setup.sessions - 1);
	if (world_session_fall(world, end.who, WORLD_PARKED))
		world_queue_after(world, end, chance_between(chance, PARK_MIN_MS, PARK_MAX_MS));
}

static void restart_one(struct world *world, struct chance *chance)
{
	int who = (int)chance_between(chance, 0, world->setup.sessions - 1);

	if (world->gateway.power == WORLD_ON && world->sessions[who].mode == WORLD_WORKING)
		world_session_restart(world, who);
}

static void meddle(struct world *world, const struct world_event *event)
{
	struct chance chance = scenario_kit_chance(world, event);
	double what = chance_unit(&chance);

	if (what < 0.4)
		restart_one(world, &chance);
	else if (what < 0.6 && world->gateway.power == WORLD_ON)
		world_gateway_restart(world);
	else if (what < 0.75)
		park(world, event, &chance);
	else if (what < 0.9)
		halt_for(world, event, chance_between(&chance, HALT_MIN_MS, HALT_MAX_MS), false);
	else
		halt_for(world, event, chance_between(&chance, UPGRADE_MIN_MS, UPGRADE_MAX_MS),
			 true);
	world_queue_again(world, event, PEOPLE_MS);
}

void scenario_gateway_people(struct world *world)
{
	scenario_kit_once(world, meddle, scenario_kit_process(22, 0), PEOPLE_MS);
}

/* --- other watchdogs */

static void heal(struct world *world, const struct world_event *event)
{
	if (event->index == world->gateway.life && world->gateway.hangs)
		world_gateway_restart(world);
}

static void notice_hang(struct world *world, const struct world_event *event)
{
	struct world_event next = *event;

	if (event->index != world->gateway.life || !world->gateway.hangs)
		return;
	world_gateway_event(world, EVENT_UNHEALTHY, 0);
	next.fire = heal;
	world_queue_after(world, next, AUTOHEAL_MS);
}

static void hang(struct world *world, const struct world_event *event)
{
	struct world_event notice = { .fire = notice_hang,
				      .index = world->gateway.life,
				      .process = event->process + 1,
				      .who = SIM_GATEWAY };

	world_gateway_hang(world);
	world_queue_after(world, notice, UNHEALTHY_MS);
	world_queue_again(world, event, HANG_MS);
}

/* Docker starts all that crashed, autoheal restarts what hangs, and sessions restart themselves. */
void scenario_gateway_clash(struct world *world)
{
	world->knobs.revive = 1;
	scenario_kit_once(world, hang, scenario_kit_process(23, 0), HANG_MS);
	scenario_kit_once(world, crash, scenario_kit_process(23, 2), SCENARIO_WEEKLY_MS);
	scenario_lies_reinit(world);
	scenario_deaths_loud(world);
}
