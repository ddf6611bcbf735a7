/* test_cost.c - what rungs cost and whether they help is learnt, fades, and sets their order.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#include "incident.h"
#include "state.h"

#define DAY (24 * STORY_HOUR)
#define NOW (TARGET_TIME_BASE + DAY)
#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"
#define QUARANTINED "notify g/a quarantined"

/* --- numbers */

static struct cost tried(uint32_t tries, uint32_t helped)
{
	struct cost cost = { 0 };

	while (helped-- > 0 && tries-- > 0)
		cost_helped(&cost, 1000, NOW);
	while (tries-- > 0)
		cost_unhelped(&cost, NOW);
	return cost;
}

static void a_mean_is_of_the_tries_that_helped(void **state)
{
	struct cost cost = { 0 };

	(void)state;
	cost_helped(&cost, 10000, NOW);
	cost_unhelped(&cost, NOW + 1);
	cost_helped(&cost, 20000, NOW + 2);
	assert_int_equal(cost.tries, 3);
	assert_int_equal(cost.helped, 2);
	assert_int_equal(cost.mean_ms, 15000);
	cost_helped(&cost, 3000, NOW + 3);
	assert_int_equal(cost.mean_ms, 11000);
	assert_true(cost.last_ms == NOW + 3);
	cost_helped(&cost, INT64_MAX, NOW + 4);
	assert_in_range(cost.mean_ms, INT32_MAX / 4, INT32_MAX);
}

static void one_in_four_of_four_tries_is_rare(void **state)
{
	static const struct {
		uint32_t tries, helped;
		bool rare;
	} all[] = { { 0, 0, false }, { 3, 0, false }, { 4, 0, true },  { 4, 1, true },
		    { 4, 2, false }, { 7, 1, true },  { 7, 2, false }, { 8, 2, true } };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct cost cost = tried(all[i].tries, all[i].helped);

		assert_int_equal(cost_is_rare(&cost, NOW), all[i].rare);
	}
}

static void half_of_it_is_forgotten_every_30_days(void **state)
{
	struct cost cost = tried(15, 4), left;

	(void)state;
	left = cost_at(&cost, NOW + 30 * DAY - 1);
	assert_int_equal(left.tries, 15);
	left = cost_at(&cost, NOW + 30 * DAY);
	assert_int_equal(left.tries, 7);
	assert_int_equal(left.helped, 2);
	left = cost_at(&cost, NOW + 60 * DAY);
	assert_int_equal(left.tries, 3);
	left = cost_at(&cost, NOW + 3650 * DAY);
	assert_int_equal(left.tries, 0);
	assert_int_equal(left.helped, 0);
	assert_int_equal(cost.tries, 15); /* asking changes nothing */
}

/* What is tried once a week would otherwise never be forgotten, or never by more than a week's. */
static void it_fades_by_time_while_tries_go_on(void **state)
{
	struct cost cost = tried(15, 0);

	(void)state;
	cost_helped(&cost, 1000, NOW + 29 * DAY);
	assert_int_equal(cost.tries, 16);
	cost_helped(&cost, 1000, NOW + 31 * DAY);
	assert_int_equal(cost.tries, 9);
	cost_helped(&cost, 1000, NOW + 59 * DAY);
	assert_int_equal(cost.tries, 10);
	cost_helped(&cost, 1000, NOW + 60 * DAY);
	assert_int_equal(cost.tries, 6);
}

static void no_more_than_sixteen_tries_are_known(void **state)
{
	struct cost cost = tried(16, 0);

	(void)state;
	assert_int_equal(cost.tries, COST_TRIES_MAX);
	cost_unhelped(&cost, NOW);
	assert_int_equal(cost.tries, COST_TRIES_MAX / 2 + 1);
	for (int i = 0; i < 1000; i++) {
		cost_helped(&cost, 1000, NOW);
		assert_true(cost.tries <= COST_TRIES_MAX && cost.helped <= cost.tries);
	}
	assert_false(cost_is_rare(&cost, NOW));
}

