/* test_state.c - what is remembered survives being written down, and damage does no harm.
 * SPDX-License-Identifier: ISC */
#include <errno.h>

#include "story.h"

#include "state.h"

struct lines {
	char *all[64]; /* owned */
	size_t count;
};

static void keep(void *ctx, struct json_object *line)
{
	struct lines *lines = ctx;

	assert_true(lines->count < 64);
	lines->all[lines->count++] = strdup(json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
}

static struct lines write_down(struct roster *roster, enum state_depth depth)
{
	struct lines lines = { .count = 0 };

	state_write(roster, depth, keep, &lines);
	return lines;
}

static void free_lines(struct lines *lines)
{
	while (lines->count)
		free(lines->all[--lines->count]);
}

static int read_line(struct roster *roster, const char *text)
{
	struct json_object *json = json_tokener_parse(text);
	char why[160] = "";
	int rc = json ? state_read(roster, json, why, sizeof(why)) : 0;

	assert_true(rc == 0 || *why);
	json_object_put(json);
	return rc;
}

static void read_back(struct roster *roster, const struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		assert_int_equal(read_line(roster, lines->all[i]), 0);
}

static void check_same(const struct lines *a, const struct lines *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_string_equal(a->all[i], b->all[i]);
}

/* Incidents, runs, a death, a hold, a human, a flight, faults and probes. */
static void live(struct story *story)
{
	story_init(story);
	story->own_policies = true;
	story_line(
		story,
		"{\"t\":0,\"ev\":\"event\",\"target\":\"h\",\"source\":\"docker\",\"what\":\"start\",\"id\":\"4407\"}");
	for (int64_t t_ms = 0; t_ms <= 95000; t_ms += 5 * STORY_SECOND) {
		story_claim(story, t_ms, "g/a", "down");
		story_claim(story, t_ms, "g/b", t_ms < 50000 ? "up" : "starting");
		story_claim(story, t_ms, "h/x", "up");
		story_fault(story, t_ms, "k", "path");
	}
	story_line(story, "{\"t\":95000,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"h/x\"}");
	story_event(story, 96000, "h", "unhealthy");
	story_event(story, 97000, "h", "die");
	story_claim(story, 98000, "k/z", "human");
	story_probe(story, 99000, "h/x", false);
	assert_int_equal(story->acts, 1);
}

static void all_that_is_written_is_read_again(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct story story;
	struct lines first, second;

	(void)state;
	live(&story);
	first = write_down(story.roster, STATE_DEPTH_ALL);
	read_back(roster, &first);
	second = write_down(roster, STATE_DEPTH_ALL);
	check_same(&first, &second);
	assert_true(roster_find(roster, "g")->gateway->flight.flying);
	assert_ptr_equal(roster_find(roster, "g")->gateway->flight.incident_of,
			 roster_find(roster, "g/a"));
	assert_true(roster_find(roster, "h")->gateway->container.id == trace_container("4407"));
	free_lines(&first);
	free_lines(&second);
	roster_free(roster);
	story_fini(&story);
}

static void the_ledger_is_what_a_header_leaves(void **state)
{
	struct roster *roster = roster_new(NULL);
	struct story story;
	struct lines first, second;

	(void)state;
	live(&story);
	first = write_down(story.roster, STATE_DEPTH_LEDGER);
	read_back(roster, &first);
	engine_restart(roster_engine(story.roster));
	free_lines(&first);
	first = write_down(story.roster, STATE_DEPTH_LEDGER);
	second = write_down(roster, STATE_DEPTH_LEDGER);
	check_same(&first, &second);
	assert_int_equal(roster_find(roster, "g/a")->incident.phase, INCIDENT_OPEN);
	assert_int_equal(roster_find(roster, "g/a")->epoch.begun, 0);
	assert_int_equal(roster_find(roster, "g/a")->budget.acts, 1);
	assert_true(roster_find(roster, "k/z")->human);
	assert_true(roster_find(roster, "h/x")->hold_until_ms > 0);
	assert_int_equal(roster_engine(roster)->acts, 1);
	free_lines(&first);
	free_lines(&second);
	roster_free(roster);
	story_fini(&story);
}

static void a_ledger_tells_nothing_of_lives_or_policies(void **state)
{
	struct story story;
	struct lines lines;

	(void)state;
	live(&story);
	lines = write_down(story.roster, STATE_DEPTH_LEDGER);
	for (size_t i = 0; i < lines.count; i++) {
		assert_null(strstr(lines.all[i], "epoch"));
		assert_null(strstr(lines.all[i], "policy"));
		assert_null(strstr(lines.all[i], "\"all\""));
	}
	free_lines(&lines);
	story_fini(&story);
}

static void an_order_that_a_later_ladder_does_not_have_is_forgotten(void **state)
{
	static const char order[] = "{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\","
				    "\"incident.order\":%u,\"closed_order\":%u}";
	static const char ladder[] =
		"{\"ev\":\"ledger\",\"what\":\"conf\",\"target\":\"g\",\"limits\":{},\"policy\":{"
		"\"cooldowns\":1,\"restarts.acts\":1,\"restarts_day.acts\":1,"
		"\"gateway_restarts.acts\":1},\"ladder\":[{\"action\":\"a\"},{\"action\":\"b\"},"
		"{\"action\":\"c\"}%s]}";
	struct roster *roster = roster_new(NULL);
	struct target *target = roster_get(roster, "g/a");
	char line[500];

	(void)state;
	assert_int_equal(target->gateway->conf.rungs, 2);
	snprintf(line, sizeof(line), order, 0xffffff00u,
		 0xffffff00u); /* places that are not there */
	assert_int_equal(read_line(roster, line), 0);
	assert_int_equal(target->incident.order, 0);
	assert_int_equal(target->closed_order, 0);
	snprintf(line, sizeof(line), ladder, ",{\"action\":\"d\"}");
	assert_int_equal(read_line(roster, line), 0);
	snprintf(line, sizeof(line), order, 0x3003u, 0x3003u); /* the last comes first */
	assert_int_equal(read_line(roster, line), 0);
	assert_int_equal(target->incident.order, 0x3003);
	snprintf(line, sizeof(line), ladder, "");
	assert_int_equal(read_line(roster, line), 0);
	assert_int_equal(target->incident.order, 0);
	assert_int_equal(target->closed_order, 0);
	roster_free(roster);
}

static void what_cannot_be_a_line_is_refused(void **state)
{
	static const char *const bad[] = {
		"{\"ev\":\"ledger\"}",
		"{\"ev\":\"ledger\",\"what\":7}",
		"{\"ev\":\"ledger\",\"what\":\"target\"}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/ a\"}",
		"{\"ev\":\"ledger\",\"what\":\"nothing\",\"target\":\"g/a\"}",
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g/a\"}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"budget.acts\":25}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"incident.phase\":5}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"incident.cause\":6}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"incident.cut\":97}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"incident.cut\":128}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"all\":true,\"epoch.lessons\":1,\"epoch.lesson\":[96]}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"all\":true,\"epoch.claim\":7}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"all\":true,\"epoch.begun\":4}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"all\":true,\"held_by\":18}",
		"{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"g/a\",\"all\":true,\"epoch.run.switches\":49}",
		"{\"ev\":\"ledger\",\"what\":\"gateway\",\"target\":\"g\",\"all\":true,\"container.dies\":5}",
		"{\"ev\":\"ledger\",\"what\":\"conf\",\"target\":\"g\"}",
		"{\"ev\":\"ledger\",\"what\":\"conf\",\"target\":\"g/a\",\"policy\":{\"cooldowns\":17}}",
	};
	struct roster *roster = roster_new(NULL);

	(void)state;
	roster_get(roster, "g/a")->budget.acts = 2;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (read_line(roster, bad[i]) == 0)
			fail_msg("read: %s", bad[i]);
	assert_int_equal(roster_find(roster, "g/a")->budget.acts, 2); /* nothing of it was taken */
	roster_free(roster);
}

/* The engine must get over whatever came in. */
static void go_on(struct roster *roster)
{
	struct story story = {
		.roster = roster,
		.own_policies = true,
		.orders = calloc(1, 1),
		.last_act = 1,
	};

	policy_default(&story.policy);
	for (int64_t t_ms = 100000; t_ms < 400000; t_ms += 50000) {
		story_claim(&story, t_ms, "g/a", "down");
		story_claim(&story, t_ms, "g/b", "up");
		story_fault(&story, t_ms, "k", "path");
		story_event(&story, t_ms, "h", "die");
		story_result(&story, t_ms, NULL);
		story_tick(&story, t_ms + 1000);
	}
	engine_restart(roster_engine(roster));
	engine_shift(roster_engine(roster), -1000000);
	free(story.orders);
}

static const char *const monsters[] = {
	"-9223372036854775808",
	"9223372036854775807",
	"-1",
	"4294967296",
	"255",
	"[]",
	"[1,2,3]",
	"\"x\"",
	"null",
	"{}",
	"1e300",
	"true",
};

/* Each number of each line is replaced by something monstrous. */
static void damaged_lines_do_no_harm(void **state)
{
	struct story story;
	struct lines lines;
	char text[8192];

	(void)state;
	live(&story);
	lines = write_down(story.roster, STATE_DEPTH_ALL);
	for (size_t m = 0; m < sizeof(monsters) / sizeof(monsters[0]); m++)
		for (size_t i = 0; i < lines.count; i++) {
			struct roster *roster = roster_new(NULL);

			for (const char *at = strstr(lines.all[i], "\":"); at;
			     at = strstr(at + 2, "\":")) {
				const char *end =
					at + 2 + strcspn(at + 2, at[2] == '[' ? "]" : ",}");

				if (*end == ']')
					end++;
				snprintf(text, sizeof(text), "%.*s%s%s",
					 (int)(at + 2 - lines.all[i]), lines.all[i], monsters[m],
					 end);
				read_line(roster, text);
			}
			go_on(roster);
			roster_free(roster);
		}
	free_lines(&lines);
	story_fini(&story);
}

static void keep_first(void *ctx, struct json_object *line)
{
	char **first = ctx;

	if (!*first)
		*first = strdup(json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
}

static void a_recorded_policy_judges_who_has_none_of_its_own(void **state)
{
	struct roster *from = roster_new(NULL), *into = roster_new(NULL);
	struct policy policy;
	char *conf = NULL;

	(void)state;
	policy_default(&policy);
	policy.patience_ms = 77000;
	policy.cooldowns = 2;
	roster_set_policy(from, roster_get(from, "g"), &policy);
	state_write(from, STATE_DEPTH_ALL, keep_first, &conf);
	assert_int_equal(read_line(into, conf), 0);
	assert_int_equal(roster_find(into, "g")->policy->patience_ms, 77000);
	assert_int_equal(roster_find(into, "g")->policy->cooldowns, 2);
	free(conf);
	roster_free(from);
	roster_free(into);
}

/* A gateway with a law of each class, one of them with a run of every length. */
static struct roster *learned(void)
{
	struct roster *roster = roster_new(NULL);
	struct gateway *gateway = roster_get(roster, "g/a")->gateway;
	int64_t now_ms = TARGET_TIME_BASE + 5000;

	for (uint8_t bin = 0; bin < LAW_BINS; bin++)
		law_learn(&gateway->laws[LAW_STARTING - 1], bin, 60000, now_ms);
	law_learn(&gateway->laws[LAW_DOWN - 1], 40, 60000, now_ms);
	law_end(&gateway->laws[LAW_DOWN - 1], 17, 0, now_ms);
	return roster;
}

static void laws_are_read_back_as_they_were(void **state)
{
	struct roster *from = learned(), *to = roster_new(NULL);
	struct lines lines = write_down(from, STATE_DEPTH_ALL), alone = { .count = 0 };

	(void)state;
	state_write_laws(from, keep, &alone);
	assert_int_equal(alone.count, 2);
	read_back(to, &lines);
	assert_memory_equal(roster_get(from, "g")->gateway->laws,
			    roster_get(to, "g")->gateway->laws,
			    sizeof(roster_get(to, "g")->gateway->laws));
	roster_free(to);
	to = roster_new(NULL);
	read_back(to, &alone);
	assert_memory_equal(roster_get(from, "g")->gateway->laws,
			    roster_get(to, "g")->gateway->laws,
			    sizeof(roster_get(to, "g")->gateway->laws));
	free_lines(&lines);
	free_lines(&alone);
	roster_free(from);
	roster_free(to);
}

static void a_law_is_no_part_of_the_ledger_and_outlives_a_header(void **state)
{
	struct roster *roster = learned();
	struct lines lines = write_down(roster, STATE_DEPTH_LEDGER);
	const struct law *law = &roster_get(roster, "g")->gateway->laws[LAW_DOWN - 1];

	(void)state;
	for (size_t i = 0; i < lines.count; i++)
		assert_null(strstr(lines.all[i], "\"law\""));
	engine_restart(roster_engine(roster));
	engine_shift(roster_engine(roster), -6000);
	assert_int_equal(target_label_ms(law->began_ms), -1000);
	assert_int_equal(law_describe(law).runs, 1);
	free_lines(&lines);
	roster_free(roster);
}

static void a_damaged_law_line_is_refused_or_harmless(void **state)
{
	static const char *const refused[] = {
		"{\"ev\":\"ledger\",\"what\":\"law\",\"target\":\"g\"}",
		"{\"ev\":\"ledger\",\"what\":\"law\",\"target\":\"g\",\"class\":\"up\"}",
		"{\"ev\":\"ledger\",\"what\":\"law\",\"target\":\"g/a\",\"class\":\"down\"}",
	};
	struct roster *roster = learned();
	const struct law *law = &roster_get(roster, "g")->gateway->laws[LAW_DOWN - 1];
	struct policy policy;

	(void)state;
	policy_default(&policy);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_int_equal(read_line(roster, refused[i]), -EINVAL);
	assert_int_equal(law_describe(law).runs, 1);
	assert_int_equal(read_line(roster, "{\"ev\":\"ledger\",\"what\":\"law\",\"target\":\"g\","
					   "\"class\":\"down\",\"runs\":[-5,\"x\",1e99],"
					   "\"began_ms\":-1,\"watched_ms\":1e300}"),
			 0);
	assert_int_equal(law_patience_ms(law, &policy.false_restarts, INT64_MAX / 4),
			 POLICY_PATIENCE_FALLBACK_MS);
	roster_free(roster);
}

/* One act that was done, and later, in observe mode, one that was not. */
static void act_and_pretend(struct story *story)
{
	story_init(story);
	story_poll(story, 0, 92000, "g/a down");
	story_result(story, 92000, NULL);
	story_poll(story, 92001, 92001 + 30 * STORY_MINUTE, "g/a up");
	assert_int_equal(story->acts, 1);
	roster_engine(story->roster)->observe = true;
	story_poll(story, 32 * STORY_MINUTE, 40 * STORY_MINUTE, "g/a down");
	assert_true(story_times(story, "held g/a observe") > 0);
	assert_true(roster_get(story->roster, "g/a")->incident.acts > 0);
	assert_int_equal(story->acts, 1);
}

static void what_observe_mode_pretended_ends_with_it(void **state)
{
	static const enum state_depth depths[] = { STATE_DEPTH_LEDGER, STATE_DEPTH_ALL };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct roster *to = roster_new(NULL);
		struct story story;
		struct target *a;
		struct lines lines;

		act_and_pretend(&story);
		assert_true(roster_engine(story.roster)->budget.acts > 1);
		roster_engine(story.roster)->observe = false;
		lines = write_down(story.roster, depths[i]);
		read_back(to, &lines);
		a = roster_get(to, "g/a");
		assert_int_equal(roster_engine(to)->budget.acts, 1);
		assert_int_equal(a->budget.acts, 1);
		assert_int_equal(target_label_ms(a->last_act_ms), 90000);
		assert_int_equal(a->incident.acts, 0);
		assert_int_equal(a->incident.phase, INCIDENT_OPEN);
		assert_false(a->incident.interrupted);
		free_lines(&lines);
		roster_free(to);
		story_fini(&story);
	}
}

static void what_observe_mode_pretends_lasts_as_long_as_the_mode(void **state)
{
	struct roster *to = roster_new(NULL);
	struct story story;
	struct lines lines;

	(void)state;
	act_and_pretend(&story);
	roster_engine(to)->observe = true;
	lines = write_down(story.roster, STATE_DEPTH_LEDGER);
	read_back(to, &lines);
	assert_true(roster_get(to, "g/a")->budget.acts > 1);
	assert_true(roster_get(to, "g/a")->incident.acts > 0);
	free_lines(&lines);
	roster_free(to);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_is_written_is_read_again),
		cmocka_unit_test(the_ledger_is_what_a_header_leaves),
		cmocka_unit_test(a_ledger_tells_nothing_of_lives_or_policies),
		cmocka_unit_test(an_order_that_a_later_ladder_does_not_have_is_forgotten),
		cmocka_unit_test(what_cannot_be_a_line_is_refused),
		cmocka_unit_test(damaged_lines_do_no_harm),
		cmocka_unit_test(a_recorded_policy_judges_who_has_none_of_its_own),
		cmocka_unit_test(what_observe_mode_pretended_ends_with_it),
		cmocka_unit_test(what_observe_mode_pretends_lasts_as_long_as_the_mode),
		cmocka_unit_test(laws_are_read_back_as_they_were),
		cmocka_unit_test(a_law_is_no_part_of_the_ledger_and_outlives_a_header),
		cmocka_unit_test(a_damaged_law_line_is_refused_or_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
