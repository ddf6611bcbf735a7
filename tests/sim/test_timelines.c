/* test_timelines.c - the runs that the page draws are those that the engine judged.
 * SPDX-License-Identifier: ISC
 *
 * The journal of a simulated day goes line by line through a replayed engine, whose runs are read
 * after each line, and to the built web plugin, which has only these lines.  Both are compared each
 * COMPARE_MS.
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

#include "chance.h"
#include "day.h"
#include "fake_web.h"
#include "replay.h"
#include "roster.h"
#include "scenario.h"
#include "state.h"
#include "tell.h"

#define BIT(scenario) (UINT32_C(1) << (scenario))
#define TARGETS 16 /* at most */
#define RUNS 96    /* of each target, that the page remembers */
#define COMPARE_MS (10 * SIM_MINUTE_MS)

/* In Unix ms; to 0: it lasts. */
struct lived {
	int64_t from_ms, to_ms;
};

/* The latest runs of a target, and what the engine knew of it after the last line. */
struct life {
	char name[ROSTER_NAME_BYTES];
	struct lived runs[RUNS];
	unsigned count;
	struct run run;
	int64_t epoch_ms, proof_ms;
};

struct story {
	struct replay replay;
	struct replay_stream *stream; /* owned */
	struct muzzle_inst *web;
	int port;
	struct life lives[TARGETS];
	size_t count;
	struct json_object *orders; /* owned; of the line */
	uint64_t act;               /* the last one, which has not ended; 0: it has */
	uint64_t meddled;
	struct chance chance;
	int64_t wall_ms, t_ms; /* of the line */
	int64_t zero_ms;       /* what lies between Unix time and the engine's */
	int64_t over_ms;       /* of the last line with a time: what has ended did so then */
	int64_t compared_ms;   /* when both were compared last */
	long cuts, runs;       /* that were seen */
};

/* --- by the engine */

static struct life *life_of(struct story *s, const char *name)
{
	size_t i = 0;

	while (i < s->count && strcmp(s->lives[i].name, name) != 0)
		i++;
	if (i == s->count) {
		assert_true(s->count < TARGETS);
		snprintf(s->lives[s->count++].name, ROSTER_NAME_BYTES, "%s", name);
	}
	return &s->lives[i];
}

static void end_run(struct life *life, int64_t at_ms)
{
	struct lived *last = &life->runs[(life->count - 1) % RUNS];

	last->to_ms = at_ms > last->from_ms ? at_ms : last->from_ms;
}

static void begin_run(struct story *s, struct life *life, int64_t at_ms)
{
	life->runs[life->count++ % RUNS] = (struct lived){ .from_ms = at_ms };
	s->runs++;
}

/* A run that ends in recovery ends when that began; others end with the line that ends them. */
static int64_t ended_ms(const struct story *s, const struct life *life, const struct target *target)
{
	if (target->human || target->epoch.start_ms != life->epoch_ms ||
	    !target->epoch.good_since_ms)
		return s->over_ms;
	return s->zero_ms + target->epoch.good_since_ms;
}

/* Where patience is measured from: the line that restarted it, or the proof that it had. */
static int64_t cut_ms(const struct story *s, const struct life *life, const struct target *target)
{
	return target->epoch.proof_ms != life->proof_ms ? s->zero_ms + target->epoch.proof_ms
							: s->wall_ms;
}

static void look_at(struct story *s, const struct target *target)
{
	struct life *life = life_of(s, roster_name(target));
	const struct run *run = &target->epoch.run;
	bool anew = life->run.open && run->open && run->start_ms != life->run.start_ms;

	if (life->run.open && (!run->open || anew))
		end_run(life, ended_ms(s, life, target));
	if (run->open && (!life->run.open || anew)) {
		begin_run(s, life, s->zero_ms + run->start_ms);
	} else if (run->open && run->clock_ms > life->run.clock_ms) {
		end_run(life, cut_ms(s, life, target));
		begin_run(s, life, cut_ms(s, life, target));
		s->cuts++;
	}
	life->run = *run;
	life->epoch_ms = target->epoch.start_ms;
	life->proof_ms = target->epoch.proof_ms;
}

static void look(struct story *s)
{
	const struct engine *engine = roster_engine(replay_roster(s->stream));

	for (const struct target *target = engine->first; target; target = target->next_all)
		look_at(s, target);
}

