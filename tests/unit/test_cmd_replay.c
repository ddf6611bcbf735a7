/* test_cmd_replay.c - muzzle replay: usage, files and exit codes.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmd_replay.h"

#include "scratch.h"

#define HEADER "{\"muzzle\":1,\"boot\":\"b0\",\"wall\":\"2026-01-01T00:00:00Z\"}\n"
#define TICK "{\"t\":1,\"ev\":\"tick\"}\n"

/* The exit code; *out is owned by the caller. */
static int run(const char *conf, char **argv, char **out)
{
	int argc = 0, code;
	size_t size = 0;
	FILE *file;

	*out = NULL;
	file = open_memstream(out, &size);
	while (argv[argc])
		argc++;
	code = cmd_replay_run(conf, argc, argv, file);
	fclose(file);
	return code;
}

static int run_file(const char *conf, const char *option, const char *trace, char **out)
{
	char *argv[] = { (char *)(uintptr_t) "replay", (char *)(uintptr_t)option,
			 (char *)(uintptr_t)trace, NULL };

	return run(conf, argv, out);
}

static void a_good_trace_is_success(void **state)
{
	struct scratch scratch = scratch_make();
	char *out;

	(void)state;
	assert_int_equal(
		run_file(NULL, "--sync", scratch_write(&scratch, "trace", HEADER TICK), &out), 0);
	assert_string_equal(out, "{\"t\":0,\"done\":true}\n{\"t\":1,\"done\":true}\n");
	free(out);
	scratch_remove(&scratch);
}

static void bad_lines_files_and_options_are_bad_usage(void **state)
{
	struct scratch scratch = scratch_make();
	char *out;

	(void)state;
	assert_int_equal(run_file(NULL, "--sync",
				  scratch_write(&scratch, "trace", HEADER "nonsense\n" TICK), &out),
			 2);
	assert_non_null(strstr(out, "\"line\":2"));
	assert_non_null(strstr(out, "{\"t\":1,\"done\":true}"));
	free(out);
	assert_int_equal(run_file(NULL, "--sync", "/nonexistent/trace", &out), 2);
	assert_string_equal(out, "");
	free(out);
	assert_int_equal(run_file(NULL, "--sink", scratch.path, &out), 2);
	assert_string_equal(out, "");
	free(out);
	scratch_remove(&scratch);
}

static void a_configuration_judges(void **state)
{
	struct scratch conf = scratch_make(), scratch = scratch_make();
	static const char trace[] = HEADER
		"{\"t\":0,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n"
		"{\"t\":15000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n"
		"{\"t\":35000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n";
	char *out;

	(void)state;
	scratch_write(&conf, "muzzle.ini", "[policy default]\npatience = 35s\n");
	scratch_write(&scratch, "trace", trace);
	assert_int_equal(run_file(conf.path, "--sync", scratch.path, &out), 0);
	assert_non_null(strstr(out, "\"order\":\"act\""));
	free(out);
	assert_int_equal(run_file(NULL, "--sync", scratch.path, &out), 0);
	assert_null(strstr(out, "\"order\":\"act\""));
	free(out);
	scratch_write(&conf, "muzzle.ini", "[policy default]\npatiense = 35s\n");
	assert_int_equal(run_file(conf.path, "--sync", scratch.path, &out), 2);
	assert_string_equal(out, "");
	free(out);
	scratch_remove(&conf);
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_trace_is_success),
		cmocka_unit_test(bad_lines_files_and_options_are_bad_usage),
		cmocka_unit_test(a_configuration_judges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
