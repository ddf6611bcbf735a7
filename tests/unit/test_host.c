/* test_host.c - sections opened, served, ordered and closed, with real plugins.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "arena.h"
#include "fixtures.h"
#include "host.h"
#include "looped.h"
#include "odd_server.h"

/* A section with up to three keys, written by the test. */
struct section {
	struct option_section raw;
	struct option_pair pairs[3];
	struct conf_instance instance;
};

struct fixture {
	struct loop loop;
	struct log log;
	int log_ends[2];
	struct host *host;
	struct scratch scratch;
	struct arena arena;
	struct remarks *remarks;
	char heard[4000]; /* what the sink was told, one line each */
	char logged[4000];
};

static void hear(struct fixture *f, const char *fmt, ...)
{
	size_t n = strlen(f->heard);
	va_list args;

	va_start(args, fmt);
	vsnprintf(f->heard + n, sizeof(f->heard) - n, fmt, args);
	va_end(args);
}

static void on_report(void *arg, struct muzzle_inst *inst, const struct muzzle_report *r)
{
	static const char *const kinds[] = { "", "claim", "proof", "fault", "event", "probe" };
	int64_t ago_ms = clock_boot_ms() - r->at_ms;

	hear(arg, "%s: %s %s/%s raw=%s why=%s%s\n", host_section(inst)->name, kinds[r->kind], r->gateway,
	     r->session ? r->session : "", r->raw, r->why, ago_ms >= 5000 && ago_ms < 6000 ? " 5s ago" : "");
}

static void on_round(void *arg, struct muzzle_inst *inst, const char *gateway)
{
	hear(arg, "%s: round %s\n", host_section(inst)->name, gateway);
}

static void on_result(void *arg, struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
		      const char *why)
{
	hear(arg, "%s: result %d is %d why=%s\n", host_section(inst)->name, (int)id, (int)result, why);
}

static const char *gateway_of(void *arg, const char *container)
{
	(void)arg;
	return strcmp(container, "waha-noweb") == 0 ? "waha" : NULL;
}

static const char *container_at(void *arg, size_t i)
{
	(void)arg;
	return i == 0 ? "waha-noweb" : NULL;
}

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */
	const struct host_sink sink = { on_report, on_round, on_result, gateway_of, container_at, &f };

	memset(&f, 0, sizeof(f));
	assert_int_equal(loop_init(&f.loop, NULL), 0);
	assert_int_equal(pipe2(f.log_ends, O_NONBLOCK | O_CLOEXEC), 0);
	log_init(&f.log, f.log_ends[1], MUZZLE_DEBUG);
	f.remarks = remarks_new();
	f.scratch = scratch_make();
	fixtures_copy(&f.scratch, "talker.so", NULL);
	fixtures_copy(&f.scratch, "doer.so", NULL);
	*state = &f;
	return host_new(&f.host, &f.loop, &f.log, &sink);
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	host_free(f->host);
	remarks_free(f->remarks);
	arena_fini(&f->arena);
	loop_fini(&f->loop);
	close(f->log_ends[0]);
	close(f->log_ends[1]);
	scratch_remove(&f->scratch);
	return 0;
}

static const char *read_log(struct fixture *f)
{
	ssize_t n = read(f->log_ends[0], f->logged, sizeof(f->logged) - 1);

	f->logged[n > 0 ? n : 0] = '\0';
	return f->logged;
}

static void write_section(struct fixture *f, struct section *s, const char *plugin, const char *name)
{
	enum muzzle_kind kind = strcmp(plugin, "doer") == 0 ? MUZZLE_ACTION : MUZZLE_SOURCE;

	*s = (struct section){ 0 };
	s->raw = (struct option_section){ .kind = kind == MUZZLE_ACTION ? "action" : "source",
					  .name = name, .place = { "muzzle.ini", 7 },
					  .arena = &f->arena };
	s->instance = (struct conf_instance){ .name = name, .kind = kind, .plugin = plugin,
					      .gateway = "waha", .section = &s->raw };
}

static void write_key(struct section *s, const char *key, const char *value)
{
	struct option_pair *pair = s->pairs;

	while (pair->key)
		pair++;
	*pair = (struct option_pair){ .key = key, .value = value, .place = { "muzzle.ini", 8 },
				      .next = s->raw.pairs };
	s->raw.pairs = pair;
}