static void rounding_favours_the_ladder_as_it_is_written(void **state)
{
	struct cost cost = tried(9, 3);

	(void)state;
	assert_false(cost_is_rare(&cost, NOW));
	assert_false(cost_is_rare(&cost, NOW + 30 * DAY)); /* 2 of 4, not 1 */
	cost = tried(5, 5);
	assert_int_equal(cost_at(&cost, NOW + 30 * DAY).helped, 2); /* no more than tries */
}

static void what_is_rare_is_tried_last_and_all_else_as_written(void **state)
{
	struct cost costs[8] = { { 0 } };
	static const uint32_t expected[] = { 1, 3, 4, 5, 6, 7, 0, 2 };
	uint32_t order;

	(void)state;
	assert_int_equal(cost_order(costs, 8, NOW), 0);
	costs[0] = tried(4, 1);
	costs[2] = tried(6, 0);
	costs[5] = tried(3, 0);
	order = cost_order(costs, 8, NOW);
	for (uint32_t place = 0; place < 8; place++)
		assert_int_equal(cost_rung(order, place), expected[place]);
	assert_true(cost_fits(order, 8));
	assert_false(cost_fits(order, 7));
	for (int i = 0; i < 8; i++)
		costs[i] = tried(4, 0);
	assert_int_equal(cost_order(costs, 8, NOW), 0);
}

static void an_order_fits_only_a_ladder_of_its_length(void **state)
{
	struct cost costs[3] = { tried(4, 0), { 0 }, { 0 } };
	uint32_t order = cost_order(costs, 2, NOW);

	(void)state;
	assert_int_equal(cost_rung(order, 0), 1);
	assert_true(cost_fits(order, 2));
	assert_true(cost_fits(order, 3)); /* the new one is behind */
	assert_false(cost_fits(order, 1));
	assert_true(cost_fits(0, 0) && cost_fits(0, 8));
	assert_false(cost_fits(1, 2)); /* 1 1 */
	assert_true(cost_fits(cost_order(costs, 3, NOW), 3));
	assert_false(cost_fits(cost_order(costs, 3, NOW), 2));
}

static void what_is_damaged_is_brought_in(void **state)
{
	struct cost cost = { .tries = UINT32_MAX, .helped = UINT32_MAX, .faded_ms = 1 };

	(void)state;
	cost_repair(&cost);
	assert_int_equal(cost.tries, COST_TRIES_MAX);
	assert_int_equal(cost.helped, COST_TRIES_MAX);
	cost = (struct cost){ .tries = 3, .helped = 9 };
	cost_repair(&cost);
	assert_int_equal(cost.helped, 3);
}

/* --- in the engine */

enum cures { NOTHING, BY_SESSION, BY_CONTAINER, BY_ANY };

static struct gateway *gateway_of(const struct story *story)
{
	return roster_get(story->roster, "g")->gateway;
}

/* g/a is down from t_ms on, until an act that cures it; three hours of it.  Returns when they end. */
static int64_t ail(struct story *story, int64_t t_ms, enum cures cures)
{
	int64_t end_ms = t_ms + 3 * STORY_HOUR;
	uint64_t answered = story->last_act;
	bool down = true;

	for (; t_ms < end_ms; t_ms += 5 * STORY_SECOND) {
		story_poll(story, t_ms, t_ms + 1, down ? "g/a down" : "g/a up");
		if (story->last_act == answered)
			continue;
		answered = story->last_act;
		story_result(story, t_ms, NULL);
		if (cures & (gateway_of(story)->flight.wide ? BY_CONTAINER : BY_SESSION))
			down = false;
	}
	return t_ms;
}

static void begin(struct story *story, bool learned)
{
	story_init(story);
	story_claim(story, 0, "g/a", "up");
	gateway_of(story)->conf.ladder_learned = learned;
}

/* What was ordered since the story had so many bytes. */
static bool acted_first(const struct story *story, size_t from, const char *what)
{
	const char *act = strstr(story->orders + from, " act ");

	return act && strncmp(act + 1, what, strlen(what)) == 0;
}

