/* world_session.c - see world_session.h.  SPDX-License-Identifier: ISC */
#include "world_session.h"

#include "world_queue.h"
#include "world_truth.h"

#define STOPPED_MS (3 * SIM_SECOND_MS)
#define RESTART_MS (20 * SIM_SECOND_MS)
#define RESTART_SPREAD_MS (2 * SIM_SECOND_MS)
#define GIVES_UP_MS (118 * SIM_SECOND_MS) /* 60 attempts without a line */
#define GIVES_UP_SHARE 0.1

static const struct {
	enum words_state state;
	const char *raw;
	bool emits;
} modes[WORLD_MODES] = {
	[WORLD_WORKING] = { STATE_UP, "WORKING", true },
	[WORLD_CONFIG] = { STATE_STARTING, "STARTING", true },
	[WORLD_REINIT] = { STATE_STARTING, "STARTING", false },
	[WORLD_RETRY] = { STATE_DOWN, "FAILED", false },
	[WORLD_DEAF] = { STATE_UP, "WORKING", false },
	[WORLD_OFFLINE] = { STATE_STARTING, "STARTING", false },
	[WORLD_STOPPING] = { STATE_OFF, "STOPPED", false },
	[WORLD_BOOTING] = { STATE_STARTING, "STARTING", false },
	[WORLD_FAILED] = { STATE_DOWN, "FAILED", false },
	[WORLD_STUCK] = { STATE_STARTING, "STARTING", false },
	[WORLD_MUTE] = { STATE_UP, "WORKING", false },
	[WORLD_SCAN] = { STATE_HUMAN, "SCAN_QR_CODE", false },
	[WORLD_PARKED] = { STATE_OFF, "STOPPED", false },
};

void world_session_show(const struct world_session *session, struct sim_look *look)
{
	look->state = modes[session->mode].state;
	look->raw = modes[session->mode].raw;
}

bool world_session_emitted(const struct world_session *session, int64_t t_ms)
{
	return session->emits == (t_ms >= session->emits_changed_ms);
}

void world_session_weigh(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	bool emits = modes[session->mode].emits && !world->gateway.hangs && !world->box.asleep;

	if (emits != session->emits)
		session->emits_changed_ms = world->now_ms;
	session->emits = emits;
}

static bool is_curable(const struct world_session *session)
{
	return (session->ill == WORLD_FAILED || session->ill == WORLD_STUCK ||
		session->ill == WORLD_MUTE) &&
	       !session->incurable;
}

static void end_boot(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	struct chance chance = world_chance(world, WORLD_CURE, who, session->tries++);

	if (is_curable(session) && !world->line.down && chance_hit(&chance, world->knobs.cure))
		session->ill = 0;
	world_session_arrive(world, who);
}

/* Without a line it tries for two minutes; some give up for ever. */
static void end_offline(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	struct chance chance = world_chance(world, WORLD_LINE_DOWN, who, world->line.losses);

	if (!world->line.down) {
		world_session_arrive(world, who);
	} else if (chance_hit(&chance, GIVES_UP_SHARE)) {
		session->ill = WORLD_FAILED;
		world_session_enter(world, who, WORLD_FAILED, -1);
	}
}

static void end(struct world *world, const struct world_event *event)
{
	struct world_session *session = &world->sessions[event->who];
	struct chance chance = world_chance(world, WORLD_BOOT, event->who, session->boots);

	if (event->index != session->life)
		return;
	switch (session->mode) {
	case WORLD_STOPPING:
		session->boots++;
		world_session_enter(
			world, event->who, WORLD_BOOTING,
			RESTART_MS - STOPPED_MS +
				chance_between(&chance, -RESTART_SPREAD_MS, RESTART_SPREAD_MS));
		break;
	case WORLD_BOOTING:
		end_boot(world, event->who);
		break;
	case WORLD_DEAF:
		world_session_enter(world, event->who, WORLD_OFFLINE, GIVES_UP_MS);
		break;
	case WORLD_OFFLINE:
		end_offline(world, event->who);
		break;
	default:
		world_session_arrive(world, event->who);
		break;
	}
}

void world_session_enter(struct world *world, int who, enum world_mode mode, int64_t for_ms)
{
	struct world_session *session = &world->sessions[who];
	struct world_event event = { .fire = end, .process = WORLD_SESSION_END, .who = who };

	session->mode = mode;
	event.index = ++session->life;
	if (for_ms >= 0)
		world_queue_after(world, event, for_ms);
	world_session_weigh(world, who);
	world_truth_update(world, who);
}

void world_session_arrive(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];

	session->down_of = world->line.down ? SIM_LINE : 0;
	if (session->ill)
		world_session_enter(world, who, session->ill, -1);
	else if (world->line.down)
		world_session_enter(world, who, WORLD_OFFLINE, GIVES_UP_MS);
	else
		world_session_enter(world, who, WORLD_WORKING, -1);
}

bool world_session_pause(struct world *world, int who, enum world_mode mode, int64_t for_ms)
{
	if (world->sessions[who].mode != WORLD_WORKING || world->box.asleep)
		return false;
	world_session_enter(world, who, mode, for_ms);
	return true;
}

bool world_session_fall(struct world *world, int who, enum world_mode ill)
{
	struct world_session *session = &world->sessions[who];

	if (session->mode != WORLD_WORKING || world->box.asleep || world->gateway.hangs)
		return false;
	session->ill = ill;
	world_session_enter(world, who, ill, -1);
	return true;
}

/* A start begins with an empty status: nobody has used its API yet.  Who was stopped is no longer. */
void world_session_restart(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];

	session->used_ms = WORLD_NEVER;
	if (session->ill == WORLD_PARKED)
		session->ill = 0;
	world_session_enter(world, who, WORLD_STOPPING, STOPPED_MS);
}

void world_session_boot(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	struct chance chance = world_chance(world, WORLD_BOOT, who, session->boots++);

	session->used_ms = WORLD_NEVER;
	world_session_enter(world, who, WORLD_BOOTING,
			    RESTART_MS +
				    chance_between(&chance, -RESTART_SPREAD_MS, RESTART_SPREAD_MS));
}

void world_session_mend(struct world *world, int who)
{
	world->sessions[who].ill = 0;
	world->sessions[who].incurable = false;
	if (world->gateway.power == WORLD_ON)
		world_session_restart(world, who);
}

void world_session_init(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];

	session->mode = WORLD_WORKING;
	session->emits = true;
	session->used_ms = WORLD_NEVER;
}
