/* test_memory.c - the built memory.so: cgroups, processes and containers, and what is told of them.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "fake_asserts.h"
#include "fake_files.h"

#define STATS(usage, limit)                                          \
	"{\"read\":\"2026-11-22T09:51:34.7Z\",\"memory_stats\":{"    \
	"\"usage\":" usage ",\"stats\":{\"inactive_file\":1000000}," \
	"\"limit\":" limit "}}"
#define STOPPED "{\"read\":\"0001-01-01T00:00:00Z\",\"memory_stats\":{}}"

static const struct fake_container two[] = { { "waha-1", "waha" },
					     { "claw/x", "claw" },
					     { NULL, NULL } };
static const struct fake_setting by_name[] = {
	{ "container", "gw" }, { "socket", "/nowhere/sock" }, { "every", "60s" }, { NULL, NULL }
};

static struct muzzle_inst *begin(const struct fake_setting *settings)
{
	struct muzzle_inst *inst = fake_open("memory", settings);

	fake_advance(inst, 0);
	return inst;
}

/* For every container that is watched. */
static struct muzzle_inst *begin_watching(const struct fake_container *containers)
{
	struct muzzle_inst *inst = fake_new("memory", NULL);

	inst->containers = containers;
	assert_int_equal(fake_start(inst), 0);
	fake_advance(inst, 0);
	return inst;
}

static void assert_asks(struct muzzle_inst *inst, const char *container)
{
	char url[200];

	snprintf(url, sizeof(url), "http://docker/containers/%s/stats?stream=false&one-shot=true",
		 container);
	assert_non_null(fake_pending(inst, 0));
	assert_string_equal(fake_pending(inst, 0)->req.url, url);
	assert_null(fake_pending(inst, 1));
}

static void write_cgroup(void **state, const char *name, const char *current)
{
	char file[100];

	snprintf(file, sizeof(file), "%s/memory.current", name);
	fake_files_write(*state, file, current);
	snprintf(file, sizeof(file), "%s/memory.max", name);
	fake_files_write(*state, file, "64000000\n");
	snprintf(file, sizeof(file), "%s/memory.stat", name);
	fake_files_write(*state, file, "inactive_file 1000000\n");
}

static struct muzzle_inst *begin_at(void **state, const char *key, const char *name)
{
	char path[FAKE_FILES_PATH];
	const struct fake_setting settings[] = { { key, path }, { NULL, NULL } };

	fake_files_path(path, *state, name);
	return begin(settings);
}

static void a_cgroup_is_read_every_half_minute(void **state)
{
	struct muzzle_inst *inst, *other;

	write_cgroup(state, "a", "43000000\n");
	write_cgroup(state, "b", "9000000\n");
	inst = begin_at(state, "cgroup", "a");
	other = begin_at(state, "cgroup", "b");
	assert_told(inst, "memory - 42000000 of 64000000\n");
	assert_told(other, "memory - 8000000 of 64000000\n");
	assert_int_equal(fake_gauge(inst, "memory_mb"), 40);
	assert_int_equal(fake_gauge(inst, "limit_mb"), 61);
	assert_int_equal(fake_gauge(other, "memory_mb"), 7);
	write_cgroup(state, "a", "44000000\n");
	fake_advance(inst, 29999);
	assert_told(inst, "");
	fake_advance(inst, 1);
	assert_told(inst, "memory - 43000000 of 64000000\n");
	fake_advance(inst, 60000);
	assert_told(inst, "memory - 43000000 of 64000000\nmemory - 43000000 of 64000000\n");
	fake_close(inst);
	fake_close(other);
}

/* What was not measured is no fault of the gateway's. */
static void what_cannot_be_read_is_blind_until_it_can(void **state)
{
	struct muzzle_inst *inst = begin_at(state, "cgroup", "gw"),
			   *other = begin_at(state, "cgroup", "other");

	assert_non_null(fake_logged(inst, "No such file or directory"));
	assert_non_null(strstr(inst->blind, "/gw: it is not there: the gateway does not run"));
	assert_non_null(other->blind);
	fake_told(inst);
	write_cgroup(state, "gw", "9000000\n");
	fake_advance(inst, 30000);
	assert_told(inst, "memory - 8000000 of 64000000\nseeing\n");
	fake_files_write(*state, "gw/memory.current", NULL);
	fake_advance(inst, 30000);
	assert_non_null(strstr(inst->blind, "boot with cgroup_enable=memory"));
	assert_int_equal(inst->reports, 1);
	assert_int_equal(other->reports, 0);
	fake_close(inst);
	fake_close(other);
}