static void outcomes_are_counted_by_rung(void **state)
{
	struct story story;
	const struct cost *costs;
	int64_t t_ms;

	(void)state;
	begin(&story, false);
	t_ms = ail(&story, 5000, BY_CONTAINER);
	t_ms = ail(&story, t_ms, BY_SESSION);
	ail(&story, t_ms, BY_SESSION);
	costs = gateway_of(&story)->costs;
	assert_int_equal(costs[0].tries, 3);
	assert_int_equal(costs[0].helped, 2);
	assert_int_equal(costs[1].tries, 1);
	assert_int_equal(costs[1].helped, 1);
	assert_in_range(costs[0].mean_ms, 15000, 20000); /* 5 s to the first claim, 10 s settled */
	assert_true(target_label_ms(costs[0].last_ms) > 6 * STORY_HOUR);
	story_fini(&story);
}

static void a_rung_that_rarely_helps_is_tried_after_the_others_if_so_wished(void **state)
{
	struct story fixed, learned;
	int64_t t_ms = 5000;
	size_t from;

	(void)state;
	begin(&fixed, false);
	begin(&learned, true);
	for (int i = 0; i < 4; i++) {
		from = learned.bytes;
		ail(&fixed, t_ms, BY_CONTAINER);
		t_ms = ail(&learned, t_ms, BY_CONTAINER);
		assert_true(acted_first(&learned, from, SESSION));
		assert_string_equal(fixed.orders, learned.orders);
	}
	from = learned.bytes;
	ail(&fixed, t_ms, BY_CONTAINER);
	t_ms = ail(&learned, t_ms, BY_CONTAINER);
	assert_true(acted_first(&fixed, from, SESSION));
	assert_true(acted_first(&learned, from, CONTAINER));
	assert_int_equal(story_times(&learned, SESSION), 4);
	assert_int_equal(story_times(&fixed, SESSION), 5);
	/* the ladder stays finite: each rung once, then it is spent */
	from = learned.bytes;
	ail(&learned, t_ms, NOTHING);
	assert_true(acted_first(&learned, from, CONTAINER));
	assert_int_equal(story_times(&learned, SESSION), 5);
	assert_int_equal(story_times(&learned, QUARANTINED), 1);
	story_fini(&fixed);
	story_fini(&learned);
}

static void in_quarantine_the_first_of_its_order_is_tried(void **state)
{
	struct story story;
	int64_t t_ms = 5000;
	unsigned containers;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 4; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	t_ms = ail(&story, t_ms, NOTHING);
	containers = story_times(&story, CONTAINER);
	assert_int_equal(story_times(&story, QUARANTINED), 1);
	ail(&story, t_ms, NOTHING);
	assert_true(story_times(&story, CONTAINER) > containers);
	assert_int_equal(story_times(&story, SESSION), 5);
	story_fini(&story);
}

static void a_mended_gateway_gets_its_rung_back(void **state)
{
	struct story story;
	int64_t t_ms = 5000;
	size_t from;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 5; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	from = story.bytes;
	t_ms = ail(&story, t_ms + 29 * DAY, BY_ANY);
	assert_true(acted_first(&story, from, CONTAINER));
	from = story.bytes;
	ail(&story, t_ms + DAY, BY_ANY);
	assert_true(acted_first(&story, from, SESSION));
	story_fini(&story);
}

static void one_soon_after_the_close_goes_on_at_the_same_rung_in_the_same_order(void **state)
{
	struct story story;
	struct target *a;
	int64_t t_ms = 5000;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 4; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	ail(&story, t_ms, BY_CONTAINER);
	a = roster_get(story.roster, "g/a");
	assert_int_equal(a->closed_rung, 0);
	assert_true(cost_rung(a->closed_order, 0) == 1);
	memset(gateway_of(&story)->costs, 0, sizeof(gateway_of(&story)->costs));
	a->closed_ms = roster_engine(story.roster)->now_ms - INCIDENT_AGAIN_MS + 1;
	incident_convict(roster_engine(story.roster), a, CAUSE_RUN);
	assert_int_equal(a->incident.order, a->closed_order);
	memset(&a->incident, 0, sizeof(a->incident));
	a->closed_ms--;
	incident_convict(roster_engine(story.roster), a, CAUSE_RUN);
	assert_int_equal(a->incident.order, 0);
	story_fini(&story);
}