/* --- by the page */

static struct json_object *ask(struct story *s)
{
	struct fake_web_answer answer = fake_web_get(s->web, s->port, "/api/timeline?hours=48", "");
	struct json_object *object;

	assert_int_equal(answer.status, 200);
	object = json_tokener_parse(answer.body);
	assert_non_null(object);
	return object;
}

static struct json_object *runs_of(struct json_object *answer, const char *name)
{
	struct json_object *list = tell_get(answer, "targets");

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *one = json_object_array_get_idx(list, i);

		if (strcmp(tell_get_text(one, "target"), name) == 0)
			return tell_get(one, "runs");
	}
	fail_msg("the page does not know %s", name);
	return NULL;
}

static void compare_one(const struct story *s, const struct life *life, struct json_object *runs)
{
	unsigned first = life->count > RUNS ? life->count - RUNS : 0;

	if (json_object_array_length(runs) != life->count - first)
		fail_msg("%s has %zu runs on the page and %u in the engine at %lld", life->name,
			 json_object_array_length(runs), life->count - first,
			 (long long)(s->wall_ms - s->zero_ms - TARGET_TIME_BASE));
	for (unsigned i = first; i < life->count; i++) {
		const struct lived *run = &life->runs[i % RUNS];
		struct json_object *shown = json_object_array_get_idx(runs, i - first);
		int64_t to_ms = run->to_ms ? run->to_ms : s->web->wall_ms;

		if (tell_get_number(shown, "from_wall_ms") != run->from_ms ||
		    tell_get_number(shown, "to_wall_ms") != to_ms)
			fail_msg("run %u of %s: %s, the engine: %lld to %lld", i, life->name,
				 json_object_to_json_string(shown), (long long)run->from_ms,
				 (long long)to_ms);
	}
}

static void compare(struct story *s)
{
	struct json_object *answer = ask(s);

	for (size_t i = 0; i < s->count; i++)
		compare_one(s, &s->lives[i], runs_of(answer, s->lives[i].name));
	json_object_put(answer);
	s->compared_ms = s->wall_ms;
}

/* --- both hear the same */

static void show(struct story *s, const char *text)
{
	struct muzzle_entry entry = { .size = sizeof(entry), .json = text, .wall_ms = s->wall_ms };

	s->web->wall_ms = s->wall_ms;
	s->web->plugin->show(s->web->self, &entry);
}

/* Told to the page behind the line that brought it about. */
static void take_order(void *ctx, const struct engine_order *order, const struct trace_words *words)
{
	struct story *s = ctx;

	if (order->kind == ORDER_ACT)
		s->act = order->id;
	json_object_array_add(s->orders, trace_order(order, words));
}

static void show_orders(struct story *s)
{
	for (size_t i = 0; i < json_object_array_length(s->orders); i++)
		show(s, json_object_to_json_string_ext(json_object_array_get_idx(s->orders, i),
						       TRACE_JSON_FLAGS));
	json_object_put(s->orders);
	s->orders = json_object_new_array();
}

/* To both.  What a header has ended was over with the line before it. */
static void feed(struct story *s, const char *text)
{
	bool timed = strncmp(text, "{\"t\"", strlen("{\"t\"")) == 0;

	if (timed)
		look(s);
	replay_feed(s->stream, text, strlen(text));
	s->wall_ms = replay_wall_ms(s->stream);
	show(s, text);
	show_orders(s);
	if (!timed)
		return;
	s->zero_ms = s->wall_ms - roster_engine(replay_roster(s->stream))->now_ms;
	s->t_ms = s->wall_ms - s->zero_ms - TARGET_TIME_BASE;
	s->over_ms = s->wall_ms;
	look(s);
}

