/* scenario.c - see scenario.h.  SPDX-License-Identifier: ISC */
#include "scenario.h"

#include <stddef.h>

#include "scenario_box.h"
#include "scenario_deaths.h"
#include "scenario_gateway.h"
#include "scenario_lies.h"
#include "scenario_net.h"
#include "scenario_traffic.h"

#define CURE 0.9
#define REVIVE 0.7

static void start_lossy(struct world *world)
{
	scenario_net_lossy(world);
	scenario_lies_config(world);
	scenario_deaths_loud(world);
}

static const struct scenario scenarios[SCENARIO_MAX + 1] = {
	[1] = { "consumer", "the status lies after the webhook consumer restarts: leave it",
		scenario_lies_consumer, scenario_lies_read },
	[2] = { "config", "STARTING for seconds at a change of configuration: leave it",
		scenario_lies_config, NULL },
	[3] = { "activity", "timestamps.activity comes and goes: decide as if it never came",
		scenario_lies_activity, scenario_lies_hide_activity },
	[4] = { "reinit", "re-initialisation every 28 minutes: leave it, but see who is stuck",
		scenario_lies_reinit, NULL },
	[5] = { "quiet", "quiet hours, days and weekends: leave it, probe little",
		scenario_traffic_quiet, NULL },
	[6] = { "loud", "sessions die loudly: restart them soon", scenario_deaths_loud, NULL },
	[7] = { "human", "sessions are logged out: tell once, restart never", scenario_deaths_human,
		NULL },
	[8] = { "zombie", "sessions work and are mute: probe, then restart", scenario_deaths_zombie,
		NULL },
	[9] = { "crash", "the container dies, and Docker revives most: no restart on top of that",
		scenario_gateway_crash, NULL },
	[10] = { "grow", "memory grows until it is killed: start the container",
		 scenario_gateway_grow, NULL },
	[11] = { "uplink", "the line is lost: restart only what stays dead after it",
		 scenario_net_uplink, NULL },
	[12] = { "slow", "polls fail and are slow: leave it", scenario_net_slow,
		 scenario_net_read },
	[13] = { "clock", "the wall clock jumps, the box sleeps: decide as ever",
		 scenario_box_clock, NULL },
	[14] = { "receiver", "webhooks are late and lost: leave it", scenario_traffic_receiver,
		 NULL },
	[15] = { "log", "the log is truncated, and stops for good: leave it", scenario_traffic_log,
		 NULL },
	[16] = { "flapping", "up and down for two hours: few restarts, one message",
		 scenario_deaths_flapping, NULL },
	[17] = { "incurable", "no restart helps: give up", scenario_deaths_incurable, NULL },
	[18] = { "trouble", "restarts fail, hang or are refused: charge them all",
		 scenario_deaths_trouble, NULL },
	[19] = { "leak", "each restart leaks: restart few", scenario_gateway_leak, NULL },
	[20] = { "killed", "the watcher is killed at any moment: at most once per intent",
		 scenario_box_killed, NULL },
	[21] = { "lossy", "news are lost, doubled and late: as few false restarts as without",
		 start_lossy, NULL },
	[22] = { "people", "people restart, stop and upgrade: never fight them",
		 scenario_gateway_people, NULL },
	[23] = { "clash",
		 "Docker, autoheal and the sessions themselves restart, too: do not add to it",
		 scenario_gateway_clash, NULL },
	[24] = { "starved", "the watcher stalls for up to a minute: blame nobody",
		 scenario_box_starved, NULL },
	[25] = { "cold", "each day is a watcher's first: no worse than later", scenario_box_cold,
		 NULL },
};

const struct scenario *scenario_get(int number)
{
	return number >= 1 && number <= SCENARIO_MAX ? &scenarios[number] : NULL;
}

static void start_one(struct world *world, const struct scenario *scenario)
{
	scenario->start(world);
	if (scenario->read)
		world->reads[world->reads_count++] = scenario->read;
}

void scenario_start(struct world *world)
{
	world->knobs.cure = CURE;
	world->knobs.revive = REVIVE;
	for (int number = 1; number <= SCENARIO_MAX; number++)
		if (world->setup.scenarios & 1u << number)
			start_one(world, &scenarios[number]);
	if (!world->setup.base_faults)
		return;
	scenario_deaths_base(world);
	scenario_gateway_base(world);
	scenario_net_base(world);
}
