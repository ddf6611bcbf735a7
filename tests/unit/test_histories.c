/* test_histories.c - random histories of which one is another's with a little more.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#define LINES 150
#define SEEDS 400

struct line {
	int64_t t_ms, late_ms;
	enum words_evidence kind;
	const char *target, *what;
};

static void tell(struct story *story, const struct line *line)
{
	story_wait(story, line->t_ms - 1);
	switch (line->kind) {
	case EVIDENCE_CLAIM:
		story_claim_at(story, line->t_ms, line->t_ms - line->late_ms, line->target,
			       line->what);
		break;
	case EVIDENCE_PROOF:
		story_proof_at(story, line->t_ms, line->t_ms - line->late_ms, line->target);
		break;
	case EVIDENCE_FAULT:
		story_fault(story, line->t_ms, "g", line->what);
		break;
	case EVIDENCE_EVENT:
		story_event(story, line->t_ms, "g", line->what);
		break;
	case EVIDENCE_PROBE:
		story_probe(story, line->t_ms, line->target, line->late_ms % 2);
		break;
	default:
		story_self(story, line->t_ms, line->what);
		break;
	}
}

static enum words_evidence any_kind(bool more)
{
	int dice = rand() % 100;

	if (dice < 4)
		return EVIDENCE_PROOF;
	if (dice < 12)
		return EVIDENCE_FAULT;
	if (!more || dice >= 22)
		return EVIDENCE_CLAIM;
	return dice < 16 ? EVIDENCE_EVENT : dice < 20 ? EVIDENCE_PROBE : EVIDENCE_SELF;
}

static const char *anything(enum words_evidence kind, bool bad, bool more)
{
	static const char *const states[] = { "down", "starting", "up", "off" };
	static const char *const events[] = { "die",     "start", "oom",    "unhealthy",
					      "healthy", "pause", "unpause" };

	switch (kind) {
	case EVIDENCE_FAULT:
		return more && rand() % 3 == 0 ? "setup" : "path";
	case EVIDENCE_EVENT:
		return events[rand() % 7];
	case EVIDENCE_SELF:
		return rand() % 2 ? "lag" : "resume";
	default:
		return bad ? states[rand() % (more ? 4 : 3)] : "up";
	}
}

/* Bad stretches and good ones, so that some outlast patience; more: the rarer kinds, too. */
static void make(struct line *lines, unsigned seed, int64_t from_ms, bool more)
{
	int64_t t_ms = from_ms;
	bool bad = false;

	srand(seed);
	for (int i = 0; i < LINES; i++) {
		enum words_evidence kind = any_kind(more);

		bad ^= rand() % 20 == 0;
		t_ms += 1 + rand() % 5000;
		lines[i] = (struct line){ t_ms, rand() % 8000, kind, rand() % 3 ? "g/a" : "g/b",
					  anything(kind, bad, more) };
	}
}

static void every_line_told_twice_changes_nothing(void **state)
{
	struct line lines[LINES];
	unsigned acts = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct story once, twice;

		make(lines, seed, 0, true);
		story_init(&once);
		story_init(&twice);
		for (int i = 0; i < LINES; i++) {
			tell(&once, &lines[i]);
			tell(&twice, &lines[i]);
			tell(&twice, &lines[i]);
		}
		if (strcmp(once.orders, twice.orders) != 0)
			fail_msg("seed %u:\n%s---\n%s", seed, once.orders, twice.orders);
		acts += once.acts;
		story_fini(&once);
		story_fini(&twice);
	}
	assert_true(acts > SEEDS / 10);
}

/* When g/a was convicted; INT64_MAX: never. */
static int64_t convicted(const struct line *lines, int extra, const struct line *proof)
{
	static const char *const orders[] = { "act g/a", "held g/a" };
	struct story story;
	int64_t first_ms = INT64_MAX;

	story_init(&story);
	story.policy.patience_ms = 30000;
	story_claim(&story, 0, "g/a", "up"); /* its epoch */
	for (int i = 0; i < LINES; i++) {
		if (strcmp(lines[i].target, "g/a") == 0 || lines[i].kind == EVIDENCE_FAULT)
			tell(&story, &lines[i]);
		if (i == extra)
			tell(&story, proof);
	}
	for (int i = 0; i < 2; i++) {
		int64_t when_ms = story_when(&story, orders[i]);

		if (when_ms >= 0 && when_ms < first_ms)
			first_ms = when_ms;
	}
	story_fini(&story);
	return first_ms;
}

static void one_proof_more_never_hastens_a_conviction(void **state)
{
	struct line lines[LINES];
	int convictions = 0, later = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		int extra;
		struct line proof;
		int64_t without_ms, with_ms;

		make(lines, seed, 0, false);
		extra = rand() % LINES;
		proof = (struct line){ lines[extra].t_ms, rand() % 30000, EVIDENCE_PROOF, "g/a",
				       "" };
		if (proof.late_ms > proof.t_ms)
			proof.late_ms = 0;
		without_ms = convicted(lines, -1, NULL);
		with_ms = convicted(lines, extra, &proof);
		if (with_ms < without_ms)
			fail_msg("seed %u: %lld instead of %lld", seed, (long long)with_ms,
				 (long long)without_ms);
		convictions += without_ms < INT64_MAX;
		later += with_ms > without_ms;
	}
	assert_true(convictions > SEEDS / 10);
	assert_true(later > 0);
}

/* What was ordered from t_ms on, but for hurry and relax: those tell the source how it is to look. */
static void keep_orders_since(struct story *story, int64_t t_ms)
{
	char *kept = story->orders;

	for (char *line = story->orders, *end; *line; line = end) {
		size_t bytes;
		bool keep = strtoll(line, NULL, 10) >= t_ms;

		end = strchr(line, '\n') + 1;
		bytes = (size_t)(end - line);
		keep &= !memmem(line, bytes, " hurry ", 7) && !memmem(line, bytes, " relax ", 7);
		if (keep) {
			memmove(kept, line, bytes);
			kept += bytes;
		}
	}
	*kept = '\0';
}

static void what_came_before_a_start_leaves_no_trace_after_it(void **state)
{
	struct line past[LINES], future[LINES];
	unsigned acts = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct story stories[2];
		int64_t start_ms = 180000;

		make(past, seed, 1, false);
		make(future, seed + SEEDS, start_ms, false);
		for (int with_past = 0; with_past < 2; with_past++) {
			struct story *story = &stories[with_past];

			story_init(story);
			story->policy.patience_ms = STORY_HOUR;
			story_claim(story, 0, "g/a", "up");
			story_claim(story, 0, "g/b", "up");
			for (int i = 0; with_past && i < LINES && past[i].t_ms < start_ms; i++)
				tell(story, &past[i]);
			story_wait(story, start_ms - 1);
			story_event(story, start_ms, "g", "start");
			story->policy.patience_ms = 30000;
			for (int i = 0; i < LINES; i++)
				tell(story, &future[i]);
			acts += story->acts;
			keep_orders_since(story, start_ms);
		}
		if (strcmp(stories[0].orders, stories[1].orders) != 0)
			fail_msg("seed %u:\n%s---\n%s", seed, stories[0].orders, stories[1].orders);
		story_fini(&stories[0]);
		story_fini(&stories[1]);
	}
	assert_true(acts > SEEDS / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_told_twice_changes_nothing),
		cmocka_unit_test(one_proof_more_never_hastens_a_conviction),
		cmocka_unit_test(what_came_before_a_start_leaves_no_trace_after_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
