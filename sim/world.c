/* world.c - sim.h: a world from its beginning to its end.  SPDX-License-Identifier: ISC */
#include "world.h"

#include <errno.h>
#include <stdlib.h>

#include "scenario.h"
#include "world_act.h"
#include "world_gateway.h"
#include "world_mail.h"
#include "world_owner.h"
#include "world_queue.h"
#include "world_session.h"
#include "world_traffic.h"
#include "world_truth.h"

#define REFUSED_MS 1
#define TIMEOUT_MS (10 * SIM_SECOND_MS) /* of a poll */
#define ANSWER_MIN_MS 5
#define ANSWER_MAX_MS 30
#define WALL_AT_0_MS INT64_C(1767225600000) /* the first of January 2026 */

int64_t sim_now_ms(const struct sim_hand *hand)
{
	return hand->world->now_ms;
}

int64_t sim_wall_ms(const struct sim_hand *hand)
{
	return hand->world->now_ms + hand->world->box.wall_ms;
}

static void look_alive(const struct world_session *session, struct sim_look *look)
{
	world_session_show(session, look);
	look->has_activity = session->used_ms != WORLD_NEVER;
	look->activity_ms = session->used_ms;
}

/* All that is asked in one moment is answered in one. */
static int64_t answer_ms(struct world *world)
{
	struct chance chance;

	if (world->looked_ms != world->now_ms || !world->answer_ms) {
		chance = world_chance(world, WORLD_LOOK, SIM_GATEWAY, (uint64_t)world->now_ms);
		world->answer_ms = chance_between(&chance, ANSWER_MIN_MS, ANSWER_MAX_MS);
		world->looked_ms = world->now_ms;
	}
	return world->answer_ms;
}

void sim_look(struct sim_hand *hand, int who, struct sim_look *look)
{
	struct world *world = hand->world;

	*look = (struct sim_look){ .state = STATE_UP, .raw = "OK" };
	look->took_ms = answer_ms(world);
	look->answered = world->gateway.power == WORLD_ON && !world->gateway.hangs;
	if (!look->answered)
		look->took_ms = world->gateway.hangs ? TIMEOUT_MS : REFUSED_MS;
	else if (who != SIM_GATEWAY)
		look_alive(&world->sessions[who], look);
	for (int i = 0; i < world->reads_count && look->answered; i++)
		world->reads[i](world, who, look);
}

void sim_probe(struct sim_hand *hand, int who)
{
	world_act_probe(hand->world, who);
}

uint64_t sim_act(struct sim_hand *hand, int who, enum sim_act act)
{
	return world_act_begin(hand->world, who, act);
}

void sim_notify(struct sim_hand *hand, int who, enum words_notify what)
{
	struct world *world = hand->world;
	struct sim_fact fact = {
		.kind = SIM_TOLD,
		.t_ms = world->now_ms,
		.who = who,
		.death = world_truth_of(world, who),
		.what = what,
	};

	world_truth_tell(world, &fact);
	world_owner_told(world, who);
}

void sim_wake(struct sim_hand *hand, int64_t t_ms)
{
	hand->world->wake_ms = t_ms;
}

/* When the decider next does something by itself. */
static int64_t wakes_ms(const struct world *world)
{
	const struct world_box *box = &world->box;

	if (box->killed || world->wake_ms == WORLD_NEVER)
		return WORLD_NEVER;
	if (world->wake_ms < world->now_ms)
		return world->now_ms > box->deaf_until_ms ? world->now_ms : box->deaf_until_ms;
	return world->wake_ms > box->deaf_until_ms ? world->wake_ms : box->deaf_until_ms;
}

static void wake(struct world *world)
{
	world->wake_ms = WORLD_NEVER;
	world->decider->wake(world->self, &world->hand);
}

/* What happens in the world happens before somebody looks at it. */
static void live(struct world *world)
{
	while (!world->rc) {
		int64_t event_ms = world_queue_next_ms(world), wake_ms = wakes_ms(world);
		int64_t next_ms = event_ms <= wake_ms ? event_ms : wake_ms;

		if (next_ms >= world->setup.length_ms)
			break;
		world->now_ms = next_ms;
		if (event_ms <= wake_ms) {
			struct world_event event = world_queue_take(world);

			event.fire(world, &event);
		} else {
			wake(world);
		}
	}
}

static void begin(struct world *world)
{
	const struct sim_setup *setup = &world->setup;

	world->hand.world = world;
	world->wake_ms = WORLD_NEVER;
	world->box.wall_ms = WALL_AT_0_MS;
	world->shape = (struct sim_shape){
		.sessions = setup->sessions,
		.poll_ms = setup->poll_ms,
		.offers_probe = !setup->no_probe,
		.has_container = true,
		.seed = setup->seed,
		.config = world->decider->config,
	};
	world_mail_init(world);
	world_gateway_init(world);
	for (int who = 0; who < setup->sessions; who++) {
		world_session_init(world, who);
		world_traffic_begin(world, who);
	}
	scenario_start(world);
	world->rc = world->decider->begin(world->self, &world->hand, &world->shape);
}

static bool is_possible(const struct sim_setup *setup)
{
	return setup->sessions >= 1 && setup->sessions <= SIM_SESSIONS_MAX && setup->poll_ms > 0 &&
	       setup->traffic > 0 && setup->traffic < SIM_TRAFFICS && setup->law > 0 &&
	       setup->law < SIM_LAWS;
}

int sim_run(const struct sim_setup *setup, const struct sim_decider *decider, sim_witness *witness,
	    void *ctx)
{
	struct world *world;
	int rc = -ENOMEM;

	if (!is_possible(setup))
		return -EINVAL;
	world = calloc(1, sizeof(*world));
	if (!world)
		return -ENOMEM;
	world->setup = *setup;
	world->decider = decider;
	world->witness = witness;
	world->witness_ctx = ctx;
	world->self = calloc(1, decider->self_bytes ? decider->self_bytes : 1);
	if (!world->self)
		goto out;
	begin(world);
	live(world);
	rc = world->rc;
	if (decider->end)
		decider->end(world->self);
out:
	free(world->self);
	free(world);
	return rc;
}
