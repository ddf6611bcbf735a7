/* test_metamorphic.c - random histories told in another way: what must not change, does not.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#define LINES 220
#define SEEDS 150
#define SESSIONS 3
#define ORDERS_MAX 4000

struct line {
	int64_t t_ms, late_ms;
	enum words_evidence kind;
	int session; /* -1: g itself */
	const char *what;
};

/* How a history is told. */
struct telling {
	int64_t shift_ms;
	int64_t scale;
	bool plain;        /* without what a line need not say */
	unsigned ticks;    /* so many idle ones before each line */
	const char *order; /* of first appearance: "abc" */
	bool neighbour;    /* h lives beside, and badly */
	int64_t patience_ms;
};

static const struct telling plainly = { .scale = 1, .order = "abc", .patience_ms = 30000 };

static int64_t when(const struct telling *how, int64_t t_ms)
{
	return t_ms * how->scale + how->shift_ms;
}

static const char *at_of(const struct line *line, const struct telling *how, char *text)
{
	int64_t at_ms = when(how, line->t_ms - line->late_ms);

	*text = '\0';
	if (line->late_ms || !how->plain)
		sprintf(text, ",\"at\":%lld", (long long)at_ms);
	return text;
}

/* The newest act of g ends, whatever h does. */
static void answer(struct story *story, int64_t t_ms, const char *what)
{
	const struct target *gateway = roster_find(story->roster, "g");

	story->last_act = gateway->gateway->flight.id;
	if (story->last_act)
		story_result(story, t_ms, what);
}

static void tell_line(struct story *story, const struct line *line, const struct telling *how)
{
	const char *more =
		how->plain ? "" : ",\"raw\":\"X\",\"why\":\"y\",\"unknown\":{\"key\":[1]}";
	long long t_ms = when(how, line->t_ms);
	char target[8] = "g", at[48];

	if (line->session >= 0)
		sprintf(target, "g/%c", 'a' + line->session);
	switch (line->kind) {
	case EVIDENCE_CLAIM:
		story_line(story,
			   "{\"t\":%lld,\"ev\":\"claim\",\"target\":\"%s\",\"source\":\"status\","
			   "\"state\":\"%s\"%s%s}",
			   t_ms, target, line->what, at_of(line, how, at), more);
		break;
	case EVIDENCE_PROOF:
		story_line(story,
			   "{\"t\":%lld,\"ev\":\"proof\",\"target\":\"%s\",\"source\":\"log\"%s%s}",
			   t_ms, target, at_of(line, how, at), more);
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
		answer(story, t_ms, line->what);
		break;
	}
}

/* Silent time, with the ticks of the daemon and others that nobody needs. */
static void wait_idly(struct story *story, int64_t from_ms, int64_t until_ms, unsigned ticks)
{
	for (unsigned i = 1; i <= ticks; i++) {
		int64_t t_ms = from_ms + (until_ms - from_ms) * i / (ticks + 1);

		story_wait(story, t_ms);
		story_tick(story, t_ms);
	}
	story_wait(story, until_ms);
}

/* What lives beside g: dead for a while now and then, by a rhythm of its own. */
static void tell_neighbour(struct story *story, int i, int64_t t_ms)
{
	story_claim(story, t_ms, i % 3 ? "h/a" : "h/b", i / 20 % 2 ? "down" : "up");
	if (i % 37 == 0)
		story_event(story, t_ms, "h", i % 2 ? "die" : "start");
}

static void tell_all(struct story *story, const struct line *lines, const struct telling *how)
{
	story_init(story);
	story->policy.patience_ms = how->patience_ms * how->scale;
	roster_engine(story->roster)->restarts = (struct policy_rate){ 24, 1000 };
	for (const char *name = how->order; *name; name++) {
		char target[] = { 'g', '/', *name, '\0' };

		story_claim(story, when(how, 0), target, "up");
	}
	for (int i = 0; i < LINES; i++) {
		int64_t before_ms = i ? lines[i - 1].t_ms : 0;

		wait_idly(story, when(how, before_ms), when(how, lines[i].t_ms) - 1, how->ticks);
		if (how->neighbour)
			tell_neighbour(story, i, when(how, lines[i].t_ms));
		tell_line(story, &lines[i], how);
	}
}

static enum words_evidence any_kind(void)
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

