/* acted.h - a noted story whose acts are taken, and what is said of it.  SPDX-License-Identifier: ISC */
#ifndef ACTED_H
#define ACTED_H

#include "headline.h"
#include "level.h"
#include "noted.h"

/* As dispatch does. */
static inline void take(void *ctx, const struct engine_order *order)
{
	struct story *story = ctx;
	struct notes_target *on;

	if (order->kind != ORDER_ACT)
		return;
	on = notes_of(story->notes, order->owner);
	story->act = order->id;
	on->act = (struct notes_act){ .id = order->id, .incident = order->incident };
	snprintf(on->act.action, sizeof(on->act.action), "%s",
		 roster_action(order->target, order->rung - 1));
}

static inline void begin_acting(struct story *story, struct fixture *fixture)
{
	begin(story, fixture);
	story->take = take;
}

static inline void event(struct story *story, enum words_event what)
{
	feed(story, (struct engine_evidence){ .kind = EVIDENCE_EVENT, .what = (int)what }, "waha",
	     NULL);
}

/* Every 5 s; the other session is up all the while. */
static inline void poll(struct story *story, int64_t for_ms, enum words_state state,
			const char *word)
{
	for (int64_t end_ms = story->now_ms + for_ms; story->now_ms < end_ms;
	     story->now_ms += 5 * SECOND) {
		claim(story, "waha/dana", STATE_UP, "WORKING");
		claim(story, "waha/omer", state, word);
	}
}

static inline void end_act(struct story *story, enum words_result what)
{
	struct notes_act *act =
		&notes_of(story->notes, roster_find(story->roster, "waha/omer"))->act;

	act->what = what;
	snprintf(act->text, sizeof(act->text), "%s", what ? "HTTP 500" : "");
	feed(story,
	     (struct engine_evidence){
		     .kind = EVIDENCE_RESULT, .id = story->act, .ok = !what, .what = (int)what },
	     NULL, NULL);
}

static inline const char *level(const struct story *story, const char *target)
{
	return level_name(level_of(roster_find(story->roster, target), story->now_ms));
}

static inline void assert_begins(const char *text, const char *begin)
{
	if (strncmp(text, begin, strlen(begin)) != 0)
		fail_msg("%s does not begin with %s", text, begin);
}

/* Static until the next call. */
static inline const char *says(const struct story *story, const char *target)
{
	static char sentence[HEADLINE_BYTES];
	const struct why_subject subject = { story->roster, story->notes,
					     roster_find(story->roster, target), story->now_ms };

	return headline_says(&subject, sentence);
}

static inline int64_t level_ms(const struct story *story, const char *target)
{
	const struct target *of = roster_find(story->roster, target);

	return level_for_ms(of, level_of(of, story->now_ms), story->now_ms);
}

static inline void heal(struct story *story)
{
	end_act(story, 0);
	poll(story, 2 * MINUTE, STATE_UP, "WORKING");
}

#endif
