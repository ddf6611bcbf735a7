/* leaky.h - a gateway whose restarts of sessions leak, lived by the engine.  SPDX-License-Identifier: ISC */
#ifndef LEAKY_H
#define LEAKY_H

#include "story.h"

#define MB INT64_C(1048576)
#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"
#define LEAK "notify g leak"
#define QUARANTINED "notify g/a quarantined"

static inline void read_memory(struct story *story, int64_t t_ms, int64_t mb)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"memory\",\"target\":\"g\",\"source\":\"mem\",\"bytes\":%lld,\"limit\":%lld}",
		(long long)t_ms, (long long)(mb * MB), (long long)(1024 * MB));
}

/* A gateway whose restarts of sessions leak so much; g/b, where it is there, is well. */
struct life {
	struct story story;
	int64_t t_ms, mb, leaks_mb;
	bool down, b, incurable, unread;
	char why[300]; /* of the last message */
};

static inline void begin(struct life *life, int64_t mb, int64_t leaks_mb)
{
	*life = (struct life){ .mb = mb, .leaks_mb = leaks_mb };
	story_init(&life->story);
	story_claim(&life->story, 0, "g/a", "up");
}

static inline struct gateway *gateway_of(const struct life *life)
{
	return roster_get(life->story.roster, "g")->gateway;
}

static inline void answer(struct life *life, uint64_t answered)
{
	bool wide = gateway_of(life)->flight.wide;

	if (life->story.last_act == answered)
		return;
	life->mb = wide ? 400 : life->mb + life->leaks_mb;
	life->down = life->incurable;
	story_result(&life->story, life->t_ms, NULL);
}

/* Memory is read every half minute. */
static inline void let_live(struct life *life, int64_t for_ms)
{
	for (int64_t end_ms = life->t_ms + for_ms; life->t_ms < end_ms;
	     life->t_ms += 5 * STORY_SECOND) {
		uint64_t answered = life->story.last_act;

		story_poll(&life->story, life->t_ms, life->t_ms + 1,
			   life->down ? "g/a down" : "g/a up");
		if (life->b)
			story_claim(&life->story, life->t_ms, "g/b", "up");
		answer(life, answered);
		if (!life->unread && life->t_ms % (30 * STORY_SECOND) == 0)
			read_memory(&life->story, life->t_ms, life->mb);
	}
}

/* g/a goes down, and is watched for an hour. */
static inline void fall(struct life *life)
{
	let_live(life, STORY_HOUR);
	life->down = true;
	let_live(life, STORY_HOUR);
}

static inline void fall_three_times(struct life *life)
{
	for (int i = 0; i < 3; i++)
		fall(life);
	assert_int_equal(story_times(&life->story, SESSION), 3);
	assert_int_equal(story_times(&life->story, CONTAINER), 0);
	assert_int_equal(story_times(&life->story, LEAK), life->leaks_mb > 0);
}

#endif