static void feed_json(void *ctx, struct json_object *line)
{
	feed(ctx, json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
}

/* --- what a day may bring beside its scenarios */

struct trouble {
	const char *line; /* behind "t"; %d: one of the sessions; %lld: a moment ago */
	bool of_session, ago;
};

#define SESSION "\"target\":\"waha/s%d\""
#define CLAIM(state) "\"ev\":\"claim\"," SESSION ",\"source\":\"status\",\"state\":\"" state "\""
#define AGO ",\"at\":%lld"
#define FAULT(gateway, source, what)                                                             \
	"\"ev\":\"fault\",\"target\":\"" gateway "\",\"source\":\"" source "\",\"what\":\"" what \
	"\""
#define SELF(what, ms) "\"ev\":\"self\",\"what\":\"" what "\",\"ms\":" ms
#define COMMAND(what) "\"ev\":\"command\",\"by\":\"eve\",\"what\":\"" what "\","

static const struct trouble troubles[] = {
	{ COMMAND("hold") SESSION ",\"for_ms\":60000", true, false },
	{ COMMAND("hold") SESSION ",\"for_ms\":600000", true, false },
	{ COMMAND("hold") "\"target\":\"waha\",\"for_ms\":120000", false, false },
	{ COMMAND("release") SESSION, true, false },
	{ COMMAND("release") "\"target\":\"waha\"", false, false },
	{ COMMAND("reset") SESSION, true, false },
	{ SELF("uplink-down", "0"), false, false },
	{ SELF("uplink-up", "0"), false, false },
	{ SELF("lag", "3000"), false, false },
	{ SELF("lag", "1000"), false, false },
	{ SELF("resume", "60000"), false, false },
	{ FAULT("waha", "status", "path"), false, false },
	{ FAULT("waha", "status", "setup"), false, false },
	{ FAULT("waha", "second", "path"), false, false },
	{ FAULT("other", "third", "path"), false, false },
	{ "\"ev\":\"probe\",\"target\":\"other/x\",\"source\":\"third\",\"ok\":false", false,
	  false },
	{ CLAIM("down"), true, false },
	{ CLAIM("down") AGO, true, true },
	{ CLAIM("up") AGO, true, true },
	{ CLAIM("off"), true, false },
	{ CLAIM("human"), true, false },
	{ CLAIM("absent"), true, false },
	{ "\"ev\":\"proof\"," SESSION ",\"source\":\"webhooks\"" AGO, true, true },
	{ "\"ev\":\"event\",\"target\":\"waha\",\"source\":\"docker\",\"what\":\"start\"", false,
	  false },
	{ "\"ev\":\"event\",\"target\":\"waha\",\"source\":\"docker\",\"what\":\"healthy\"", false,
	  false },
};
#define TROUBLES ((int64_t)(sizeof(troubles) / sizeof(troubles[0])))

static void trouble(struct story *s)
{
	const struct trouble *one = &troubles[chance_between(&s->chance, 0, TROUBLES - 1)];
	long long ago_ms = s->t_ms - chance_between(&s->chance, 0, 20000);
	int who = (int)chance_between(&s->chance, 0, 7);
	char line[300], rest[250];

	if (one->of_session && one->ago)
		snprintf(rest, sizeof(rest), one->line, who, ago_ms);
	else if (one->of_session)
		snprintf(rest, sizeof(rest), one->line, who);
	else
		snprintf(rest, sizeof(rest), "%s", one->line);
	snprintf(line, sizeof(line), "{\"t\":%lld,%s}", (long long)s->t_ms, rest);
	feed(s, line);
}

/* However the last act ends. */
static void end_act(struct story *s)
{
	static const char *const ends[] = { "true", "true", "true", "false,\"what\":\"failed\"",
					    "false,\"what\":\"timeout\"" };
	char line[120];

	snprintf(line, sizeof(line), "{\"t\":%lld,\"ev\":\"result\",\"id\":%llu,\"ok\":%s}",
		 (long long)s->t_ms, (unsigned long long)s->act,
		 ends[chance_between(&s->chance, 0, 4)]);
	s->act = 0;
	feed(s, line);
}

static void open_web(struct story *s)
{
	static const struct fake_setting longest[] = { { "hours", "48" }, { NULL, NULL } };

	s->port = fake_post_port();
	s->web = fake_web_open(s->port, longest);
	assert_non_null(s->web);
}

/* Who looks at the journal from here on knows of the runs that last. */
static void forget_past(struct story *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct life *life = &s->lives[i];

		life->count = life->run.open;
		life->runs[0].to_ms = 0;
		life->runs[0].from_ms = s->zero_ms + life->run.start_ms + life->run.uncounted_ms +
					life->run.clock_ms;
	}
}

static void keep(void *list, struct json_object *line)
{
	json_object_array_add(list, json_object_get(line));
}

