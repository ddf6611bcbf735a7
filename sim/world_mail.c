/* world_mail.c - see world_mail.h.  SPDX-License-Identifier: ISC */
#include "world_mail.h"

#include <errno.h>

#include "world_queue.h"

#define SLOT_BITS 16
#define DELAY_MAX_MS (120 * SIM_SECOND_MS)

void world_mail_init(struct world *world)
{
	for (uint16_t slot = 0; slot < WORLD_MAILS_MAX; slot++)
		world->mails_free[slot] = slot;
	world->mails_free_count = WORLD_MAILS_MAX;
}

/* A log dates its lines by the wall clock; who reads them knows only what it shows now. */
static int64_t redate(const struct world *world, const struct sim_news *news)
{
	int64_t at_ms = news->at_ms + news->for_ms - world->box.wall_ms;

	return at_ms > world->now_ms ? world->now_ms : at_ms;
}

static void deliver(struct world *world, const struct world_event *event)
{
	uint16_t slot = (uint16_t)(event->index & ((1u << SLOT_BITS) - 1));
	struct sim_news news = world->mails[slot];

	if (world->now_ms < world->box.deaf_until_ms) {
		world_queue_after(world, *event, world->box.deaf_until_ms - world->now_ms);
		return;
	}
	world->mails_free[world->mails_free_count++] = slot;
	if (world->box.killed)
		return;
	news.t_ms = world->now_ms;
	if (news.kind == EVIDENCE_PROOF) {
		news.at_ms = redate(world, &news);
		news.for_ms = 0;
	}
	world->decider->news(world->self, &world->hand, &news);
}

void world_mail_post(struct world *world, const struct sim_news *news, int64_t t_ms)
{
	struct world_event event = { .t_ms = t_ms, .fire = deliver, .process = WORLD_MAIL };
	uint16_t slot;

	if (!world->mails_free_count) {
		world->rc = -ENOBUFS;
		return;
	}
	slot = world->mails_free[--world->mails_free_count];
	world->mails[slot] = *news;
	if (news->kind == EVIDENCE_PROOF)
		world->mails[slot].for_ms = world->box.wall_ms;
	event.index = world->mails_posted++ << SLOT_BITS | slot;
	world_queue_post(world, &event);
}

void world_mail_send(struct world *world, const struct sim_news *news, int64_t t_ms)
{
	const struct world_knobs *knobs = &world->knobs;
	struct chance chance = world_chance(world, WORLD_POST + (uint32_t)news->kind, news->who,
					    (uint64_t)t_ms << 4 | (unsigned)news->what);
	int copies = 1;

	if (knobs->loss > 0 || knobs->copy > 0)
		copies =
			chance_hit(&chance, knobs->loss) ? 0 : 1 + chance_hit(&chance, knobs->copy);
	while (copies-- > 0) {
		int64_t delay_ms =
			knobs->delay_ms > 0 ? chance_exp_ms(&chance, knobs->delay_ms) : 0;

		world_mail_post(world, news,
				t_ms + (delay_ms < DELAY_MAX_MS ? delay_ms : DELAY_MAX_MS));
	}
}

void world_mail_self(struct world *world, enum words_self what, int64_t ms)
{
	struct sim_news news = {
		.kind = EVIDENCE_SELF,
		.who = SIM_GATEWAY,
		.what = (int)what,
		.for_ms = ms,
	};

	world_mail_post(world, &news, world->now_ms);
}
