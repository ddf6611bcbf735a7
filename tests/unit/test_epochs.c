/* test_epochs.c - two histories that differ only before an epoch: ledger and laws equal, what follows
 * is the same.  SPDX-License-Identifier: ISC */
#include "told.h"

#include "state.h"

#define SEEDS 200
#define PAST 120        /* lines of it */
#define EPOCH_MS 600000 /* when the new life begins */
#define APART_MS 16000  /* the last of the old life's lines comes so long before */

enum birth { BIRTH_START = 1, BIRTH_ACT, BIRTH_HEADER };

/* The old life: claims, proofs, probes and commands; what came of the container, of faults and of
 * ourselves outlives epochs by design, so both lives know the same of that. */
static bool is_of_the_past(const struct told_line *line)
{
	return line->kind == EVIDENCE_CLAIM || line->kind == EVIDENCE_PROOF ||
	       line->kind == EVIDENCE_PROBE || line->kind == EVIDENCE_COMMAND;
}

static void live(struct story *story, unsigned seed)
{
	const struct flight *flight = &roster_get(story->roster, "g")->gateway->flight;
	struct told_line lines[TOLD_LINES];
	int64_t later_ms;

	told_make(lines, seed);
	later_ms = EPOCH_MS - APART_MS - lines[PAST - 1].t_ms;
	for (int i = 0; i < PAST; i++) {
		lines[i].t_ms += later_ms;
		if (lines[i].t_ms < lines[i].late_ms || !is_of_the_past(&lines[i]))
			continue;
		story_wait(story, lines[i].t_ms - 1);
		told_tell(story, &lines[i], &told_plainly);
		if (flight->flying)
			told_answer(story, lines[i].t_ms, seed % 3 ? NULL : "failed");
	}
}

static void keep_line(void *ctx, struct json_object *line)
{
	const char *text = json_object_to_json_string_ext(line, TRACE_JSON_FLAGS);

	json_object_array_add(ctx, json_tokener_parse(text));
}

/* Both go on with the ledger and the laws of the first. */
static void make_equal(struct story *one, struct story *other)
{
	struct json_object *lines = json_object_new_array();
	char why[160];

	state_write(one->roster, STATE_DEPTH_LEDGER, keep_line, lines);
	for (size_t i = 0; i < json_object_array_length(lines); i++) {
		struct json_object *line = json_object_array_get_idx(lines, i);

		assert_int_equal(state_read(one->roster, line, why, sizeof(why)), 0);
		assert_int_equal(state_read(other->roster, line, why, sizeof(why)), 0);
	}
	json_object_put(lines);
	memcpy(roster_get(other->roster, "g")->gateway->laws,
	       roster_get(one->roster, "g")->gateway->laws,
	       sizeof(roster_get(one->roster, "g")->gateway->laws));
}

/* The container dies and our restart of it succeeds; false: something held it, so none began. */
static bool die_and_restart(struct story *story)
{
	const struct flight *flight = &roster_get(story->roster, "g")->gateway->flight;

	story_event(story, EPOCH_MS - 12000, "g", "die");
	story_wait(story, EPOCH_MS - 1);
	if (!flight->flying || !flight->wide)
		return false;
	story->last_act = flight->id;
	story_result(story, EPOCH_MS, NULL);
	return true;
}

/* Who was absent for long is forgotten, and begins its life with its next line. */
static bool all_live(struct story *story)
{
	const struct gateway *gateway = roster_get(story->roster, "g")->gateway;

	for (const struct target *session = gateway->sessions; session; session = session->next)
		if (!session->epoch.begun)
			return false;
	return true;
}

/* An act whose result may yet come belongs to both lives, and so do the sources: they answer alike. */
static bool begin_anew(struct story *story, enum birth birth)
{
	const struct flight *flight = &roster_get(story->roster, "g")->gateway->flight;

	story_wait(story, EPOCH_MS - 15000);
	if (birth != BIRTH_HEADER && !all_live(story))
		return false;
	if (flight->flying || flight->timed_out)
		return false;
	story_claim(story, EPOCH_MS - 15000, "g/a", "up");
	story_proof(story, EPOCH_MS - 15000, "g/a");
	if (birth == BIRTH_ACT)
		return die_and_restart(story);
	story_wait(story, EPOCH_MS - 1);
	if (flight->flying)
		return false;
	if (birth == BIRTH_START)
		story_event(story, EPOCH_MS, "g", "start");
	else
		engine_restart(roster_engine(story->roster));
	return true;
}

static void go_on(struct story *story, unsigned seed)
{
	struct told_line lines[TOLD_LINES];

	told_make(lines, seed + 1000);
	for (int i = 0; i < TOLD_LINES; i++) {
		lines[i].t_ms += EPOCH_MS + 1;
		story_wait(story, lines[i].t_ms - 1);
		told_tell(story, &lines[i], &told_plainly);
	}
}

/* Orders of the new life; hurry and relax only tell the source how it is to look. */
static void collect_since(const struct story *story, struct told_orders *orders)
{
	int kept = 0;

	told_collect(story, &told_plainly, orders);
	for (int i = 0; i < orders->count; i++) {
		char *line = orders->lines[i];

		if (atoll(line) > EPOCH_MS && !strstr(line, " hurry ") && !strstr(line, " relax "))
			orders->lines[kept++] = line;
		else
			free(line);
	}
	orders->count = kept;
}

static void begin_story(struct story *story)
{
	story_init(story);
	story->policy.patience_ms = 30000;
	for (const char *name = "abc"; *name; name++) {
		char target[] = { 'g', '/', *name, '\0' };

		story_claim(story, 0, target, "up");
	}
}

/* How many orders both lives gave alike; -1: no life began. */
static int compare_lives(unsigned seed, enum birth birth)
{
	struct story one, other;
	struct told_orders is, was;
	int same = -1;

	begin_story(&one);
	begin_story(&other);
	live(&one, seed);
	live(&other, seed + 500);
	if (begin_anew(&one, birth) && begin_anew(&other, birth)) {
		make_equal(&one, &other);
		go_on(&one, seed);
		go_on(&other, seed);
		collect_since(&one, &was);
		collect_since(&other, &is);
		same = told_compare(&is, &was, seed, INT64_MAX);
		told_drop(&was);
		told_drop(&is);
	}
	story_fini(&one);
	story_fini(&other);
	return same;
}

static void compare_all(enum birth birth)
{
	int orders = 0, lives = 0;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		int same = compare_lives(seed, birth);

		lives += same >= 0;
		orders += same > 0 ? same : 0;
	}
	assert_true(lives > SEEDS / 4);
	assert_true(orders > lives * 4);
}

static void a_life_begun_by_a_start_knows_nothing_of_the_one_before(void **state)
{
	(void)state;
	compare_all(BIRTH_START);
}

static void a_life_begun_by_our_act_knows_nothing_of_the_one_before(void **state)
{
	(void)state;
	compare_all(BIRTH_ACT);
}

static void a_life_begun_by_a_header_knows_nothing_of_the_one_before(void **state)
{
	(void)state;
	compare_all(BIRTH_HEADER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_life_begun_by_a_start_knows_nothing_of_the_one_before),
		cmocka_unit_test(a_life_begun_by_our_act_knows_nothing_of_the_one_before),
		cmocka_unit_test(a_life_begun_by_a_header_knows_nothing_of_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