static int open_inst(struct fixture *f, const struct section *s, struct muzzle_inst **inst)
{
	const struct host_wish wish = { f->scratch.dir, &s->instance, f->remarks };

	return host_open(f->host, &wish, inst);
}

/* A talker that does what, at that place (NULL: nowhere). */
static struct muzzle_inst *open_talker(struct fixture *f, struct section *s, const char *what,
				       const char *place)
{
	struct muzzle_inst *inst;

	write_section(f, s, "talker", "voice");
	write_key(s, "what", what);
	if (place)
		write_key(s, "place", place);
	assert_int_equal(open_inst(f, s, &inst), 0);
	return inst;
}

static struct muzzle_inst *open_doer(struct fixture *f, struct section *s, const char *how)
{
	struct muzzle_inst *inst;

	write_section(f, s, "doer", "hand");
	write_key(s, "how", how);
	assert_int_equal(open_inst(f, s, &inst), 0);
	return inst;
}

static void wait_for(struct fixture *f, const char *heard)
{
	LOOPED_UNTIL(&f->loop, strcmp(f->heard, heard) == 0);
}

static const struct muzzle_order order = { .size = sizeof(order), .id = 7, .target = "waha/omer",
					   .gateway = "waha", .session = "omer", .state = "down",
					   .why = "" };

static void a_source_reports_cleaned_claims_for_its_gateway(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst = open_talker(f, &s, "claim", NULL);

	assert_string_equal(f->heard, "voice: claim waha/omer raw=WORKING  why=\n");
	assert_int_equal(host_stats_of(inst)->calls, 1);
	host_close(inst);
	assert_string_equal(read_log(f), "voice: closed what=1\n");
}

static void wall_times_are_mapped_and_faults_are_the_gateways(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst = open_talker(f, &s, "wall", NULL);

	assert_string_equal(f->heard, "voice: proof waha/s raw= why= 5s ago\n"
				      "voice: fault waha/ raw= why=time out \n");
	host_close(inst);
}

static void reports_that_make_no_sense_are_logged_and_dropped(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst = open_talker(f, &s, "broken", NULL);

	assert_string_equal(f->heard, "");
	read_log(f);
	assert_non_null(strstr(f->logged, "voice: error: a report about a session whose name breaks"));
	assert_non_null(strstr(f->logged, "voice: error: a report of no known kind plugin=talker"));
	assert_non_null(strstr(f->logged, "out of range"));
	host_close(inst);
}

static void rounds_containers_hurry_and_probes_pass_through(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *a = open_talker(f, &s, "round", NULL), *b = open_talker(f, &t, "ask", NULL);

	assert_true(host_offers_probe(a));
	host_hurry(a, true);
	host_hurry(a, false);
	assert_int_equal(host_probe(a, "omer"), 0);
	assert_string_equal(f->heard, "voice: round waha\n"
				      "voice: claim waha/waha raw=waha-noweb why=\n"
				      "voice: claim waha/ raw=hurry why=\n"
				      "voice: claim waha/ raw=relax why=\n"
				      "voice: probe waha/omer raw= why=\n");
	host_close(a);
	host_close(b);
}

static void timers_fire_once_in_order_and_stop(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst = open_talker(f, &s, "timer", NULL);

	assert_string_equal(f->heard, "");
	wait_for(f, "voice: claim waha/soon raw=timer why=\nvoice: claim waha/late raw=timer why=\n");
	host_close(inst);
}

static void what_runs_ends_with_the_instance(void **state)
{
	struct fixture *f = *state;
	struct section s;

	host_close(open_talker(f, &s, "timer", NULL));
	host_close(open_talker(f, &s, "http", "http://127.0.0.1:1/"));
	host_close(open_talker(f, &s, "lines", "/nowhere/log"));
	host_close(open_talker(f, &s, "pipe", "0"));
	for (int i = 0; i < 5; i++)
		loop_turn(&f->loop, 10);
	assert_string_equal(f->heard, "");
}

