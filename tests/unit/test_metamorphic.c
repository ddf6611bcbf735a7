/* test_metamorphic.c - random histories told in another way: what must not change, does not.
 * SPDX-License-Identifier: ISC */
#include "told.h"

#define SEEDS 150

/* Two sessions wanted to act at one moment, and one had to be first: from then on it may differ. */
static int64_t first_tie(const struct told_orders *orders)
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

/* Tell each of many histories both ways; ties: compare only up to the first. */
static void must_agree(const struct told_how *another, bool ties)
{
	struct told_line lines[TOLD_LINES];
	int orders = 0;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct story one, other;
		struct told_orders was, is;
		int64_t until_ms = INT64_MAX;

		told_make(lines, seed);
		told_tell_all(&one, lines, &told_plainly);
		told_tell_all(&other, lines, another);
		told_collect(&one, &told_plainly, &was);
		told_collect(&other, another, &is);
		if (ties)
			until_ms =
				first_tie(&was) < first_tie(&is) ? first_tie(&was) : first_tie(&is);
		orders += told_compare(&is, &was, seed, until_ms);
		told_drop(&was);
		told_drop(&is);
		story_fini(&one);
		story_fini(&other);
	}
	assert_true(orders > SEEDS * 5);
}

static void another_time_of_boot_shifts_all_orders(void **state)
{
	struct told_how shifted = told_plainly;

	(void)state;
	shifted.shift_ms = INT64_C(77) * 3600000;
	must_agree(&shifted, false);
	shifted.shift_ms = 1234567;
	must_agree(&shifted, false);
}

static void what_a_line_need_not_say_changes_nothing(void **state)
{
	struct told_how plain = told_plainly;

	(void)state;
	plain.plain = true;
	must_agree(&plain, false);
}

static void idle_ticks_change_nothing(void **state)
{
	struct told_how ticking = told_plainly;

	(void)state;
	ticking.ticks = 3;
	must_agree(&ticking, false);
}

static void who_appeared_first_matters_only_where_one_must_be_first(void **state)
{
	struct told_how permuted = told_plainly;

	(void)state;
	permuted.order = "cab";
	must_agree(&permuted, true);
	permuted.order = "bca";
	must_agree(&permuted, true);
}

static void what_befalls_one_gateway_is_nothing_to_another(void **state)
{
	struct told_how beside = told_plainly;

	(void)state;
	beside.neighbour = true;
	must_agree(&beside, false);
}

/* One session that is well or bad for long enough to settle, in less time than any fixed span of the
 * engine (10 min of health, 15 min of silence) even when told at half the speed. */
static void make_short(struct told_line *lines, unsigned seed)
{
	int64_t t_ms = 0, since_ms = 0;
	bool bad = false;

	srand(seed);
	for (int i = 0; i < TOLD_LINES; i++) {
		int dice = rand() % 100;
		enum words_evidence kind = dice < 3    ? EVIDENCE_PROOF
					   : dice < 10 ? EVIDENCE_RESULT
						       : EVIDENCE_CLAIM;

		if (t_ms - since_ms > 20000 && rand() % 20 == 0) {
			bad = !bad;
			since_ms = t_ms;
		}
		t_ms += 1 + rand() % 2600;
		lines[i] = (struct told_line){ t_ms, 0, kind, 0, told_anything(kind, false) };
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

static void tell_slowly(struct story *story, const struct told_line *lines,
			const struct told_how *how)
{
	story_init(story);
	slow_down(story, how->scale);
	for (int i = 0; i < TOLD_LINES; i++) {
		story_wait(story, told_when(how, lines[i].t_ms) - 1);
		told_tell(story, &lines[i], how);
	}
}

static void all_periods_doubled_double_the_times_of_all_orders(void **state)
{
	struct told_how slowly = told_plainly;
	struct told_line lines[TOLD_LINES];
	int orders = 0;

	(void)state;
	slowly.scale = 2;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct story one, other;
		struct told_orders was, is;

		make_short(lines, seed);
		tell_slowly(&one, lines, &told_plainly);
		tell_slowly(&other, lines, &slowly);
		told_collect(&one, &told_plainly, &was);
		told_collect(&other, &slowly, &is);
		orders += told_compare(&is, &was, seed, 290000);
		told_drop(&was);
		told_drop(&is);
		story_fini(&one);
		story_fini(&other);
	}
	assert_true(orders > SEEDS * 3);
}

/* When it was first decided that somebody is dead; INT64_MAX: never. */
static int64_t first_conviction(const struct told_line *lines, int64_t patience_ms)
{
	struct told_how how = told_plainly;
	struct story story;
	struct told_orders orders;
	int64_t first_ms = INT64_MAX;

	how.patience_ms = patience_ms;
	told_tell_all(&story, lines, &how);
	told_collect(&story, &how, &orders);
	for (int i = 0; i < orders.count && first_ms == INT64_MAX; i++)
		if (strstr(orders.lines[i], " act ") || strstr(orders.lines[i], " held ") ||
		    strstr(orders.lines[i], " human")) /* stopped by somebody, as it seems */
			first_ms = atoll(orders.lines[i]);
	told_drop(&orders);
	story_fini(&story);
	return first_ms;
}

static void more_patience_never_convicts_earlier(void **state)
{
	struct told_line lines[TOLD_LINES];
	int later = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		int64_t hasty_ms, patient_ms;

		told_make(lines, seed);
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
