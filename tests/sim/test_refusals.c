/* test_refusals.c - what is refused in a simulated day stands in the history, in the numbers and on the page alike.
 * SPDX-License-Identifier: ISC
 *
 * The day's journal goes the way of a daemon's: core/relay reads it from its file and shows it to the built web
 * plugin, whose answers are fetched over its own HTTP.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "day.h"
#include "fake_web.h"
#include "history.h"
#include "journal.h"
#include "relay.h"
#include "tell.h"

#define BIT(scenario) (UINT32_C(1) << (scenario))
/* Lies, deaths of every kind, lost lines, acts that fail, people and other restarters. */
#define EVERYTHING                                                                             \
	(BIT(4) | BIT(6) | BIT(7) | BIT(9) | BIT(11) | BIT(16) | BIT(17) | BIT(18) | BIT(22) | \
	 BIT(23) | BIT(24))
#define KILLED BIT(20)
#define WEBS 2
#define DEADLINE_MS 60000

/* A refusal as somebody is told of it. */
struct told {
	int64_t t_ms;
	int64_t wall_ms;
	char *target, *guard, *text; /* owned */
};

struct tale {
	struct told *told; /* owned */
	size_t count, room;
};

/* A day and who shows it. */
struct story {
	char dir[32], journal[64];
	struct day day;
	struct tale history; /* as `muzzle history` has it */
	struct muzzle_inst *web[WEBS];
	int port[WEBS];
	struct json_object *metrics; /* owned */
};

/* --- told */

static bool is_refusal(struct json_object *line)
{
	return strcmp(tell_get_text(line, "order"), "held") == 0;
}

static struct told *add_told(struct tale *tale, struct json_object *line)
{
	struct told *told;

	if (tale->count == tale->room) {
		tale->room = 2 * tale->room + 64;
		tale->told = realloc(tale->told, tale->room * sizeof(*tale->told));
		assert_non_null(tale->told);
	}
	told = &tale->told[tale->count++];
	*told = (struct told){ .t_ms = tell_get_number(line, "t"),
			       .guard = strdup(tell_get_text(line, "by")) };
	return told;
}

static void free_tale(struct tale *tale)
{
	for (size_t i = 0; i < tale->count; i++) {
		free(tale->told[i].target);
		free(tale->told[i].guard);
		free(tale->told[i].text);
	}
	free(tale->told);
}

/* --- by the history */

static void hear_news(void *arg, const struct history_news *news)
{
	struct told *told;

	if (!is_refusal(news->line))
		return;
	told = add_told(arg, news->line);
	told->wall_ms = news->wall_ms;
	told->target = strdup(news->target);
	told->text = strdup(news->text);
}

static void read_history(struct story *s)
{
	const struct history_wish wish = { .show = hear_news, .arg = &s->history };
	struct history *history = history_new(&wish);
	FILE *journal = fopen(s->journal, "r");
	char *line = NULL;
	size_t room = 0;

	assert_true(history && journal);
	for (ssize_t bytes; (bytes = getline(&line, &room, journal)) > 0;) {
		line[bytes - 1] = '\0';
		history_line(history, line);
	}
	free(line);
	fclose(journal);
	history_free(history);
}

/* --- by the page */

/* Whom the relay reads to, and whether it has come to the end. */
struct reading {
	struct story *story;
	bool done;
};

static void show(void *arg, const struct muzzle_entry *entry)
{
	struct reading *reading = arg;

	for (int i = 0; i < WEBS; i++)
		reading->story->web[i]->plugin->show(reading->story->web[i]->self, entry);
	reading->done = strcmp(entry->json, DAY_END) == 0;
}

static void read_out(struct story *s)
{
	struct loop loop = { .ev = NULL };
	struct reading reading = { .story = s };
	const struct relay_setting setting = { s->dir, &loop, show, &reading };
	int64_t from_ms = clock_mono_ms();
	struct relay *relay;

	assert_int_equal(loop_init(&loop, NULL), 0);
	relay = relay_new(&setting);
	assert_non_null(relay);
	while (!reading.done) {
		loop_turn(&loop, 100);
		assert_true(clock_mono_ms() - from_ms < DEADLINE_MS);
	}
	relay_free(relay);
	loop_fini(&loop);
}

