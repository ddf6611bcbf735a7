/* test_counts.c - what is counted for metrics, since the daemon started.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"
#include "requests.h"
#include "roster.h"
#include "counts.h"
#include "tell.h"
#include "watched.h"

#define SECOND INT64_C(1000)

static const char text[] =
	"[gateway waha]\nsessions = omer dana\nladder = again all\n"
	"[action again]\nplugin = noop\n[action all]\nplugin = noop\nscope = gateway\n"
	"[policy default]\npatience = 30s\n";

/* An engine that is counted; two of them must not share anything. */
struct counted {
	struct roster *roster;
	struct counts counts;
	uint64_t act; /* the last */
	int64_t now_ms;
};

static struct counted begin(struct fixture *fixture)
{
	return (struct counted){ .roster = roster_new(fixture->conf), .now_ms = 1000 * SECOND };
}

static void end(struct counted *c)
{
	counts_fini(&c->counts);
	roster_free(c->roster);
}

static void take(void *ctx, const struct engine_order *order)
{
	struct counted *c = ctx;

	if (order->kind == ORDER_ACT)
		c->act = order->id;
	counts_take_order(&c->counts, order);
}

static void feed(struct counted *c, struct engine_evidence evidence, const char *target)
{
	evidence.t_ms = evidence.at_ms = c->now_ms;
	evidence.target = target ? roster_get(c->roster, target) : NULL;
	evidence.source = target ? roster_source(c->roster, "status") : 0;
	counts_take_evidence(&c->counts, &evidence, target ? "status" : NULL);
	engine_step(roster_engine(c->roster), &evidence, take, c);
}

static void claim(struct counted *c, const char *target, enum words_state state)
{
	feed(c, (struct engine_evidence){ .kind = EVIDENCE_CLAIM, .what = (int)state }, target);
}

static void result(struct counted *c, enum words_result what)
{
	feed(c,
	     (struct engine_evidence){
		     .kind = EVIDENCE_RESULT, .id = c->act, .ok = !what, .what = (int)what },
	     NULL);
}

/* Up for a minute, then down for so long, polled every 5 s. */
static void let_die(struct counted *c, const char *target, int64_t for_ms)
{
	for (int i = 0; i < 12; i++, c->now_ms += 5 * SECOND)
		claim(c, target, STATE_UP);
	for (int64_t end_ms = c->now_ms + for_ms; c->now_ms <= end_ms; c->now_ms += 5 * SECOND)
		claim(c, target, STATE_DOWN);
}

/* The number under `count` of the entry whose key is name, and whose other is what (NULL: any). */
static int64_t count_of(const struct counted *c, const char *const path[3], const char *what)
{
	struct json_object *metrics = json_object_new_object(), *list;
	int64_t count = -1;

	counts_describe(metrics, &c->counts);
	list = tell_get(metrics, path[0]);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);
		const char *other = *tell_get_text(entry, "result") ? "result" : "ev";

		if (strcmp(tell_get_text(entry, path[1]), path[2]) == 0 &&
		    (!what || strcmp(tell_get_text(entry, other), what) == 0))
			count = tell_get_number(entry, "count");
	}
	json_object_put(metrics);
	return count;
}

static int64_t acts(const struct counted *c, const char *action, const char *outcome)
{
	const char *const path[] = { "acts", "action", action };

	return count_of(c, path, outcome);
}

static int64_t suppressed(const struct counted *c, const char *guard)
{
	const char *const path[] = { "suppressed", "guard", guard };

	return count_of(c, path, NULL);
}

static void an_act_is_counted_by_its_result(void **state)
{
	struct fixture *fixture = *state;
	struct counted a, b;

	configure(fixture, text);
	a = begin(fixture);
	b = begin(fixture);
	counts_expect(&a.counts, roster_engine(a.roster));
	assert_int_equal(acts(&a, "all", "done"), 0);
	assert_int_equal(acts(&b, "all", "done"), -1);
	let_die(&a, "waha/omer", 35 * SECOND);
	assert_int_equal(acts(&a, "again", "done"), 0);
	result(&a, 0);
	result(&a, 0); /* again is nothing */
	assert_int_equal(acts(&a, "again", "done"), 1);
	assert_int_equal(acts(&a, "again", "failed"), 0);
	assert_int_equal(acts(&b, "again", "done"), -1);
	end(&a);
	end(&b);
}

static void an_act_without_a_result_is_lost_when_the_next_begins(void **state)
{
	struct fixture *fixture = *state;
	struct counted c;

	configure(fixture, text);
	c = begin(fixture);
	let_die(&c, "waha/omer", 35 * SECOND);
	assert_int_equal(c.act, 1);
	let_die(&c, "waha/dana", 35 * SECOND);
	assert_int_not_equal(c.act, 1);
	assert_int_equal(acts(&c, "again", "lost"), 1);
	end(&c);
}

static void what_holds_is_counted_by_its_guard_and_all_guards_are_there(void **state)
{
	struct fixture *fixture = *state;
	struct counted c;

	configure(fixture, text);
	c = begin(fixture);
	assert_int_equal(suppressed(&c, "hold"), 0);
	assert_int_equal(suppressed(&c, "observe"), 0);
	claim(&c, "waha/omer", STATE_UP);
	feed(&c,
	     (struct engine_evidence){
		     .kind = EVIDENCE_COMMAND, .what = COMMAND_HOLD, .for_ms = 3600 * SECOND },
	     "waha/omer");
	let_die(&c, "waha/omer", 60 * SECOND);
	assert_int_equal(suppressed(&c, "hold"), 1);
	assert_int_equal(suppressed(&c, "cooldown"), 0);
	end(&c);
}