static void what_does_not_last_ten_minutes_did_not_help(void **state)
{
	struct story story;
	const struct cost *cost;

	(void)state;
	begin(&story, false);
	cost = gateway_of(&story)->costs;
	story_poll(&story, 5000, 100000, "g/a down");
	story_result(&story, 100000, NULL);
	story_poll(&story, 105000, 200000, "g/a up");
	assert_int_equal(cost->helped, 1);
	story_poll(&story, 200000, 300000, "g/a down");
	assert_int_equal(story_times(&story, SESSION), 2);
	assert_int_equal(cost->tries, 1);
	assert_int_equal(cost->helped, 0);
	story_fini(&story);
}

static void what_tells_nothing_of_the_rung_counts_nothing(void **state)
{
	static const char *const results[] = { "setup", "failed" };
	struct story story;

	(void)state;
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		begin(&story, false);
		story_poll(&story, 5000, 100000, "g/a down");
		story_result(&story, 100000, results[i]);
		story_poll(&story, 105000, 120000, "g/a up"); /* by itself */
		assert_int_equal(roster_get(story.roster, "g/a")->incident.phase, INCIDENT_MENDED);
		assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
		story_fini(&story);
	}
	/* the line was lost while it was verified */
	begin(&story, false);
	story_poll(&story, 5000, 100000, "g/a down");
	story_result(&story, 100000, NULL);
	story_self(&story, 110000, "uplink-down");
	story_self(&story, 120000, "uplink-up");
	story_poll(&story, 125000, 170000, "g/a down");
	story_poll(&story, 170000, 200000, "g/a up");
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	story_fini(&story);
	/* nor what nobody saw the end of */
	begin(&story, false);
	story_poll(&story, 5000, 100000, "g/a down");
	story_result(&story, 100000, NULL);
	engine_restart(roster_engine(story.roster));
	story_poll(&story, 105000, 150000, "g/a up");
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	story_fini(&story);
}

static void what_fails_twice_did_not_help(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = story_quarantine(&story);
	assert_true(t_ms > 0);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 1);
	assert_int_equal(gateway_of(&story)->costs[1].tries, 1);
	assert_int_equal(gateway_of(&story)->costs[1].helped, 0);
	story_fini(&story);
}

static void what_observe_mode_pretends_teaches_nothing(void **state)
{
	struct story story;

	(void)state;
	begin(&story, true);
	roster_engine(story.roster)->observe = true;
	story_poll(&story, 5000, 400000, "g/a down");
	story_poll(&story, 400000, 600000, "g/a up");
	assert_int_equal(story_times(&story, "held g/a observe"), 2);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	assert_int_equal(gateway_of(&story)->costs[1].tries, 0);
	story_fini(&story);
}

/* --- kept */

static void restore(void *ctx, struct json_object *line)
{
	char why[160];

	if (state_read(ctx, line, why, sizeof(why)))
		fail_msg("%s", why);
}

static void it_is_kept_by_the_names_of_the_actions(void **state)
{
	static const char *const other[] = { "restart-container", "reboot", "restart-session" };
	struct policy_gateway limits;
	struct roster *roster = roster_new(NULL);
	struct target *target = roster_get(roster, "g");
	struct story story;
	const struct cost *from;

	(void)state;
	begin(&story, true);
	ail(&story, 5000, BY_CONTAINER);
	from = gateway_of(&story)->costs;
	policy_gateway_default(&limits);
	limits.rungs = 3;
	assert_int_equal(roster_set_gateway(roster, target, &limits, other), 0);
	target->gateway->costs[1] = tried(4, 4);
	state_write(story.roster, STATE_DEPTH_LEDGER, restore, roster);
	assert_memory_equal(&target->gateway->costs[0], &from[1], sizeof(*from));
	assert_memory_equal(&target->gateway->costs[2], &from[0], sizeof(*from));
	assert_int_equal(target->gateway->costs[1].tries, 0);
	/* another boot */
	engine_shift(roster_engine(roster), 1000);
	assert_true(target->gateway->costs[0].last_ms == from[1].last_ms + 1000);
	assert_true(target->gateway->costs[0].faded_ms == from[1].faded_ms + 1000);
	assert_true(target->gateway->costs[1].last_ms == 0);
	roster_free(roster);
	story_fini(&story);
}