static void requests_are_answered_and_streams_can_be_cut(void **state)
{
	struct fixture *f = *state;
	struct odd_server server = { 0 };
	struct section s, t;
	struct muzzle_inst *a, *b;
	char url[100], stream[100];

	odd_start(&server);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/busy", server.port);
	snprintf(stream, sizeof(stream), "http://127.0.0.1:%d/stream", server.port);
	a = open_talker(f, &s, "http", url);
	wait_for(f, "voice: claim waha/ raw=HTTP 503 why=\n");
	f->heard[0] = '\0';
	b = open_talker(f, &t, "cut", stream);
	wait_for(f, "voice: claim waha/data raw=some why=\n");
	loop_turn(&f->loop, 30);
	assert_string_equal(f->heard, "voice: claim waha/data raw=some why=\n");
	host_close(a);
	host_close(b);
	odd_stop(&server);
}

static void children_are_run_and_a_missing_command_fails_the_call(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *a, *b;

	write_section(f, &s, "talker", "voice");
	write_key(&s, "what", "spawn");
	write_key(&s, "words", "echo hello");
	assert_int_equal(open_inst(f, &s, &a), 0);
	wait_for(f, "voice: claim waha/good raw=hello  why=\n");
	host_close(a);
	read_log(f);
	write_section(f, &t, "talker", "voice");
	write_key(&t, "what", "spawn");
	write_key(&t, "words", "no-such-command-at-all");
	assert_int_equal(open_inst(f, &t, &b), -ENOENT);
	assert_string_equal(read_log(f), "voice: error: command cannot be run error=No such file or directory\n");
}

static void lines_and_descriptors_reach_the_plugin(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *a, *b;
	char file[SCRATCH_BYTES], fd[10];
	int ends[2];
	FILE *out;

	snprintf(file, sizeof(file), "%s", scratch_write(&f->scratch, "log", ""));
	a = open_talker(f, &s, "lines", file);
	out = fopen(file, "a");
	fputs("one\ntwo\n", out);
	fclose(out);
	wait_for(f, "voice: claim waha/line raw=one why=\n");
	f->heard[0] = '\0';
	assert_int_equal(pipe(ends), 0);
	snprintf(fd, sizeof(fd), "%d", ends[0]);
	b = open_talker(f, &t, "pipe", fd);
	assert_int_equal(write(ends[1], "x", 1), 1);
	wait_for(f, "voice: claim waha/ raw=readable why=\n");
	host_close(a);
	host_close(b);
	close(ends[0]);
	close(ends[1]);
}

static void an_open_that_fails_is_said_with_its_place_and_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst;

	write_section(f, &s, "talker", "voice");
	write_key(&s, "what", "fail");
	assert_int_equal(open_inst(f, &s, &inst), -EACCES);
	assert_null(inst);
	assert_int_equal(f->remarks->count, 1);
	assert_non_null(strstr(f->remarks->list[0].text, "talker cannot start: Permission denied"));
	assert_int_equal(f->remarks->list[0].line, 7);
	loop_turn(&f->loop, 20);
	assert_string_equal(f->heard, "");
	assert_string_equal(read_log(f), ""); /* close() is not called */
}

static void a_callback_that_blocks_is_counted_and_logged(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst = open_talker(f, &s, "block", NULL);

	assert_int_equal(host_stats_of(inst)->slow, 1);
	assert_int_equal(host_stats_of(inst)->blocked, 1);
	assert_true(host_stats_of(inst)->worst_ms >= 120);
	assert_ptr_equal(strstr(read_log(f), "voice: warning: plugin blocked the loop plugin=talker ms=1"),
			 f->logged);
	host_close(inst);
}

static void an_order_is_answered_at_once_or_later_and_only_once(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *twice = open_doer(f, &s, "twice"), *later = open_doer(f, &t, "later");

	assert_int_equal(host_act(twice, &order), 0);
	assert_string_equal(f->heard, "hand: result 7 is 1 why=\n");
	assert_int_equal(host_act(later, &order), 0);
	wait_for(f, "hand: result 7 is 1 why=\nhand: result 7 is 2 why=HTTP 500\n");
	host_close(twice);
	host_close(later);
}