static void observe_counts_what_it_would_have_done(void **state)
{
	struct fixture *fixture = *state;
	struct json_object *metrics = json_object_new_object();
	struct counted c;

	configure(fixture, text);
	c = begin(fixture);
	roster_engine(c.roster)->observe = true;
	let_die(&c, "waha/omer", 35 * SECOND);
	counts_describe(metrics, &c.counts);
	assert_int_equal(tell_get_number(metrics, "would_restart"), 1);
	assert_int_equal(suppressed(&c, "observe"), 1);
	json_object_put(metrics);
	end(&c);
}

static void detection_is_counted_once_an_incident_from_the_first_bad_claim(void **state)
{
	struct fixture *fixture = *state;
	struct json_object *metrics = json_object_new_object(), *detection;
	struct counted c;

	configure(fixture, text);
	c = begin(fixture);
	let_die(&c, "waha/omer", 60 * SECOND);
	result(&c, RESULT_FAILED);
	let_die(&c, "waha/omer", 120 * SECOND);
	counts_describe(metrics, &c.counts);
	detection = tell_get(metrics, "detection");
	assert_int_equal(tell_get_number(detection, "count"), 1);
	assert_int_equal(tell_get_number(detection, "sum_ms"), 30 * SECOND);
	assert_string_equal(json_object_to_json_string_ext(tell_get(detection, "counts"), 0),
			    "[0,0,1,0,0,0,0,0,0,0,0,0,0]");
	json_object_put(metrics);
	end(&c);
}

static void evidence_is_counted_by_source_and_kind(void **state)
{
	static const char *const path[] = { "evidence", "source", "status" };
	struct fixture *fixture = *state;
	struct counted c;

	configure(fixture, text);
	c = begin(fixture);
	claim(&c, "waha/omer", STATE_UP);
	claim(&c, "waha/omer", STATE_UP);
	feed(&c, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer");
	feed(&c, (struct engine_evidence){ .kind = EVIDENCE_TICK }, NULL);
	counts_take_evidence(
		&c.counts,
		&(struct engine_evidence){ .kind = EVIDENCE_SELF, .what = SELF_UPLINK_DOWN },
		"status");
	assert_int_equal(count_of(&c, path, "self"), -1);
	assert_int_equal(count_of(&c, path, "claim"), 2);
	assert_int_equal(count_of(&c, path, "proof"), 1);
	assert_int_equal(count_of(&c, path, "fault"), -1);
	end(&c);
}

static void names_beyond_the_limit_are_not_counted(void **state)
{
	struct counts counts = { 0 };
	struct engine_evidence evidence = { .kind = EVIDENCE_CLAIM };
	char name[32];

	(void)state;
	for (int i = 0; i < COUNTS_NAMES_MAX + 5; i++) {
		snprintf(name, sizeof(name), "source%d", i);
		counts_take_evidence(&counts, &evidence, name);
	}
	assert_int_equal(counts.names, COUNTS_NAMES_MAX);
	counts_fini(&counts);
}

static struct json_object *ask(struct daemon *d)
{
	struct json_object *request = json_tokener_parse("{\"cmd\":\"metrics\"}");
	struct json_object *answer = requests_answer(&d->s, request, false);

	json_object_put(request);
	return answer;
}

static void the_daemon_answers_with_metrics_that_a_reload_keeps(void **state)
{
	struct daemon *d = *state;
	struct json_object *metrics;
	struct fleet *fleet;
	const char *said;

	daemon_start(d, DAEMON_WAHA "[action act]\nplugin = doer\nhow = now\n");
	daemon_let_die(d, "omer", "\"ev\":\"result\"");
	assert_int_equal(reload_load(&d->s, d->file, &fleet), 0);
	assert_int_equal(reload_swap(&d->s, fleet), 0);
	metrics = ask(d);
	said = json_object_to_json_string_ext(metrics, TRACE_JSON_FLAGS);
	assert_non_null(strstr(said, "{\"result\":\"done\",\"count\":1,\"gateway\":\"waha\","
				     "\"action\":\"act\"}"));
	assert_non_null(strstr(said, "\"loop\":{\"lags\":0,\"lag_worst_ms\":0,\"resumes\":0}"));
	assert_non_null(strstr(said, "\"journal_failing\":false,\"ledger_failing\":false"));
	assert_non_null(strstr(said, "\"reload_successful\":true,\"file_wall_ms\":1"));
	assert_non_null(strstr(said, "\"setup_faults\":[{\"gateway\":\"waha\",\"count\":0}]"));
	assert_in_range(tell_get_number(metrics, "memory_bytes"), 100000, 1000000000);
	json_object_put(metrics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_act_is_counted_by_its_result),
		TEST(an_act_without_a_result_is_lost_when_the_next_begins),
		TEST(what_holds_is_counted_by_its_guard_and_all_guards_are_there),
		TEST(observe_counts_what_it_would_have_done),
		TEST(detection_is_counted_once_an_incident_from_the_first_bad_claim),
		TEST(evidence_is_counted_by_source_and_kind),
		cmocka_unit_test(names_beyond_the_limit_are_not_counted),
		DAEMON_TEST(the_daemon_answers_with_metrics_that_a_reload_keeps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
