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

/* A session of a gateway that nobody configured. */
#define DOWN_35_S                                                                                 \
	HEADER                                                                                    \
	"{\"t\":0,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n"     \
	"{\"t\":15000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n" \
	"{\"t\":35000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"down\"}\n"

/* The exit code; *out is owned by the caller. */
static int run(const char *conf, char **argv, char **out)
{
	int argc = 0, code;
	size_t size = 0;
	struct cmd_args args;
	FILE *file;

	*out = NULL;
	file = open_memstream(out, &size);
	while (argv[argc])
		argc++;
	args = (struct cmd_args){
		.file = conf, .file_given = conf, .argc = argc, .argv = argv, .out = file
	};
	code = cmd_replay_run(&args);
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
	const char *trace = DOWN_35_S;
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

static int run_words(const char *conf, const char *const *words, char **out)
{
	char *argv[8] = { (char *)(uintptr_t) "replay" };

	for (int i = 0; words[i]; i++)
		argv[i + 1] = (char *)(uintptr_t)words[i];
	return run(conf, argv, out);
}

static void two_configurations_say_with_diffs_exit_codes_what_differs(void **state)
{
	struct scratch a = scratch_make(), b = scratch_make(), trace = scratch_make();
	char *out;

	(void)state;
	scratch_write(&a, "a.ini", "[policy default]\npatience = 35s\n");
	scratch_write(&b, "b.ini", "[policy default]\npatience = 90s\n");
	scratch_write(&trace, "trace", DOWN_35_S);
	assert_int_equal(run_words(NULL,
				   (const char *[]){ "--diff", a.path, b.path, trace.path, NULL },
				   &out),
			 1);
	assert_non_null(strstr(out, "patience 1m 30s"));
	free(out);
	assert_int_equal(run_words(NULL,
				   (const char *[]){ "--diff", a.path, a.path, trace.path, NULL },
				   &out),
			 0);
	free(out);
	assert_int_equal(run_words(NULL,
				   (const char *[]){ "--diff", a.path, b.path, trace.dir, NULL },
				   &out),
			 2);
	free(out);
	scratch_remove(&a);
	scratch_remove(&b);
	scratch_remove(&trace);
}

static void sums_need_no_configuration_but_may_have_one(void **state)
{
	struct scratch conf = scratch_make(), trace = scratch_make();
	char *out;

	(void)state;
	scratch_write(&conf, "a.ini", "[policy default]\npatience = 35s\n");
	scratch_write(&trace, "trace", DOWN_35_S);
	assert_int_equal(run_file(NULL, "--would", trace.path, &out), 0);
	assert_non_null(strstr(out, "would: none\n"));
	free(out);
	assert_int_equal(run_file(conf.path, "--would", trace.path, &out), 0);
	assert_non_null(strstr(out, "would\n  g/a restart-session: 1\n"));
	free(out);
	scratch_remove(&conf);
	scratch_remove(&trace);
}

static void wishes_that_contradict_each_other_are_refused(void **state)
{
	static const char *const wishes[][5] = {
		{ "--diff", NULL },
		{ "--diff", "/dev/null", NULL },
		{ "--sync", "--would", "/dev/null", NULL },
		{ "--would", "--diff", "/dev/null", "/dev/null", NULL },
	};
	struct scratch conf = scratch_make();
	char *out;

	(void)state;
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		assert_int_equal(run_words(NULL, wishes[i], &out), 2);
		free(out);
	}
	scratch_write(&conf, "a.ini", "");
	assert_int_equal(
		run_words(conf.path,
			  (const char *[]){ "--diff", conf.path, conf.path, "/dev/null", NULL },
			  &out),
		2);
	free(out);
	scratch_remove(&conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_trace_is_success),
		cmocka_unit_test(bad_lines_files_and_options_are_bad_usage),
		cmocka_unit_test(a_configuration_judges),
		cmocka_unit_test(two_configurations_say_with_diffs_exit_codes_what_differs),
		cmocka_unit_test(sums_need_no_configuration_but_may_have_one),
		cmocka_unit_test(wishes_that_contradict_each_other_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
