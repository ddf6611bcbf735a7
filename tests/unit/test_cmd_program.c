/* test_cmd_program.c - a command becomes the program beside it.  SPDX-License-Identifier: ISC
 *
 * A copy of this test plays the binary: run with `sim ...` it does what main does for that command.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd_program.h"
#include "scratch.h"

struct fixture {
	struct scratch scratch;
	char out[1000];
};

static int make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char command[SCRATCH_BYTES];

	assert_non_null(f);
	f->scratch = scratch_make();
	snprintf(command, sizeof(command), "cp /proc/%d/exe %s/muzzle", (int)getpid(),
		 f->scratch.dir);
	assert_int_equal(system(command), 0);
	*state = f;
	return 0;
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

/* Runs the copy; what it printed is in f->out, its exit code is returned. */
static int run(struct fixture *f, const char *words)
{
	char command[2 * SCRATCH_BYTES];
	size_t bytes;
	FILE *pipe;

	snprintf(command, sizeof(command), "exec %s/muzzle sim %s 2>&1", f->scratch.dir, words);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	bytes = fread(f->out, 1, sizeof(f->out) - 1, pipe);
	f->out[bytes] = '\0';
	return WEXITSTATUS(pclose(pipe));
}

static void give_simulator(struct fixture *f)
{
	const char *path = scratch_write(&f->scratch, "muzzle-sim",
					 "#!/bin/sh\nprintf '[%s]' \"$0\" \"$@\"\nexit 7\n");

	assert_int_equal(chmod(path, 0755), 0);
}

static void the_program_beside_the_binary_gets_the_words_and_its_exit_code_counts(void **state)
{
	struct fixture *f = *state;
	char *first;

	give_simulator(f);
	assert_int_equal(run(f, "--scenarios '1, 4' --seed 3"), 7);
	first = strchr(f->out, ']');
	assert_non_null(first);
	assert_string_equal(first + 1, "[--scenarios][1, 4][--seed][3]");
}

static void json_and_the_configuration_are_handed_on(void **state)
{
	struct fixture *f = *state;

	give_simulator(f);
	assert_int_equal(run(f, "WITH_COMMON --list"), 7);
	assert_non_null(strstr(f->out, "/muzzle-sim][--json][-c][a file][--list]"));
}

static void a_missing_program_fails_and_is_named_with_its_place(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, "--list"), CMD_FAILED);
	assert_non_null(strstr(f->out, MUZZLE_PREFIX "/lib/muzzle/muzzle-sim: No such file"));
	assert_non_null(strstr(f->out, "make install"));
}

static void a_program_that_cannot_be_run_is_no_reason_to_take_another(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, "muzzle-sim", "no program");
	assert_int_equal(chmod(f->scratch.path, 0755), 0);
	assert_int_equal(run(f, "--list"), CMD_FAILED);
	assert_non_null(strstr(f->out, "/muzzle-sim: Exec format error"));
}

/* What main makes of `sim ...`, and of -c FILE and --json before it. */
static int play_binary(int argc, char **argv)
{
	struct cmd_args args = { .argc = argc - 1, .argv = argv + 1, .out = stdout };

	if (argc > 2 && strcmp(argv[2], "WITH_COMMON") == 0) {
		args = (struct cmd_args){ .file = "a file", .file_given = true, .json = true };
		args.argc = argc - 2;
		args.argv = argv + 2;
		args.argv[0] = argv[1];
	}
	return cmd_program_run(&args);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(the_program_beside_the_binary_gets_the_words_and_its_exit_code_counts),
		TEST(json_and_the_configuration_are_handed_on),
		TEST(a_missing_program_fails_and_is_named_with_its_place),
		TEST(a_program_that_cannot_be_run_is_no_reason_to_take_another),
	};

	if (argc > 1 && strcmp(argv[1], "sim") == 0)
		return play_binary(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
