/* test_lib_footprint.c - memory by cgroups, by processes, and as Docker and podman tell it.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_asserts.h"
#include "fake_files.h"
#include "footprint.h"

#define V1 "memory/docker/gw/memory."
#define NO_LIMIT "9223372036854771712\n"

static void write_v2(void **state, const char *current, const char *max)
{
	fake_files_write(*state, "system.slice/gw/memory.current", current);
	fake_files_write(*state, "system.slice/gw/memory.max", max);
	fake_files_write(*state, "system.slice/gw/memory.stat",
			 "anon 5\nfile 300\ninactive_anon 7\nactive_file 100\ninactive_file 200\n");
}

static void write_v1(void **state, const char *usage, const char *limit)
{
	fake_files_write(*state, V1 "usage_in_bytes", usage);
	fake_files_write(*state, V1 "limit_in_bytes", limit);
	fake_files_write(*state, V1 "stat",
			 "inactive_file 9\nhierarchical_memory_limit 1\n"
			 "total_inactive_file 3000\n");
}

static void assert_cgroup(void **state, const char *name, int64_t bytes, int64_t limit_bytes)
{
	char dir[FAKE_FILES_PATH];
	struct footprint use = { -1, -1 };

	fake_files_path(dir, *state, name);
	assert_int_equal(footprint_of_cgroup(&use, dir), 0);
	assert_int_equal(use.bytes, bytes);
	assert_int_equal(use.limit_bytes, limit_bytes);
}

static int rc_of_cgroup(void **state, const char *name)
{
	char dir[FAKE_FILES_PATH];
	struct footprint use;

	fake_files_path(dir, *state, name);
	return footprint_of_cgroup(&use, dir);
}

static void in_use_is_what_could_not_be_dropped_at_once(void **state)
{
	write_v2(state, "1200\n", "64000000\n");
	assert_cgroup(state, "system.slice/gw", 1000, 64000000);
	write_v1(state, "8000\n", "32000000\n");
	assert_cgroup(state, "memory/docker/gw", 5000, 32000000);
}

/* The two files are not read at one moment, and need not both be there. */
static void idle_pages_never_exceed_what_is_used(void **state)
{
	write_v2(state, "150\n", "max\n");
	assert_cgroup(state, "system.slice/gw", 150, 0);
	fake_files_write(*state, "system.slice/gw/memory.stat", NULL);
	assert_cgroup(state, "system.slice/gw", 150, 0);
}

static void no_limit_has_many_forms(void **state)
{
	write_v2(state, "1200\n", "max\n");
	assert_cgroup(state, "system.slice/gw", 1000, 0);
	write_v2(state, "1200\n", "900000000000000\n"); /* more than the machine has */
	assert_cgroup(state, "system.slice/gw", 1000, 0);
	fake_files_write(*state, "system.slice/gw/memory.max", NULL); /* as at the root */
	assert_cgroup(state, "system.slice/gw", 1000, 0);
	write_v1(state, "8000\n", NO_LIMIT);
	assert_cgroup(state, "memory/docker/gw", 5000, 0);
	write_v1(state, "8000\n", "9223372036854775807\n");
	assert_cgroup(state, "memory/docker/gw", 5000, 0);
}

static void the_limit_of_a_slice_is_that_of_all_in_it(void **state)
{
	write_v2(state, "1200\n", "64000000\n");
	fake_files_write(*state, "system.slice/memory.max", "48000000\n");
	assert_cgroup(state, "system.slice/gw", 1000, 48000000);
	assert_cgroup(state, "system.slice/gw/", 1000, 48000000);
	write_v2(state, "1200\n", "max\n");
	assert_cgroup(state, "system.slice/gw", 1000, 48000000);
	write_v2(state, "1200\n", "32000000\n");
	assert_cgroup(state, "system.slice/gw", 1000, 32000000);
	write_v1(state, "8000\n", NO_LIMIT);
	fake_files_write(*state, "memory/docker/memory.limit_in_bytes", "24000000\n");
	fake_files_write(*state, "memory/memory.limit_in_bytes", NO_LIMIT);
	assert_cgroup(state, "memory/docker/gw", 5000, 24000000);
}

static void what_cannot_be_counted_is_told_from_what_is_not_there(void **state)
{
	fake_files_write(*state, "system.slice/plain/cgroup.procs", "");
	assert_int_equal(rc_of_cgroup(state, "system.slice/plain"), -ENOTSUP);
	assert_int_equal(rc_of_cgroup(state, "system.slice/gone"), -ENOENT);
	fake_files_write(*state, "system.slice/odd/memory.current", "much\n");
	assert_int_equal(rc_of_cgroup(state, "system.slice/odd"), -ENODATA);
}

static void the_kernels_own_are_read(void **state)
{
	struct footprint v1, v2;
	int rc1 = footprint_of_cgroup(&v1, "/sys/fs/cgroup/memory");
	int rc2 = footprint_of_cgroup(&v2, "/sys/fs/cgroup");

	(void)state;
	assert_true(rc1 || v1.bytes > 0);
	assert_true(rc2 || v2.bytes > 0);
}

