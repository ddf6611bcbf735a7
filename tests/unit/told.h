/* told.h - random histories of one gateway, and the ways to tell them.  SPDX-License-Identifier: ISC */
#ifndef TOLD_H
#define TOLD_H

#include "story.h"

#define TOLD_LINES 220
#define TOLD_SESSIONS 3
#define TOLD_ORDERS_MAX 4000

struct told_line {
	int64_t t_ms, late_ms;
	enum words_evidence kind;
	int session; /* -1: g itself */
	const char *what;
};

/* How a history is told. */
struct told_how {
	int64_t shift_ms;
	int64_t scale;
	bool plain;        /* without what a line need not say */
	unsigned ticks;    /* so many idle ones before each line */
	const char *order; /* of first appearance: "abc" */
	bool neighbour;    /* h lives beside, and badly */
	int64_t patience_ms;
};

static const struct told_how told_plainly = { .scale = 1, .order = "abc", .patience_ms = 30000 };

static inline int64_t told_when(const struct told_how *how, int64_t t_ms)
{
	return t_ms * how->scale + how->shift_ms;
}

static inline const char *told_at(const struct told_line *line, const struct told_how *how,
				  char *text)
{
	int64_t at_ms = told_when(how, line->t_ms - line->late_ms);

	*text = '\0';
	if (line->late_ms || !how->plain)
		sprintf(text, ",\"at\":%lld", (long long)at_ms);
	return text;
}

/* The newest act of g ends, whatever h does. */
static inline void told_answer(struct story *story, int64_t t_ms, const char *what)
{
	const struct target *gateway = roster_find(story->roster, "g");

	story->last_act = gateway->gateway->flight.id;
	if (story->last_act)
		story_result(story, t_ms, what);
}

static inline void told_tell(struct story *story, const struct told_line *line,
			     const struct told_how *how)
{
	const char *more =
		how->plain ? "" : ",\"raw\":\"X\",\"why\":\"y\",\"unknown\":{\"key\":[1]}";
	long long t_ms = told_when(how, line->t_ms);
	char target[8] = "g", at[48];

	if (line->session >= 0)
		sprintf(target, "g/%c", 'a' + line->session);
	switch (line->kind) {
	case EVIDENCE_CLAIM:
		story_line(story,
			   "{\"t\":%lld,\"ev\":\"claim\",\"target\":\"%s\",\"source\":\"status\","
			   "\"state\":\"%s\"%s%s}",
			   t_ms, target, line->what, told_at(line, how, at), more);
		break;
	case EVIDENCE_PROOF:
		story_line(story,
			   "{\"t\":%lld,\"ev\":\"proof\",\"target\":\"%s\",\"source\":\"log\"%s%s}",
			   t_ms, target, told_at(line, how, at), more);
		break;
	case EVIDENCE_PROBE:
		story_probe(story, t_ms, target, line->late_ms % 2);
		break;
	case EVIDENCE_FAULT:
		story_fault(story, t_ms, "g", line->what);
		break;
	case EVIDENCE_EVENT:
		story_event(story, t_ms, "g", line->what);
		break;
	case EVIDENCE_SELF:
		story_self(story, t_ms, line->what);
		break;
	case EVIDENCE_COMMAND:
		story_line(story,
			   "{\"t\":%lld,\"ev\":\"command\",\"what\":\"%s\",\"target\":\"%s\","
			   "\"for_ms\":%lld,\"by\":\"x\"%s}",
			   t_ms, line->what, target, (long long)(60000 * how->scale), more);
		break;
	default:
		told_answer(story, t_ms, line->what);
		break;
	}
}

/* Silent time, with the ticks of the daemon and others that nobody needs. */
static inline void told_wait(struct story *story, int64_t from_ms, int64_t until_ms, unsigned ticks)
{
	for (unsigned i = 1; i <= ticks; i++) {
		int64_t t_ms = from_ms + (until_ms - from_ms) * i / (ticks + 1);

		story_wait(story, t_ms);
		story_tick(story, t_ms);
	}
	story_wait(story, until_ms);
}

/* What lives beside g: dead for a while now and then, by a rhythm of its own. */
static inline void told_neighbour(struct story *story, int i, int64_t t_ms)
{
	story_claim(story, t_ms, i % 3 ? "h/a" : "h/b", i / 20 % 2 ? "down" : "up");
	if (i % 37 == 0)
		story_event(story, t_ms, "h", i % 2 ? "die" : "start");
}

static inline void told_tell_all(struct story *story, const struct told_line *lines,
				 const struct told_how *how)
{
	story_init(story);
	story->policy.patience_ms = how->patience_ms * how->scale;
	roster_engine(story->roster)->restarts = (struct policy_rate){ 24, 1000 };
	for (const char *name = how->order; *name; name++) {
		char target[] = { 'g', '/', *name, '\0' };

		story_claim(story, told_when(how, 0), target, "up");
	}
	for (int i = 0; i < TOLD_LINES; i++) {
		int64_t before_ms = i ? lines[i - 1].t_ms : 0;

		told_wait(story, told_when(how, before_ms), told_when(how, lines[i].t_ms) - 1,
			  how->ticks);
		if (how->neighbour)
			told_neighbour(story, i, told_when(how, lines[i].t_ms));
		told_tell(story, &lines[i], how);
	}
}

