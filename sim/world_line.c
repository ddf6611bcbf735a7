/* world_line.c - see world_line.h.  SPDX-License-Identifier: ISC */
#include "world_line.h"

#include "world_mail.h"
#include "world_queue.h"
#include "world_session.h"
#include "world_truth.h"

#define NEWS_MIN_MS (5 * SIM_SECOND_MS)
#define NEWS_MAX_MS (30 * SIM_SECOND_MS)
#define CUT_MAX_MS (2 * SIM_SECOND_MS)   /* the connection is reset */
#define DEAF_MIN_MS (20 * SIM_SECOND_MS) /* it is not: a keep-alive must fail first */
#define DEAF_MAX_MS (52 * SIM_SECOND_MS)
#define BACK_MIN_MS 100
#define BACK_MAX_MS (4 * SIM_SECOND_MS)

static void hear(struct world *world, const struct world_event *event)
{
	struct world_line *line = &world->line;
	struct sim_news news = { .kind = EVIDENCE_SELF, .who = SIM_GATEWAY };

	(void)event;
	if (line->news_down == line->down)
		return;
	line->news_down = line->down;
	news.what = line->down ? SELF_UPLINK_DOWN : SELF_UPLINK_UP;
	world_mail_send(world, &news, world->now_ms);
}

static void spread_news(struct world *world)
{
	struct world_line *line = &world->line;
	struct world_event event = { .fire = hear,
				     .process = WORLD_LINE_NEWS,
				     .index = 2 * line->losses + line->down };
	struct chance chance = world_chance(world, WORLD_LINE_NEWS, SIM_GATEWAY, event.index);

	world_queue_after(world, event, chance_between(&chance, NEWS_MIN_MS, NEWS_MAX_MS));
}

static void lose_session(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	struct chance chance = world_chance(world, WORLD_LINE_DOWN, who, 2 * world->line.losses);
	int64_t notices_ms = world->line.deaf ? chance_between(&chance, DEAF_MIN_MS, DEAF_MAX_MS)
					      : chance_between(&chance, 0, CUT_MAX_MS);

	if (!session->down_of)
		session->down_of = SIM_LINE;
	if (session->mode == WORLD_WORKING || session->mode == WORLD_CONFIG ||
	    session->mode == WORLD_REINIT)
		world_session_enter(world, who, WORLD_DEAF, notices_ms);
	world_session_weigh(world, who);
	world_truth_update(world, who);
}

/* Who has not noticed goes on as if nothing had been; who is starting finds out by itself. */
static void regain_session(struct world *world, int who)
{
	struct world_session *session = &world->sessions[who];
	struct chance chance = world_chance(world, WORLD_LINE_UP, who, world->line.losses);

	if (session->mode == WORLD_DEAF)
		world_session_arrive(world, who);
	else if (session->mode == WORLD_OFFLINE)
		world_session_enter(world, who, WORLD_OFFLINE,
				    chance_between(&chance, BACK_MIN_MS, BACK_MAX_MS));
	else if (session->down_of == SIM_LINE)
		session->down_of = 0;
	world_session_weigh(world, who);
	world_truth_update(world, who);
}

static void regain(struct world *world, const struct world_event *event)
{
	(void)event;
	world->line.down = false;
	for (int who = 0; who < world->setup.sessions; who++)
		regain_session(world, who);
	spread_news(world);
}

void world_line_lose(struct world *world, int64_t for_ms)
{
	struct world_line *line = &world->line;
	struct world_event event = { .fire = regain, .process = WORLD_LINE_UP };
	struct chance chance = world_chance(world, WORLD_LINE_DOWN, SIM_GATEWAY, line->losses + 1);

	if (line->down)
		return;
	line->down = true;
	line->losses++;
	line->deaf = chance_hit(&chance, 0.5);
	for (int who = 0; who < world->setup.sessions; who++)
		lose_session(world, who);
	spread_news(world);
	event.index = line->losses;
	world_queue_after(world, event, for_ms);
}