static int rc_of_process(void **state, const char *text, struct footprint *use)
{
	char path[FAKE_FILES_PATH];

	fake_files_write(*state, "pid", text);
	fake_files_path(path, *state, "pid");
	return footprint_of_process(use, path);
}

/* Dead, but not buried: it has a directory in /proc, and no memory. */
static pid_t make_zombie(void)
{
	siginfo_t how;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	assert_true(pid > 0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &how, WEXITED | WNOWAIT), 0);
	return pid;
}

static void a_process_is_what_it_has_in_memory(void **state)
{
	struct footprint use = { 0, -1 };
	char text[32];
	pid_t zombie = make_zombie();

	snprintf(text, sizeof(text), "%d\n", (int)getpid());
	assert_int_equal(rc_of_process(state, text, &use), 0);
	assert_in_range(use.bytes, 500000, INT64_C(4000000000));
	assert_int_equal(use.bytes % 4096, 0);
	assert_int_equal(use.limit_bytes, 0);
	snprintf(text, sizeof(text), "%d\n", (int)zombie);
	assert_int_equal(rc_of_process(state, text, &use), -ESRCH);
	assert_int_equal(waitpid(zombie, NULL, 0), zombie);
	assert_int_equal(rc_of_process(state, text, &use), -ESRCH);
	assert_int_equal(rc_of_process(state, "\n", &use), -ENODATA);
	assert_int_equal(rc_of_process(state, "-1\n", &use), -ESRCH);
	assert_int_equal(footprint_of_process(&use, "/nowhere/at/all"), -ENOENT);
}

/* rc, or the bytes, by what an answer of the daemon says; the limit goes into *limit_bytes. */
static int64_t bytes_of(const char *body, int64_t *limit_bytes)
{
	struct json_object *object = json_tokener_parse(body);
	struct footprint use = { -1, -1 };
	int rc = footprint_of_stats(&use, object);

	json_object_put(object);
	*limit_bytes = use.limit_bytes;
	return rc ? rc : use.bytes;
}

static void assert_stats(const char *body, int64_t bytes, int64_t limit_bytes)
{
	int64_t limit;

	assert_int_equal(bytes_of(body, &limit), bytes);
	assert_int_equal(limit, limit_bytes);
}

static void assert_recorded(const char *name, int64_t bytes, int64_t limit_bytes)
{
	FILE *file = fake_fixture(name);
	char body[8192];
	size_t n = fread(body, 1, sizeof(body) - 1, file);

	fclose(file);
	body[n] = '\0';
	assert_stats(body, bytes, limit_bytes);
}

#define RUNS "{\"read\":\"2026-11-22T09:51:34.7Z\",\"memory_stats\":"

static void docker_and_podman_are_read_as_recorded(void **state)
{
	(void)state;
	assert_recorded("docker-stats-v1.json", 34521088 - 1048576, 67108864);
	assert_recorded("docker-stats-stopped.json", -ESRCH, -1);
	assert_recorded("podman-stats.json", 806912, 67108864);
	assert_stats(RUNS "{\"usage\":9000,\"stats\":{\"anon\":5,\"inactive_file\":2000},"
			  "\"limit\":64000000}}",
		     7000, 64000000);
}

static void the_machines_own_size_is_no_limit(void **state)
{
	(void)state;
	assert_stats(RUNS "{\"usage\":9000,\"limit\":900000000000000}}", 9000, 0);
	assert_stats(RUNS "{\"usage\":9000,\"limit\":18446744073709551615}}", 9000, 0);
	assert_stats(RUNS "{\"usage\":9000}}", 9000, 0);
	assert_stats(RUNS "{\"usage\":9000,\"limit\":-5}}", 9000, 0);
}

static void what_is_no_measurement_is_none(void **state)
{
	(void)state;
	assert_stats(RUNS "{}}", -ENOTSUP, -1); /* a kernel without that controller */
	assert_stats(RUNS "{\"limit\":64000000}}", -ENOTSUP, -1);
	assert_stats(RUNS "{\"usage\":-5}}", -ENOTSUP, -1);
	assert_stats("{\"memory_stats\":{}}", -ENOTSUP, -1);
	assert_stats("{\"message\":\"what?\"}", -EPROTO, -1);
	assert_stats("{\"memory_stats\":[1]}", -EPROTO, -1);
	assert_stats("[]", -EPROTO, -1);
	assert_stats("nonsense", -EPROTO, -1);
	assert_stats("", -EPROTO, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_files_open, fake_files_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(in_use_is_what_could_not_be_dropped_at_once),
		TEST(idle_pages_never_exceed_what_is_used),
		TEST(no_limit_has_many_forms),
		TEST(the_limit_of_a_slice_is_that_of_all_in_it),
		TEST(what_cannot_be_counted_is_told_from_what_is_not_there),
		TEST(the_kernels_own_are_read),
		TEST(a_process_is_what_it_has_in_memory),
		TEST(docker_and_podman_are_read_as_recorded),
		TEST(the_machines_own_size_is_no_limit),
		TEST(what_is_no_measurement_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