static void take_entry(struct tale *tale, struct json_object *entry)
{
	struct json_object *line = tell_get(entry, "line");
	struct told *told;

	if (!is_refusal(line))
		return;
	told = add_told(tale, line);
	told->wall_ms = tell_get_number(entry, "wall_ms");
	told->target = strdup(tell_get_text(entry, "target"));
	told->text = strdup(tell_get_text(entry, "text"));
}

/* Newest first, a page of it; before: the first entry that was had, or 0.  Gives back that of this page. */
static int64_t ask_page(struct story *s, int i, int64_t before, struct tale *tale)
{
	char path[80], part[40] = "";
	struct fake_web_answer answer;
	struct json_object *object, *entries;
	int64_t id = 0;

	if (before)
		snprintf(part, sizeof(part), "&before=%lld", (long long)before);
	snprintf(path, sizeof(path), "/api/history?limit=500%s", part);
	answer = fake_web_get(s->web[i], s->port[i], path, "");
	assert_int_equal(answer.status, 200);
	object = json_tokener_parse(answer.body);
	entries = tell_get(object, "entries");
	assert_true(json_object_is_type(entries, json_type_array));
	for (size_t at = 0; at < json_object_array_length(entries); at++) {
		take_entry(tale, json_object_array_get_idx(entries, at));
		id = tell_get_number(json_object_array_get_idx(entries, at), "id");
	}
	json_object_put(object);
	return id;
}

static struct tale ask_history(struct story *s, int i)
{
	struct tale tale = { .count = 0 };
	int64_t before = 0;

	do
		before = ask_page(s, i, before, &tale);
	while (before);
	return tale;
}

/* --- in numbers */

static const char *answer(struct muzzle_inst *inst, const char *request)
{
	struct story *s = inst->arg;

	if (strstr(request, "\"metrics\""))
		return json_object_to_json_string_ext(s->metrics, TRACE_JSON_FLAGS);
	return "{\"mode\":\"enforce\",\"acts\":0,\"acts_max\":6,\"window_ms\":3600000,\"targets\":[]}";
}

/* Of the sample whose line begins so; -1: there is none. */
static long number_of(const char *metrics, const char *start)
{
	const char *at = strstr(metrics, start);

	return at ? strtol(at + strlen(start), NULL, 10) : -1;
}

static long refusals_of(const char *metrics, enum words_guard guard)
{
	char start[80];

	snprintf(start, sizeof(start), "\nmuzzle_actions_suppressed_total{guard=\"%s\"} ",
		 words_name(&words_guard, (int)guard));
	return number_of(metrics, start);
}

/* --- a day */

static void open_web(struct story *s, int i)
{
	static const struct fake_setting keeps_a_day[] = { { "keep_entries", "20000" },
							   { NULL, NULL } };

	s->port[i] = fake_post_port();
	s->web[i] = fake_web_open(s->port[i], keeps_a_day);
	s->web[i]->arg = s;
	s->web[i]->answers = answer;
}

static void live(struct story *s, struct day_wish wish)
{
	*s = (struct story){ .dir = "/tmp/muzzle-day.XXXXXX" };
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->journal, sizeof(s->journal), "%s/" JOURNAL_FILE, s->dir);
	wish.journal = s->journal;
	day_live(&s->day, &wish);
	s->metrics = json_object_new_object();
	counts_describe(s->metrics, &s->day.counts);
	for (int i = 0; i < WEBS; i++)
		open_web(s, i);
	read_history(s);
	read_out(s);
}

static void forget(struct story *s)
{
	for (int i = 0; i < WEBS; i++)
		fake_close(s->web[i]);
	json_object_put(s->metrics);
	free_tale(&s->history);
	day_fini(&s->day);
	unlink(s->journal);
	rmdir(s->dir);
}