static inline enum words_evidence told_any_kind(void)
{
	static const struct {
		int below;
		enum words_evidence kind;
	} dice[] = {
		{ 4, EVIDENCE_PROOF },   { 8, EVIDENCE_FAULT },   { 11, EVIDENCE_EVENT },
		{ 15, EVIDENCE_PROBE },  { 17, EVIDENCE_SELF },   { 19, EVIDENCE_COMMAND },
		{ 32, EVIDENCE_RESULT }, { 100, EVIDENCE_CLAIM },
	};
	int thrown = rand() % 100, i = 0;

	while (thrown >= dice[i].below)
		i++;
	return dice[i].kind;
}

static inline const char *told_anything(enum words_evidence kind, bool bad)
{
	static const char *const states[] = {
		"down", "down", "starting", "off", "absent", "human"
	};
	static const char *const events[] = { "die", "start", "oom", "pause", "unpause", "stop" };
	static const char *const selves[] = { "lag",       "resume",      "uplink-down",
					      "uplink-up", "ledger-down", "ledger-up" };
	static const char *const commands[] = { "hold", "release", "reset" };
	static const char *const results[] = { NULL, NULL, "failed", "timeout", "setup" };

	switch (kind) {
	case EVIDENCE_CLAIM:
		return bad ? states[rand() % 30 ? rand() % 4 : 4 + rand() % 2] : "up";
	case EVIDENCE_FAULT:
		return rand() % 8 ? "path" : "setup";
	case EVIDENCE_EVENT:
		return events[rand() % 6];
	case EVIDENCE_SELF:
		return selves[rand() % 6];
	case EVIDENCE_COMMAND:
		return commands[rand() % 3];
	case EVIDENCE_RESULT:
		return results[rand() % 5];
	default:
		return "";
	}
}

/* Sessions that are well or bad for a while, and all that may happen beside. */
static inline void told_make(struct told_line *lines, unsigned seed)
{
	bool bad[TOLD_SESSIONS] = { false };
	int64_t t_ms = 0;

	srand(seed);
	for (int i = 0; i < TOLD_LINES; i++) {
		enum words_evidence kind = told_any_kind();
		int session = rand() % TOLD_SESSIONS;

		bad[session] ^= rand() % 25 == 0;
		t_ms += rand() % 200 ? 1 + rand() % 4000 : 600000;
		if (kind == EVIDENCE_COMMAND && rand() % 3 == 0)
			session = -1;
		lines[i] = (struct told_line){ t_ms, rand() % 4 ? 0 : rand() % 8000, kind, session,
					       told_anything(kind, session >= 0 && bad[session]) };
		if (lines[i].late_ms > t_ms)
			lines[i].late_ms = 0;
	}
}

/* The orders to g with their times told back, one a line, those of one moment sorted. */
struct told_orders {
	char *lines[TOLD_ORDERS_MAX];
	int count;
};

static inline int told_in_order(const void *a, const void *b)
{
	const char *left = *(char *const *)a, *right = *(char *const *)b;
	long long left_ms = atoll(left), right_ms = atoll(right);

	return left_ms != right_ms ? (left_ms < right_ms ? -1 : 1) : strcmp(left, right);
}

static inline void told_collect(const struct story *story, const struct told_how *how,
				struct told_orders *orders)
{
	orders->count = 0;
	for (const char *line = story->orders; *line; line = strchr(line, '\n') + 1) {
		long long t_ms = (atoll(line) - how->shift_ms) / how->scale;
		const char *text = strchr(line, ' ');
		char kept[300];
		int bytes = (int)strcspn(text, "\n");

		if (memmem(text, (size_t)bytes, " h", 2) && !memmem(text, (size_t)bytes, " g", 2))
			continue;
		assert_true(orders->count < TOLD_ORDERS_MAX);
		snprintf(kept, sizeof(kept), "%lld%.*s", t_ms, bytes, text);
		orders->lines[orders->count++] = strdup(kept);
	}
	qsort(orders->lines, (size_t)orders->count, sizeof(char *), told_in_order);
}

static inline void told_drop(struct told_orders *orders)
{
	while (orders->count)
		free(orders->lines[--orders->count]);
}

static inline int told_compare(const struct told_orders *is, const struct told_orders *was,
			       unsigned seed, int64_t until_ms)
{
	int same = 0;

	for (; same < is->count || same < was->count; same++) {
		const char *now = same < is->count ? is->lines[same] : "9223372036854775806 none";
		const char *then =
			same < was->count ? was->lines[same] : "9223372036854775806 none";

		if (atoll(now) >= until_ms && atoll(then) >= until_ms)
			break;
		if (strcmp(now, then) != 0)
			fail_msg("seed %u, order %d: \"%s\" instead of \"%s\"", seed, same, now,
				 then);
	}
	return same;
}

#endif