static const char *anything(enum words_evidence kind, bool bad)
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
static void make(struct line *lines, unsigned seed)
{
	bool bad[SESSIONS] = { false };
	int64_t t_ms = 0;

	srand(seed);
	for (int i = 0; i < LINES; i++) {
		enum words_evidence kind = any_kind();
		int session = rand() % SESSIONS;

		bad[session] ^= rand() % 25 == 0;
		t_ms += rand() % 200 ? 1 + rand() % 4000 : 600000;
		if (kind == EVIDENCE_COMMAND && rand() % 3 == 0)
			session = -1;
		lines[i] = (struct line){ t_ms, rand() % 4 ? 0 : rand() % 8000, kind, session,
					  anything(kind, session >= 0 && bad[session]) };
		if (lines[i].late_ms > t_ms)
			lines[i].late_ms = 0;
	}
}

/* The orders to g with their times told back, one a line, those of one moment sorted. */
struct orders {
	char *lines[ORDERS_MAX];
	int count;
};

static int by_time_and_text(const void *a, const void *b)
{
	const char *left = *(char *const *)a, *right = *(char *const *)b;
	long long left_ms = atoll(left), right_ms = atoll(right);

	return left_ms != right_ms ? (left_ms < right_ms ? -1 : 1) : strcmp(left, right);
}

static void collect(const struct story *story, const struct telling *how, struct orders *orders)
{
	orders->count = 0;
	for (const char *line = story->orders; *line; line = strchr(line, '\n') + 1) {
		long long t_ms = (atoll(line) - how->shift_ms) / how->scale;
		const char *text = strchr(line, ' ');
		char kept[300];
		int bytes = (int)strcspn(text, "\n");

		if (memmem(text, (size_t)bytes, " h", 2) && !memmem(text, (size_t)bytes, " g", 2))
			continue;
		assert_true(orders->count < ORDERS_MAX);
		snprintf(kept, sizeof(kept), "%lld%.*s", t_ms, bytes, text);
		orders->lines[orders->count++] = strdup(kept);
	}
	qsort(orders->lines, (size_t)orders->count, sizeof(char *), by_time_and_text);
}

static void drop(struct orders *orders)
{
	while (orders->count)
		free(orders->lines[--orders->count]);
}

/* Two sessions wanted to act at one moment, and one had to be first: from then on it may differ. */
static int64_t first_tie(const struct orders *orders)
{
	for (int i = 0; i < orders->count; i++)
		for (int k = i + 1;
		     k < orders->count && atoll(orders->lines[k]) == atoll(orders->lines[i]); k++)
			if (strstr(orders->lines[i], " act ") &&
			    strstr(orders->lines[k], " held ") &&
			    strstr(orders->lines[k], " in-flight"))
				return atoll(orders->lines[i]);
	return INT64_MAX;
}

static int compare(const struct orders *is, const struct orders *was, unsigned seed,
		   int64_t until_ms)
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

/* Tell each of many histories both ways; ties: compare only up to the first. */
static void must_agree(const struct telling *another, bool ties)
{
	struct line lines[LINES];
	int orders = 0;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct story one, other;
		struct orders was, is;
		int64_t until_ms = INT64_MAX;

		make(lines, seed);
		tell_all(&one, lines, &plainly);
		tell_all(&other, lines, another);
		collect(&one, &plainly, &was);
		collect(&other, another, &is);
		if (ties)
			until_ms =
				first_tie(&was) < first_tie(&is) ? first_tie(&was) : first_tie(&is);
		orders += compare(&is, &was, seed, until_ms);
		drop(&was);
		drop(&is);
		story_fini(&one);
		story_fini(&other);
	}
	assert_true(orders > SEEDS * 5);
}

static void another_time_of_boot_shifts_all_orders(void **state)
{
	struct telling shifted = plainly;

	(void)state;
	shifted.shift_ms = INT64_C(77) * 3600000;
	must_agree(&shifted, false);
	shifted.shift_ms = 1234567;
	must_agree(&shifted, false);
}

static void what_a_line_need_not_say_changes_nothing(void **state)
{
	struct telling plain = plainly;

	(void)state;
	plain.plain = true;
	must_agree(&plain, false);
}

static void idle_ticks_change_nothing(void **state)
{
	struct telling ticking = plainly;

	(void)state;
	ticking.ticks = 3;
	must_agree(&ticking, false);
}

static void who_appeared_first_matters_only_where_one_must_be_first(void **state)
{
	struct telling permuted = plainly;

	(void)state;
	permuted.order = "cab";
	must_agree(&permuted, true);
	permuted.order = "bca";
	must_agree(&permuted, true);
}

static void what_befalls_one_gateway_is_nothing_to_another(void **state)
{
	struct telling beside = plainly;

	(void)state;
	beside.neighbour = true;
	must_agree(&beside, false);
}

