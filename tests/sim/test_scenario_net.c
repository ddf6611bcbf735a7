/* test_scenario_net.c - lines, polls and news fail.  SPDX-License-Identifier: ISC */
#include "onlooker.h"

static void hear_line(struct onlooker *o, const struct sim_news *news)
{
	int64_t *late_ms = o->own;

	if (news->kind != EVIDENCE_SELF || news->what != SELF_UPLINK_DOWN)
		return;
	late_ms[0] =
		news->t_ms - o->died_ms[1] > late_ms[0] ? news->t_ms - o->died_ms[1] : late_ms[0];
	late_ms[1] =
		news->t_ms - o->died_ms[1] < late_ms[1] ? news->t_ms - o->died_ms[1] : late_ms[1];
}

static void a_lost_line_takes_all_and_is_told_of_late(void **state)
{
	int64_t late_ms[2] = { 0, YEAR };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(11));
	o.setup.length_ms = YEAR;
	o.heard = hear_line;
	o.own = late_ms;
	onlooker_run(&o);
	assert_in_range(o.died[SIM_LINE], 180, 320); /* 122 for each of two */
	assert_in_range(o.selves[SELF_UPLINK_DOWN], 80, 130);
	assert_int_equal(o.selves[SELF_UPLINK_UP], o.selves[SELF_UPLINK_DOWN]);
	assert_in_range(late_ms[1], 5 * SECOND, 8 * SECOND);
	assert_in_range(late_ms[0], 27 * SECOND, 30 * SECOND);
	/* one in ten of those that last two minutes gives up */
	assert_in_range(o.died[SIM_LOUD], o.died[SIM_LINE] / 30, o.died[SIM_LINE] / 8);
}

/* How soon session 0 shows that the line is gone. */
struct notice {
	int64_t lost_ms; /* of the loss that it was last counted for */
	long at_once, late, others;
};

static void watch_notice(struct onlooker *o, int who, const struct sim_look *look)
{
	struct notice *notice = o->own;
	int64_t took_ms = o->now_ms - o->died_ms[1];

	if (who || o->dead_of[1] != SIM_LINE || look->state != STATE_STARTING ||
	    notice->lost_ms == o->died_ms[1])
		return;
	notice->lost_ms = o->died_ms[1];
	if (took_ms <= 3 * SECOND)
		notice->at_once++;
	else if (took_ms >= 20 * SECOND && took_ms <= 53 * SECOND)
		notice->late++;
	else
		notice->others++;
}

static void half_of_the_losses_are_noticed_only_by_a_keep_alive(void **state)
{
	struct notice notice = { .lost_ms = -1 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(11));
	o.setup.length_ms = 150 * DAY;
	o.setup.traffic = SIM_VERY_QUIET;
	o.period_ms = SECOND;
	o.seen = watch_notice;
	o.own = &notice;
	onlooker_run(&o);
	assert_in_range(notice.at_once, 12, 38);
	assert_in_range(notice.late, 12, 38);
	assert_int_equal(notice.others, 0);
}

static void watch_cost(struct onlooker *o, int who, const struct sim_look *look)
{
	long *costs = o->own;

	(void)who;
	costs[0] += !look->answered && look->took_ms == 10 * SECOND;
	costs[1] += !look->answered && look->took_ms < SECOND;
	costs[2] += look->answered && look->took_ms >= 3 * SECOND;
}

/* .1 %; and of 52 minutes and four times 20 two kinds of three give no answer. */
static void polls_fail_and_are_slow_at_times(void **state)
{
	long costs[3] = { 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(12));
	o.setup.length_ms = YEAR;
	o.period_ms = 7 * SECOND;
	o.seen = watch_cost;
	o.own = costs;
	onlooker_run(&o);
	assert_nobody_died(&o);
	assert_in_range(1000000 * o.unanswered / o.looks, 1030, 1350);
	assert_int_equal(o.states[STATE_UP], o.looks - o.unanswered);
	assert_true(costs[0] > 3 * costs[1] && costs[1] > 50 && costs[2] > 50);
}

struct lateness {
	long late;
	int64_t sum_ms, most_ms;
};

static void hear_lateness(struct onlooker *o, const struct sim_news *news)
{
	struct lateness *lateness = o->own;
	int64_t late_ms = news->t_ms - news->at_ms;

	if (news->kind != EVIDENCE_PROOF)
		return;
	lateness->late++;
	lateness->sum_ms += late_ms;
	if (late_ms > lateness->most_ms)
		lateness->most_ms = late_ms;
}

static void news_are_lost_doubled_and_late(void **state)
{
	struct lateness lateness = { 0 };
	struct onlooker o, clean;

	(void)state;
	onlooker_init(&o, SCENARIO(21));
	onlooker_init(&clean, SCENARIO(2) | SCENARIO(6));
	o.own = &lateness;
	o.heard = hear_lateness;
	onlooker_run(&o);
	onlooker_run(&clean);
	assert_true(o.truth == clean.truth);
	/* .8 arrive, 1.2 times */
	assert_in_range(100 * o.news[EVIDENCE_PROOF] / clean.news[EVIDENCE_PROOF], 94, 98);
	assert_in_range(lateness.sum_ms / lateness.late, 9500, 10500);
	assert_in_range(lateness.most_ms, 80 * SECOND, 120 * SECOND + 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_line_takes_all_and_is_told_of_late),
		cmocka_unit_test(half_of_the_losses_are_noticed_only_by_a_keep_alive),
		cmocka_unit_test(polls_fail_and_are_slow_at_times),
		cmocka_unit_test(news_are_lost_doubled_and_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