static void a_refused_order_has_no_result_unless_it_had_one_already(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *refuse = open_doer(f, &s, "refuse"), *both = open_doer(f, &t, "both");

	assert_int_equal(host_act(refuse, &order), -EINVAL);
	assert_string_equal(f->heard, "");
	assert_string_equal(read_log(f), "hand: error: order refused place=muzzle.ini:7 plugin=doer "
					 "target=waha/omer error=Invalid argument\n");
	assert_int_equal(host_act(both, &order), 0);
	assert_string_equal(f->heard, "hand: result 7 is 1 why=\n");
	host_close(refuse);
	host_close(both);
}

static void a_cancelled_order_has_no_result(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct muzzle_inst *inst = open_doer(f, &s, "never");

	assert_int_equal(host_act(inst, &order), 0);
	host_cancel(inst, 8);
	host_cancel(inst, 7);
	assert_string_equal(f->heard, "");
	assert_string_equal(read_log(f), "hand: cancelled id=7\n");
	host_close(inst);
}

static void orders_go_to_actions_and_probes_to_those_that_offer_them(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *source = open_talker(f, &s, "idle", NULL), *action = open_doer(f, &t, "now");

	assert_int_equal(host_act(source, &order), -ENOTSUP);
	assert_false(host_offers_probe(action));
	assert_int_equal(host_probe(action, "omer"), -ENOTSUP);
	host_hurry(action, true);
	host_close(source);
	host_close(action);
}

static void two_sections_of_one_plugin_share_nothing(void **state)
{
	struct fixture *f = *state;
	struct section s, t;
	struct muzzle_inst *a = open_talker(f, &s, "idle", NULL), *b;

	write_section(f, &t, "talker", "other");
	t.instance.gateway = "openclaw";
	assert_int_equal(open_inst(f, &t, &b), 0);
	host_hurry(b, true);
	host_close(b);
	host_hurry(a, true);
	assert_string_equal(f->heard, "other: claim openclaw/ raw=hurry why=\n"
				      "voice: claim waha/ raw=hurry why=\n");
	host_close(a);
}

static void wrong_options_and_plugins_are_remarked_without_running_anything(void **state)
{
	struct fixture *f = *state;
	struct section s;
	struct host_wish wish = { f->scratch.dir, &s.instance, f->remarks };

	write_section(f, &s, "talker", "voice");
	write_key(&s, "waht", "claim");
	assert_int_equal(host_check(&wish), -EINVAL);
	assert_non_null(strstr(f->remarks->list[0].text, "what"));
	write_section(f, &s, "doer", "hand");
	assert_int_equal(host_check(&wish), -EINVAL);
	write_key(&s, "how", "now");
	assert_int_equal(host_check(&wish), 0);
	write_section(f, &s, "nobody", "voice");
	assert_int_equal(host_check(&wish), -EINVAL);
	assert_non_null(strstr(f->remarks->list[f->remarks->count - 1].text, "nobody"));
	write_section(f, &s, "doer", "hand");
	s.instance.kind = MUZZLE_SOURCE;
	assert_int_equal(host_check(&wish), -EINVAL);
	assert_string_equal(f->heard, "");
	assert_string_equal(read_log(f), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_source_reports_cleaned_claims_for_its_gateway),
		TEST(wall_times_are_mapped_and_faults_are_the_gateways),
		TEST(reports_that_make_no_sense_are_logged_and_dropped),
		TEST(rounds_containers_hurry_and_probes_pass_through),
		TEST(timers_fire_once_in_order_and_stop),
		TEST(what_runs_ends_with_the_instance),
		TEST(requests_are_answered_and_streams_can_be_cut),
		TEST(children_are_run_and_a_missing_command_fails_the_call),
		TEST(lines_and_descriptors_reach_the_plugin),
		TEST(an_open_that_fails_is_said_with_its_place_and_leaves_nothing),
		TEST(a_callback_that_blocks_is_counted_and_logged),
		TEST(an_order_is_answered_at_once_or_later_and_only_once),
		TEST(a_refused_order_has_no_result_unless_it_had_one_already),
		TEST(a_cancelled_order_has_no_result),
		TEST(orders_go_to_actions_and_probes_to_those_that_offer_them),
		TEST(two_sections_of_one_plugin_share_nothing),
		TEST(wrong_options_and_plugins_are_remarked_without_running_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