/* One session that is well or bad for long enough to settle, in less time than any fixed span of the
 * engine (10 min of health, 15 min of silence) even when told at half the speed. */
static void make_short(struct line *lines, unsigned seed)
{
	int64_t t_ms = 0, since_ms = 0;
	bool bad = false;

	srand(seed);
	for (int i = 0; i < LINES; i++) {
		int dice = rand() % 100;
		enum words_evidence kind = dice < 3    ? EVIDENCE_PROOF
					   : dice < 10 ? EVIDENCE_RESULT
						       : EVIDENCE_CLAIM;

		if (t_ms - since_ms > 20000 && rand() % 20 == 0) {
			bad = !bad;
			since_ms = t_ms;
		}
		t_ms += 1 + rand() % 2600;
		lines[i] = (struct line){ t_ms, 0, kind, 0, anything(kind, false) };
		if (kind == EVIDENCE_CLAIM)
			lines[i].what = bad ? (rand() % 2 ? "down" : "starting") : "up";
	}
}

static void slow_down(struct story *story, int64_t scale)
{
	struct policy *policy = &story->policy;
	struct policy_gateway *limits = &roster_get(story->roster, "g")->gateway->conf;

	policy->patience_ms = 30000 * scale;
	policy->grace_ms *= scale;
	policy->verify_ms *= scale;
	policy->settle_ms *= scale;
	for (size_t i = 0; i < policy->cooldowns; i++)
		policy->cooldown_ms[i] *= scale;
	limits->poll_ms = 10000 * scale;
	limits->start_max_ms *= scale;
	for (size_t i = 0; i < limits->rungs; i++)
		limits->ladder[i].timeout_ms *= scale;
}

static void tell_slowly(struct story *story, const struct line *lines, const struct telling *how)
{
	story_init(story);
	slow_down(story, how->scale);
	for (int i = 0; i < LINES; i++) {
		story_wait(story, when(how, lines[i].t_ms) - 1);
		tell_line(story, &lines[i], how);
	}
}

static void all_periods_doubled_double_the_times_of_all_orders(void **state)
{
	struct telling slowly = plainly;
	struct line lines[LINES];
	int orders = 0;

	(void)state;
	slowly.scale = 2;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct story one, other;
		struct orders was, is;

		make_short(lines, seed);
		tell_slowly(&one, lines, &plainly);
		tell_slowly(&other, lines, &slowly);
		collect(&one, &plainly, &was);
		collect(&other, &slowly, &is);
		orders += compare(&is, &was, seed, 290000);
		drop(&was);
		drop(&is);
		story_fini(&one);
		story_fini(&other);
	}
	assert_true(orders > SEEDS * 3);
}

/* When it was first decided that somebody is dead; INT64_MAX: never. */
static int64_t first_conviction(const struct line *lines, int64_t patience_ms)
{
	struct telling how = plainly;
	struct story story;
	struct orders orders;
	int64_t first_ms = INT64_MAX;

	how.patience_ms = patience_ms;
	tell_all(&story, lines, &how);
	collect(&story, &how, &orders);
	for (int i = 0; i < orders.count && first_ms == INT64_MAX; i++)
		if (strstr(orders.lines[i], " act ") || strstr(orders.lines[i], " held ") ||
		    strstr(orders.lines[i], " human")) /* stopped by somebody, as it seems */
			first_ms = atoll(orders.lines[i]);
	drop(&orders);
	story_fini(&story);
	return first_ms;
}

static void more_patience_never_convicts_earlier(void **state)
{
	struct line lines[LINES];
	int later = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		int64_t hasty_ms, patient_ms;

		make(lines, seed);
		hasty_ms = first_conviction(lines, 30000);
		patient_ms = first_conviction(lines, 50000);
		if (patient_ms < hasty_ms)
			fail_msg("seed %u: %lld instead of %lld", seed, (long long)patient_ms,
				 (long long)hasty_ms);
		later += patient_ms > hasty_ms;
	}
	assert_true(later > SEEDS / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_time_of_boot_shifts_all_orders),
		cmocka_unit_test(what_a_line_need_not_say_changes_nothing),
		cmocka_unit_test(idle_ticks_change_nothing),
		cmocka_unit_test(who_appeared_first_matters_only_where_one_must_be_first),
		cmocka_unit_test(what_befalls_one_gateway_is_nothing_to_another),
		cmocka_unit_test(all_periods_doubled_double_the_times_of_all_orders),
		cmocka_unit_test(more_patience_never_convicts_earlier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
