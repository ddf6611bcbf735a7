/* ruled.h - evidence and orders by hand, as an engine gone wrong would give them.
 * SPDX-License-Identifier: ISC
 */
#ifndef RULED_H
#define RULED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules.h"

#define HOUR SIM_HOUR_MS
#define MINUTE SIM_MINUTE_MS
#define SECOND SIM_SECOND_MS

struct story {
	struct watcher_config config;
	struct rules rules;
	struct watcher_tap tap;
	struct roster *roster;
	struct target *who[3]; /* waha, waha/s0, waha/s1 */
	uint64_t acts;
};

static inline int begin(void **state)
{
	static const char *const names[] = { "waha", "waha/s0", "waha/s1" };
	struct story *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	watcher_config_default(&s->config);
	s->roster = roster_new(NULL);
	assert_non_null(s->roster);
	for (int i = 0; i < 3; i++)
		s->who[i] = roster_get(s->roster, names[i]);
	rules_init(&s->rules, &s->config);
	s->tap = rules_tap(&s->rules);
	s->tap.header(s->tap.ctx, s->roster, 0);
	*state = s;
	return 0;
}

static inline int end(void **state)
{
	struct story *s = *state;

	rules_fini(&s->rules);
	roster_free(s->roster);
	free(s);
	return 0;
}

static inline void see(struct story *s, struct engine_evidence evidence)
{
	s->tap.evidence(s->tap.ctx, &evidence, &(struct trace_words){ NULL });
}

static inline void tick(struct story *s, int64_t t_ms)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_TICK, .t_ms = t_ms });
}

static inline void claim(struct story *s, int64_t t_ms, int who, enum words_state claimed)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_CLAIM,
					 .t_ms = t_ms,
					 .at_ms = t_ms,
					 .target = s->who[who],
					 .what = (int)claimed });
}

static inline void event(struct story *s, int64_t t_ms, enum words_event what, uint64_t container)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_EVENT,
					 .t_ms = t_ms,
					 .target = s->who[0],
					 .what = (int)what,
					 .id = container });
}

static inline void self(struct story *s, int64_t t_ms, enum words_self what, int64_t for_ms)
{
	see(s, (struct engine_evidence){
		       .kind = EVIDENCE_SELF, .t_ms = t_ms, .what = (int)what, .for_ms = for_ms });
}

static inline void command(struct story *s, int64_t t_ms, int who, enum words_command what)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_COMMAND,
					 .t_ms = t_ms,
					 .target = s->who[who],
					 .what = (int)what,
					 .for_ms = HOUR,
					 .charges = true });
}

static inline void result(struct story *s, int64_t t_ms, bool ok)
{
	see(s, (struct engine_evidence){
		       .kind = EVIDENCE_RESULT, .t_ms = t_ms, .id = s->acts, .ok = ok });
}

static inline void order(struct story *s, const struct engine_order *given)
{
	s->tap.order(s->tap.ctx, given);
}

/* An act as it should be; the caller spoils it. */
static inline struct engine_order good_act(struct story *s, int64_t t_ms, int who)
{
	return (struct engine_order){ .kind = ORDER_ACT,
				      .t_ms = t_ms,
				      .target = s->who[who],
				      .owner = s->who[who],
				      .id = ++s->acts,
				      .rung = who ? 1 : 2,
				      .incident = 1,
				      .cause = CAUSE_RUN };
}

/* The act after a tick, and the result 10 s later. */
static inline void act(struct story *s, int64_t t_ms, int who, bool ok)
{
	struct engine_order given = good_act(s, t_ms, who);

	tick(s, t_ms);
	order(s, &given);
	result(s, t_ms + 10 * SECOND, ok);
}

static inline void notify(struct story *s, uint64_t incident, enum words_notify what)
{
	tick(s, ++s->rules.t_ms);
	order(s, &(struct engine_order){ .kind = ORDER_NOTIFY,
					 .t_ms = s->rules.t_ms,
					 .target = s->who[1],
					 .owner = s->who[1],
					 .incident = incident,
					 .what = what });
}

static inline void probe(struct story *s, int64_t t_ms)
{
	tick(s, t_ms);
	order(s,
	      &(struct engine_order){
		      .kind = ORDER_PROBE, .t_ms = t_ms, .target = s->who[1], .owner = s->who[1] });
}

#define ASSERT_WELL(s) assert_null((s)->rules.broken)
#define ASSERT_BROKEN(s, part)                                    \
	do {                                                      \
		assert_non_null((s)->rules.broken);               \
		assert_non_null(strstr((s)->rules.broken, part)); \
	} while (0)

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
