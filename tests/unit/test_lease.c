/* test_lease.c - what a plugin has running is its own, and ends with it.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include "hosted.h"
#include "inst.h"
#include "lease.h"
#include "odd_server.h"

static void timers_fire_once_in_order_and_stop(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "timer", NULL);

	assert_string_equal(f->heard, "");
	hosted_wait_for(
		f,
		"voice: claim waha/soon raw=timer why=\nvoice: claim waha/late raw=timer why=\n");
	host_close(inst);
}

static void what_runs_ends_with_the_instance(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s;

	host_close(hosted_open_talker(f, &s, "timer", NULL));
	host_close(hosted_open_talker(f, &s, "http", "http://127.0.0.1:1/"));
	host_close(hosted_open_talker(f, &s, "lines", "/nowhere/log"));
	host_close(hosted_open_talker(f, &s, "pipe", "0"));
	for (int i = 0; i < 5; i++)
		loop_turn(&f->loop, 10);
	assert_string_equal(f->heard, "");
}

static void requests_are_answered_and_streams_can_be_cut(void **state)
{
	struct hosted *f = *state;
	struct odd_server server = { 0 };
	struct hosted_section s, t;
	struct muzzle_inst *a, *b;
	char url[100], stream[100];

	odd_start(&server);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/busy", server.port);
	snprintf(stream, sizeof(stream), "http://127.0.0.1:%d/stream", server.port);
	a = hosted_open_talker(f, &s, "http", url);
	hosted_wait_for(f, "voice: claim waha/ raw=HTTP 503 why=\n");
	f->heard[0] = '\0';
	b = hosted_open_talker(f, &t, "cut", stream);
	hosted_wait_for(f, "voice: claim waha/data raw=some why=\n");
	loop_turn(&f->loop, 30);
	assert_string_equal(f->heard, "voice: claim waha/data raw=some why=\n");
	host_close(a);
	host_close(b);
	odd_stop(&server);
}

static void keep_status(void *self, void *arg, const struct muzzle_answer *answer)
{
	(void)self;
	*(int *)arg = answer->status;
}

static void of_an_older_plugins_transport_no_more_is_read_than_there_is(void **state)
{
	struct muzzle_transport older = { .size = offsetof(struct muzzle_transport, proxy),
					  .proxy = "http://127.0.0.1:1" };
	struct muzzle_http req = { .size = sizeof(req), .transport = &older };
	struct hosted *f = *state;
	struct odd_server server = { 0 };
	struct hosted_section s;
	struct muzzle_inst *inst = hosted_open_talker(f, &s, "idle", NULL);
	char url[100];
	int status = -1;

	odd_start(&server);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/busy", server.port);
	req.url = url;
	assert_int_not_equal(lease_http(inst, &req, NULL, keep_status, &status), 0);
	LOOPED_UNTIL(&f->loop, status >= 0);
	assert_int_equal(status, 503);
	older.size = 0; /* may be what guards us: not to be left out in silence */
	assert_int_equal(lease_http(inst, &req, NULL, keep_status, &status), 0);
	assert_non_null(strstr(hosted_read_log(f), "request cannot be made"));
	host_close(inst);
	odd_stop(&server);
}

static void children_are_run_and_a_missing_command_fails_the_call(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *a, *b;

	hosted_write_section(f, &s, "talker", "voice");
	hosted_write_key(&s, "what", "spawn");
	hosted_write_key(&s, "words", "echo hello");
	assert_int_equal(hosted_open_inst(f, &s, &a), 0);
	hosted_wait_for(f, "voice: claim waha/good raw=hello why=\n");
	host_close(a);
	hosted_read_log(f);
	hosted_write_section(f, &t, "talker", "voice");
	hosted_write_key(&t, "what", "spawn");
	hosted_write_key(&t, "words", "no-such-command-at-all");
	assert_int_equal(hosted_open_inst(f, &t, &b), -ENOENT);
	assert_string_equal(
		hosted_read_log(f),
		"voice: error: command cannot be run error=No such file or directory\n");
}

static void lines_and_descriptors_reach_the_plugin(void **state)
{
	struct hosted *f = *state;
	struct hosted_section s, t;
	struct muzzle_inst *a, *b;
	char file[SCRATCH_BYTES], fd[10];
	int ends[2];
	FILE *out;

	snprintf(file, sizeof(file), "%s", scratch_write(&f->scratch, "log", ""));
	a = hosted_open_talker(f, &s, "lines", file);
	out = fopen(file, "a");
	fputs("one\ntwo\n", out);
	fclose(out);
	hosted_wait_for(f, "voice: claim waha/line raw=one why=\n");
	f->heard[0] = '\0';
	assert_int_equal(pipe(ends), 0);
	snprintf(fd, sizeof(fd), "%d", ends[0]);
	b = hosted_open_talker(f, &t, "pipe", fd);
	assert_int_equal(write(ends[1], "x", 1), 1);
	hosted_wait_for(f, "voice: claim waha/ raw=readable why=\n");
	host_close(a);
	host_close(b);
	close(ends[0]);
	close(ends[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hosted_make, hosted_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(timers_fire_once_in_order_and_stop),
		TEST(what_runs_ends_with_the_instance),
		TEST(requests_are_answered_and_streams_can_be_cut),
		TEST(of_an_older_plugins_transport_no_more_is_read_than_there_is),
		TEST(children_are_run_and_a_missing_command_fails_the_call),
		TEST(lines_and_descriptors_reach_the_plugin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