/* --- the same everywhere */

static void expect_history(const struct story *s)
{
	char guard[80];

	assert_int_equal(s->history.count, s->day.count);
	for (size_t i = 0; i < s->day.count; i++) {
		const struct day_refusal *refused = &s->day.refusals[i];
		const struct told *told = &s->history.told[i];

		assert_int_equal(told->t_ms, refused->t_ms);
		assert_string_equal(told->target, refused->target);
		assert_string_equal(told->guard, words_name(&words_guard, (int)refused->by));
		snprintf(guard, sizeof(guard), "held by %s", told->guard);
		assert_non_null(strstr(told->text, guard));
	}
}

static void expect_page(struct story *s, int i)
{
	struct tale tale = ask_history(s, i);

	assert_int_equal(tale.count, s->history.count);
	for (size_t at = 0; at < tale.count; at++) {
		const struct told *shown = &tale.told[tale.count - 1 - at];
		const struct told *told = &s->history.told[at];

		assert_int_equal(shown->t_ms, told->t_ms);
		assert_int_equal(shown->wall_ms, told->wall_ms);
		assert_string_equal(shown->target, told->target);
		assert_string_equal(shown->guard, told->guard);
		assert_string_equal(shown->text, told->text);
	}
	free_tale(&tale);
}

static void expect_numbers(struct story *s, int i)
{
	struct fake_web_answer metrics = fake_web_get(s->web[i], s->port[i], "/metrics", "");

	assert_int_equal(metrics.status, 200);
	for (int guard = 1; guard < GUARDS; guard++)
		assert_int_equal(refusals_of(metrics.body, guard), s->day.by[guard]);
	assert_int_equal(number_of(metrics.body, "\nmuzzle_would_restart_total "),
			 s->day.by[GUARD_OBSERVE]);
}

/* The day must have brought about what it is for. */
static void expect_guards(const struct story *s, uint32_t guards)
{
	for (int guard = 1; guard < GUARDS; guard++) {
		if (s->day.by[guard])
			print_message("%s: %ld\n", words_name(&words_guard, guard),
				      s->day.by[guard]);
		if (guards & BIT(guard) && !s->day.by[guard])
			fail_msg("nothing was held by %s", words_name(&words_guard, guard));
	}
}

static void expect_alike(const struct day_wish *wish, uint32_t guards)
{
	struct story s;

	live(&s, *wish);
	expect_guards(&s, guards);
	expect_history(&s);
	for (int i = 0; i < WEBS; i++) {
		expect_page(&s, i);
		expect_numbers(&s, i);
	}
	forget(&s);
}

static void each_refusal_of_a_day_is_told_alike_everywhere(void **state)
{
	const struct day_wish wish = { .seed = 4, .scenarios = EVERYTHING };

	(void)state;
	expect_alike(&wish, BIT(GUARD_HOLD) | BIT(GUARD_QUARANTINE) | BIT(GUARD_VERIFY) |
				    BIT(GUARD_COOLDOWN) | BIT(GUARD_LEDGER));
}

static void so_are_those_of_a_day_in_which_the_daemon_is_killed(void **state)
{
	const struct day_wish wish = { .seed = 5, .scenarios = EVERYTHING | KILLED };

	(void)state;
	expect_alike(&wish, 0);
}

static void so_are_those_of_a_day_of_watching_only(void **state)
{
	const struct day_wish wish = { .seed = 6, .scenarios = EVERYTHING, .observe = true };

	(void)state;
	expect_alike(&wish, BIT(GUARD_OBSERVE) | BIT(GUARD_HOLD));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_refusal_of_a_day_is_told_alike_everywhere),
		cmocka_unit_test(so_are_those_of_a_day_in_which_the_daemon_is_killed),
		cmocka_unit_test(so_are_those_of_a_day_of_watching_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