/* The daemon goes on in another file; of what was before, its page may know nothing. */
static void swap_files(struct story *s, bool anew)
{
	struct json_object *header = trace_header("sim", s->wall_ms, s->t_ms);
	struct json_object *snapshot = json_object_new_array();

	state_write(replay_roster(s->stream), STATE_DEPTH_ALL, keep, snapshot);
	if (anew) {
		fake_close(s->web);
		open_web(s);
	}
	feed_json(s, header);
	for (size_t i = 0; i < json_object_array_length(snapshot); i++)
		feed_json(s, json_object_array_get_idx(snapshot, i));
	if (anew)
		forget_past(s);
	json_object_put(header);
	json_object_put(snapshot);
}

static void meddle(struct story *s)
{
	if (s->act && chance_hit(&s->chance, 0.02))
		end_act(s);
	if (chance_hit(&s->chance, 0.01))
		trouble(s);
	if (chance_hit(&s->chance, 0.0002))
		swap_files(s, chance_hit(&s->chance, 0.5));
}

/* --- a day */

/* The orders are those of the replayed engine, which hears more than the recorded one did. */
static void take_line(void *ctx, const char *text, size_t bytes)
{
	struct story *s = ctx;

	(void)bytes;
	if (strstr(text, "\"order\":") || (s->meddled && strstr(text, "\"ev\":\"result\"")))
		return;
	feed(s, text);
	if (!strstr(text, "\"ev\":\"tick\"") && !strstr(text, "\"ev\":\"claim\""))
		return;
	if (s->meddled)
		meddle(s);
	if (s->wall_ms - s->compared_ms >= COMPARE_MS)
		compare(s);
}

static void begin_story(struct story *s, uint64_t meddled)
{
	*s = (struct story){ .replay = { .sync = true, .order = take_order, .ctx = s },
			     .meddled = meddled,
			     .chance = chance_of(meddled, 1, 0, 0),
			     .orders = json_object_new_array() };
	s->stream = replay_open(&s->replay);
	assert_non_null(s->stream);
	open_web(s);
}

static void end_story(struct story *s)
{
	fake_close(s->web);
	json_object_put(s->orders);
	assert_int_equal(replay_close(s->stream), 0);
	print_message("%ld runs, and %ld times one was cut\n", s->runs, s->cuts);
}

/* meddled: by which seed, 0: not at all. */
static void live(struct story *s, struct day_wish wish, uint64_t meddled)
{
	char path[] = "/tmp/muzzle-day.XXXXXX";
	int fd = mkstemp(path);
	struct day day;
	FILE *journal;

	assert_true(fd >= 0);
	close(fd);
	wish.journal = path;
	day_live(&day, &wish);
	day_fini(&day);
	journal = fopen(path, "r");
	assert_non_null(journal);
	unlink(path);
	begin_story(s, meddled);
	assert_int_equal(replay_read(journal, take_line, s), 0);
	compare(s);
	fclose(journal);
	end_story(s);
}

static void the_runs_of_each_scenario_are_those_of_the_engine(void **state)
{
	static struct story s;
	long runs = 0, cuts = 0;

	(void)state;
	for (int scenario = 1; scenario <= SCENARIO_MAX; scenario++) {
		const struct day_wish wish = { .seed = 7, .scenarios = BIT(scenario) };

		live(&s, wish, 0);
		runs += s.runs;
		cuts += s.cuts;
	}
	assert_true(runs > 100 && cuts > 0);
}

static void so_are_those_of_a_day_with_all_of_them(void **state)
{
	static struct story s;
	const struct day_wish wish = { .seed = 4, .scenarios = UINT32_MAX };

	(void)state;
	live(&s, wish, 0);
	assert_true(s.runs > 100);
}

/* Each few minutes a hold, a loss of the line, a box that sleeps, a fault or another file. */
static void so_are_those_of_days_in_which_much_cuts_them(void **state)
{
	static struct story s;
	long cuts = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		const struct day_wish wish = { .seed = seed, .scenarios = UINT32_MAX };

		live(&s, wish, seed);
		cuts += s.cuts;
	}
	assert_true(cuts > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_runs_of_each_scenario_are_those_of_the_engine),
		cmocka_unit_test(so_are_those_of_a_day_with_all_of_them),
		cmocka_unit_test(so_are_those_of_days_in_which_much_cuts_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
