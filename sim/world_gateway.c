/* world_gateway.c - see world_gateway.h.  SPDX-License-Identifier: ISC */
#include "world_gateway.h"

#include "world_mail.h"
#include "world_queue.h"
#include "world_session.h"
#include "world_truth.h"

#define REVIVE_MS (5 * SIM_SECOND_MS)
#define STOP_MS (10 * SIM_SECOND_MS) /* docker stop's patience */
#define START_MS 500
#define EVENT_LAG_MS 20
#define MB_AT_START 400.0

void world_gateway_init(struct world *world)
{
	world->gateway = (struct world_gateway){ .power = WORLD_ON, .container = 1 };
}

double world_gateway_mb(const struct world *world)
{
	double hours = (double)(world->now_ms - world->gateway.started_ms) / SIM_HOUR_MS;

	return MB_AT_START + world->gateway.leaked_mb + hours * world->knobs.leak_mb_per_hour;
}

void world_gateway_event(struct world *world, enum words_event what, int32_t code)
{
	struct sim_news news = {
		.kind = EVIDENCE_EVENT,
		.who = SIM_GATEWAY,
		.what = (int)what,
		.code = code,
		.id = world->gateway.container,
	};

	world_mail_send(world, &news, world->now_ms + EVENT_LAG_MS);
}

/* Nobody lives in it any more. */
static void take_down(struct world *world, enum sim_death of)
{
	for (int who = 0; who < world->setup.sessions; who++) {
		if (of)
			world->sessions[who].down_of = of;
		world_session_enter(world, who, WORLD_BOOTING, -1);
	}
}

static void set_power(struct world *world, enum world_power power)
{
	struct world_gateway *gateway = &world->gateway;

	gateway->power = power;
	gateway->life++;
	gateway->hangs = false;
	gateway->reviving = false;
	world_truth_update(world, SIM_GATEWAY);
}

static void revive(struct world *world, const struct world_event *event)
{
	if (event->index == world->gateway.life)
		world_gateway_start(world, false);
}

/* Docker's restart policy starts most of what crashed. */
static void perhaps_revive(struct world *world)
{
	struct world_gateway *gateway = &world->gateway;
	struct world_event event = { .fire = revive,
				     .index = gateway->life,
				     .process = WORLD_REVIVE };
	struct chance chance =
		world_chance(world, WORLD_REVIVE, SIM_GATEWAY, (uint64_t)world->now_ms);

	gateway->reviving = chance_hit(&chance, world->knobs.revive);
	if (gateway->reviving)
		world_queue_after(world, event, REVIVE_MS);
}

bool world_gateway_crash(struct world *world, int32_t code, bool oom)
{
	if (world->gateway.power != WORLD_ON || world->box.asleep)
		return false;
	set_power(world, WORLD_DIED);
	perhaps_revive(world);
	if (oom)
		world_gateway_event(world, EVENT_OOM, 0);
	world_gateway_event(world, EVENT_DIE, code);
	take_down(world, SIM_CRASH);
	return true;
}

void world_gateway_hang(struct world *world)
{
	if (world->gateway.power != WORLD_ON || world->gateway.hangs)
		return;
	world->gateway.hangs = true;
	world_truth_update(world, SIM_GATEWAY);
	for (int who = 0; who < world->setup.sessions; who++) {
		world->sessions[who].down_of = SIM_HANGS;
		world_session_weigh(world, who);
		world_truth_update(world, who);
	}
}

static void tell_stopped(struct world *world, int32_t code)
{
	world_gateway_event(world, EVENT_DIE, code);
	world_gateway_event(world, EVENT_STOP, 0);
}

void world_gateway_halt(struct world *world)
{
	if (world->gateway.power != WORLD_ON)
		return;
	set_power(world, WORLD_HALTED);
	tell_stopped(world, WORLD_EXIT_TERM);
	take_down(world, SIM_STOPPED);
}

static void crash_again(struct world *world, const struct world_event *event)
{
	if (event->index == world->gateway.life)
		world_gateway_crash(world, WORLD_EXIT_CRASH, false);
}

/* Whatever made it crash may still be there. */
static void perhaps_crash_again(struct world *world)
{
	struct world_event event = { .fire = crash_again,
				     .index = world->gateway.life,
				     .process = WORLD_GATEWAY_STEP };
	struct chance chance =
		world_chance(world, WORLD_GATEWAY_STEP, SIM_GATEWAY, world->gateway.starts);

	if (!chance_hit(&chance, world->knobs.cure))
		world_queue_after(world, event,
				  chance_between(&chance, 2 * SIM_SECOND_MS, 20 * SIM_SECOND_MS));
}

void world_gateway_start(struct world *world, bool anew)
{
	struct world_gateway *gateway = &world->gateway;
	bool crashed = gateway->told == SIM_CRASH;

	if (gateway->power == WORLD_ON)
		return;
	gateway->container += anew;
	gateway->starts++;
	gateway->started_ms = world->now_ms;
	gateway->leaked_mb = 0;
	set_power(world, WORLD_ON);
	world_gateway_event(world, EVENT_START, 0);
	for (int who = 0; who < world->setup.sessions; who++)
		world_session_boot(world, who);
	if (crashed)
		perhaps_crash_again(world);
}

static void start_again(struct world *world, const struct world_event *event)
{
	if (event->index == world->gateway.life)
		world_gateway_start(world, false);
}

static void stopped(struct world *world, const struct world_event *event)
{
	struct world_event start = { .fire = start_again,
				     .index = event->index,
				     .process = WORLD_GATEWAY_STEP };

	if (event->index != world->gateway.life)
		return;
	tell_stopped(world, WORLD_EXIT_KILLED);
	world_queue_after(world, start, START_MS);
}

int64_t world_gateway_restart(struct world *world)
{
	struct world_gateway *gateway = &world->gateway;
	bool runs = gateway->power == WORLD_ON;
	struct world_event event = { .fire = runs ? stopped : start_again,
				     .process = WORLD_GATEWAY_STEP };

	set_power(world, WORLD_RESTARTING);
	if (runs)
		take_down(world, 0);
	event.index = gateway->life;
	world_queue_after(world, event, runs ? STOP_MS : START_MS);
	return START_MS + (runs ? STOP_MS : 0);
}