static void an_order_of_another_ladder_is_dropped(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct target *to = roster_get(roster, "g/a");
	struct story story;
	struct target *a;

	(void)state;
	begin(&story, true);
	a = roster_get(story.roster, "g/a");
	a->incident.id = 1;
	a->incident.order = a->closed_order =
		cost_order((struct cost[]){ tried(4, 0), { 0 } }, 2, NOW);
	state_write(story.roster, STATE_DEPTH_LEDGER, restore, roster);
	assert_int_equal(to->incident.order, a->incident.order);
	assert_int_equal(to->closed_order, a->closed_order);
	to->gateway->conf.rungs = 1;
	state_write(story.roster, STATE_DEPTH_LEDGER, restore, roster);
	assert_int_equal(to->incident.order, 0);
	assert_int_equal(to->closed_order, 0);
	roster_free(roster);
	story_fini(&story);
}

static void a_reset_of_the_law_forgets_it_and_the_order_that_came_of_it(void **state)
{
	struct story story;
	int64_t t_ms = 5000;

	(void)state;
	begin(&story, true);
	for (int i = 0; i < 5; i++)
		t_ms = ail(&story, t_ms, BY_CONTAINER);
	story_poll(&story, t_ms, t_ms + 91000, "g/a down");
	story_line(&story, "{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}",
		   (long long)t_ms + 91000);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 4);
	assert_int_equal(roster_get(story.roster, "g/a")->incident.order, 0x11);
	story_line(
		&story,
		"{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\",\"law\":true}",
		(long long)t_ms + 91000);
	assert_int_equal(gateway_of(&story)->costs[0].tries, 0);
	assert_int_equal(roster_get(story.roster, "g/a")->incident.order, 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mean_is_of_the_tries_that_helped),
		cmocka_unit_test(one_in_four_of_four_tries_is_rare),
		cmocka_unit_test(half_of_it_is_forgotten_every_30_days),
		cmocka_unit_test(it_fades_by_time_while_tries_go_on),
		cmocka_unit_test(no_more_than_sixteen_tries_are_known),
		cmocka_unit_test(rounding_favours_the_ladder_as_it_is_written),
		cmocka_unit_test(what_is_rare_is_tried_last_and_all_else_as_written),
		cmocka_unit_test(an_order_fits_only_a_ladder_of_its_length),
		cmocka_unit_test(what_is_damaged_is_brought_in),
		cmocka_unit_test(outcomes_are_counted_by_rung),
		cmocka_unit_test(a_rung_that_rarely_helps_is_tried_after_the_others_if_so_wished),
		cmocka_unit_test(in_quarantine_the_first_of_its_order_is_tried),
		cmocka_unit_test(a_mended_gateway_gets_its_rung_back),
		cmocka_unit_test(
			one_soon_after_the_close_goes_on_at_the_same_rung_in_the_same_order),
		cmocka_unit_test(what_does_not_last_ten_minutes_did_not_help),
		cmocka_unit_test(what_tells_nothing_of_the_rung_counts_nothing),
		cmocka_unit_test(what_fails_twice_did_not_help),
		cmocka_unit_test(what_observe_mode_pretends_teaches_nothing),
		cmocka_unit_test(it_is_kept_by_the_names_of_the_actions),
		cmocka_unit_test(an_order_of_another_ladder_is_dropped),
		cmocka_unit_test(a_reset_of_the_law_forgets_it_and_the_order_that_came_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