static void a_process_is_read_by_its_pid_file(void **state)
{
	struct muzzle_inst *inst, *other;
	char pid[32];

	snprintf(pid, sizeof(pid), "%d\n", (int)getpid());
	fake_files_write(*state, "gw.pid", pid);
	fake_files_write(*state, "other.pid", "\n");
	inst = begin_at(state, "pid_file", "gw.pid");
	other = begin_at(state, "pid_file", "other.pid");
	assert_int_equal(inst->last.kind, MUZZLE_MEMORY);
	assert_true(inst->last.bytes > 500000);
	assert_int_equal(inst->last.limit_bytes, 0);
	assert_non_null(strstr(other->blind, "other.pid: there is no number in it"));
	fake_files_write(*state, "gw.pid", "0\n"); /* as of one that has ended */
	fake_told(inst);
	fake_advance(inst, 30000);
	assert_told(inst, "");
	assert_null(inst->blind);
	fake_close(inst);
	fake_close(other);
}

static void a_container_is_asked_of_its_daemon(void **state)
{
	struct muzzle_inst *inst = begin(by_name), *other = begin(by_name);

	(void)state;
	assert_asks(inst, "gw");
	assert_string_equal(fake_pending(inst, 0)->req.unix_socket, "/nowhere/sock");
	assert_in_range(fake_pending(inst, 0)->req.timeout_ms, 2000, 30000);
	assert_in_range(fake_pending(inst, 0)->req.max_body_bytes, 16384, 1048576);
	fake_answer(inst, 200, STATS("43000000", "64000000"));
	assert_told(inst, "memory - 42000000 of 64000000\n");
	fake_advance(inst, 59999);
	assert_null(fake_pending(inst, 0));
	fake_advance(inst, 1);
	fake_answer(inst, 200, STATS("44000000", "900000000000000"));
	assert_told(inst, "memory - 43000000 of 0\n");
	assert_asks(other, "gw");
	fake_close(inst);
	fake_close(other);
}

/* Be it that of another gateway. */
static void a_container_that_is_named_is_that_of_the_section(void **state)
{
	static const struct fake_setting named[] = { { "container", "waha-1" }, { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("memory", named), *other = begin_watching(two);

	(void)state;
	inst->containers = two;
	assert_int_equal(fake_start(inst), 0);
	fake_advance(inst, 0);
	fake_answer(inst, 200, STATS("43000000", "64000000"));
	assert_told(inst, "memory - 42000000 of 64000000\n");
	assert_null(fake_pending(inst, 0));
	fake_answer(other, 200, STATS("43000000", "64000000"));
	assert_told(other, "memory waha:- 42000000 of 64000000\n");
	fake_close(inst);
	fake_close(other);
}

static void every_watched_container_is_asked_for_in_turn(void **state)
{
	struct muzzle_inst *inst = begin_watching(two), *other = begin_watching(two + 1);

	(void)state;
	assert_asks(inst, "waha-1");
	assert_asks(other, "claw%2Fx");
	fake_answer(inst, 200, STATS("43000000", "64000000"));
	assert_asks(inst, "claw%2Fx");
	fake_answer(inst, 200, STATS("5000000", "64000000"));
	assert_null(fake_pending(inst, 0));
	assert_told(inst,
		    "memory waha:- 42000000 of 64000000\nmemory claw:- 4000000 of 64000000\n");
	fake_advance(inst, 30000);
	assert_asks(inst, "waha-1");
	fake_close(inst);
	fake_close(other);
}

static void one_that_does_not_run_is_nobodys_fault(void **state)
{
	struct muzzle_inst *inst = begin(by_name), *other = begin_watching(two);

	(void)state;
	fake_answer(inst, 200, STOPPED);
	assert_told(inst, "");
	assert_null(inst->blind);
	fake_advance(inst, 60000);
	fake_answer(inst, 200, ""); /* podman */
	assert_told(inst, "");
	assert_null(inst->blind);
	fake_answer(other, 200, STOPPED);
	fake_answer(other, 200, STATS("5000000", "64000000"));
	assert_told(other, "memory claw:- 4000000 of 64000000\n");
	fake_close(inst);
	fake_close(other);
}

/* The next look is answered so: the source is blind, and says this. */
static void assert_blind(struct muzzle_inst *inst, int status, const char *body, const char *why)
{
	fake_advance(inst, 60000);
	fake_answer(inst, 200, STATS("5000000", "64000000"));
	assert_null(inst->blind);
	fake_advance(inst, 60000);
	fake_answer(inst, status, body);
	assert_non_null(inst->blind);
	if (!strstr(inst->blind, why))
		fail_msg("blind: %s, not %s", inst->blind, why);
}

static void what_the_daemon_does_not_say_is_blind_with_its_remedy(void **state)
{
	struct muzzle_inst *inst = begin(by_name), *other = begin(by_name);

	(void)state;
	fake_answer(inst, 200, STOPPED);
	assert_blind(inst, 404, "{\"message\":\"no such\"}",
		     "no container gw; create it, or mend `container`");
	assert_blind(inst, 403, "no", "; the proxy must allow stats");
	assert_blind(inst, 200, "{\"message\":1}", "that is not Docker's answer");
	assert_blind(inst, 200, "{\"read\":\"2026-11-22T09:51:34.7Z\",\"memory_stats\":{}}",
		     "boot with cgroup_enable=memory");
	assert_blind(inst, 0, "refused", "set `socket` to where the Docker daemon listens");
	assert_int_equal(inst->last.kind, MUZZLE_MEMORY);
	fake_answer(other, 0, "refused");
	assert_non_null(other->blind);
	fake_close(inst);
	fake_close(other);
}

static void one_that_is_missing_hides_no_other(void **state)
{
	struct muzzle_inst *inst = begin_watching(two), *other = begin_watching(two);

	(void)state;
	fake_answer(inst, 404, "{}");
	fake_answer(inst, 200, STATS("5000000", "64000000"));
	assert_non_null(strstr(inst->blind, "waha-1"));
	assert_int_equal(inst->reports, 1);
	fake_advance(inst, 30000);
	fake_answer(inst, 200, STATS("5000000", "64000000"));
	assert_non_null(inst->blind);
	fake_answer(inst, 200, STATS("5000000", "64000000"));
	assert_null(inst->blind);
	fake_answer(other, 0, "gone"); /* the daemon, and with it all of them */
	assert_null(fake_pending(other, 0));
	fake_advance(other, 30000);
	assert_asks(other, "waha-1");
	fake_close(inst);
	fake_close(other);
}

static void in_a_hurry_it_is_read_every_five_seconds(void **state)
{
	struct muzzle_inst *inst, *other = begin(by_name);

	write_cgroup(state, "a", "43000000\n");
	inst = begin_at(state, "cgroup", "a");
	fake_advance(inst, 20000);
	fake_told(inst);
	inst->plugin->hurry(inst->self, true);
	fake_advance(inst, 0);
	assert_told(inst, "memory - 42000000 of 64000000\n");
	fake_advance(inst, 10000);
	assert_told(inst, "memory - 42000000 of 64000000\nmemory - 42000000 of 64000000\n");
	inst->plugin->hurry(inst->self, false);
	fake_advance(inst, 29999);
	assert_told(inst, "");
	fake_advance(inst, 1);
	assert_told(inst, "memory - 42000000 of 64000000\n");
	other->plugin->hurry(other->self, true); /* while it is asked: never twice at once */
	fake_advance(other, 9000);
	assert_asks(other, "gw");
	fake_answer(other, 200, STATS("5000000", "64000000"));
	fake_advance(other, 9000); /* a slow daemon is left most of the time to itself */
	assert_null(fake_pending(other, 0));
	fake_advance(other, 27000);
	assert_asks(other, "gw");
	other->plugin->hurry(other->self, false);
	fake_answer(other, 200, STATS("5000000", "64000000"));
	fake_advance(other, 20000);
	assert_null(fake_pending(other, 0));
	other->plugin->hurry(other->self, true);
	fake_advance(other, 7000);
	assert_asks(other, "gw");
	fake_close(inst);
	fake_close(other);
}

static void who_watches_nothing_says_so(void **state)
{
	struct muzzle_inst *inst = fake_open("memory", NULL), *other = fake_open("memory", NULL);

	(void)state;
	assert_non_null(fake_logged(inst, "nothing to measure"));
	fake_advance(inst, 100000);
	assert_null(fake_pending(inst, 0));
	assert_int_equal(inst->reports, 0);
	assert_non_null(fake_logged(other, "nothing to measure"));
	fake_close(inst);
	fake_close(other);
}

static void nonsense_is_refused_with_its_remedy(void **state)
{
	const struct fake_setting both[] = { { "cgroup", "/sys" },
					     { "pid_file", "/run/x" },
					     { NULL, NULL } };
	const struct fake_setting third[] = { { "cgroup", "/sys" },
					      { "container", "gw" },
					      { NULL, NULL } };
	const struct fake_setting relative[] = { { "cgroup", "system.slice/x" }, { NULL, NULL } };
	const struct fake_setting file[] = { { "pid_file", "x.pid" }, { NULL, NULL } };
	const struct fake_setting often[] = { { "every", "10ms" }, { NULL, NULL } };

	(void)state;
	assert_refuses("memory", both, "at most one of `cgroup`, `pid_file` and `container`");
	assert_refuses("memory", third, "at most one of");
	assert_refuses("memory", relative, "`cgroup` is a whole path");
	assert_refuses("memory", file, "`pid_file` is a whole path");
	assert_refuses("memory", often, "every");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_files_open, fake_files_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_cgroup_is_read_every_half_minute),
		TEST(what_cannot_be_read_is_blind_until_it_can),
		TEST(a_process_is_read_by_its_pid_file),
		TEST(a_container_is_asked_of_its_daemon),
		TEST(a_container_that_is_named_is_that_of_the_section),
		TEST(every_watched_container_is_asked_for_in_turn),
		TEST(one_that_does_not_run_is_nobodys_fault),
		TEST(what_the_daemon_does_not_say_is_blind_with_its_remedy),
		TEST(one_that_is_missing_hides_no_other),
		TEST(in_a_hurry_it_is_read_every_five_seconds),
		TEST(who_watches_nothing_says_so),
		TEST(nonsense_is_refused_with_its_remedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
