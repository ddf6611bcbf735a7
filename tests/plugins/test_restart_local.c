/* test_restart_local.c - the built restart.so under a fake host: systemd, procd, exec.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_actions.h"

#define BIN BUILD_DIR "/plugged/restart.bin"

static const struct fake_setting by_systemd[] = { { "via", "systemd" },
						  { "unit", "waha@{session}.service" },
						  { NULL, NULL } };
static const struct fake_setting by_exec[] = {
	{ "via", "exec" },
	{ "command", "/bin/sh -c {target} --session={session} {incident}" },
	{ NULL, NULL },
};

static void touch(const char *path, mode_t mode)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	close(fd);
}

/* A PATH with a systemctl of ours, which nothing ever runs. */
static void use_own_path(void)
{
	mkdir(BIN, 0700);
	touch(BIN "/systemctl", 0700);
	setenv("PATH", BUILD_DIR "/plugged/nowhere:" BIN, 1);
}

static void assert_words(const char *const *words, const char *joined)
{
	char text[512] = "";

	for (; *words; words++) {
		strcat(text, *words);
		strcat(text, words[1] ? "|" : "");
	}
	assert_string_equal(text, joined);
}

static void systemd_restarts_the_filled_unit(void **state)
{
	struct muzzle_inst *inst;

	(void)state;
	use_own_path();
	inst = fake_open("restart", by_systemd);
	fake_act(inst, 7, "waha", "omer");
	assert_words(fake_running(inst, 0)->child.argv, "systemctl|restart|--|waha@omer.service");
	assert_int_equal(fake_running(inst, 0)->child.timeout_ms, 60000);
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 5 }, "Unit not found.\n");
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP, "systemctl exited with 5: Unit not found.");
	fake_close(inst);
}

static void a_missing_command_is_a_setup_fault(void **state)
{
	struct muzzle_inst *inst;

	(void)state;
	setenv("PATH", BUILD_DIR "/plugged/nowhere", 1);
	inst = fake_open("restart", by_systemd);
	assert_non_null(fake_logged(inst, "systemctl: No such file or directory; install it"));
	fake_act(inst, 7, "waha", "omer");
	assert_null(fake_running(inst, 0));
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP, "systemctl: No such file or directory");
	fake_close(inst);
}

static void assert_program_refused(const char *command, const char *why)
{
	const struct fake_setting settings[] = { { "via", "exec" },
						 { "command", command },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("restart", settings);

	assert_int_not_equal(fake_start(inst), 0);
	assert_non_null(fake_logged(inst, why));
	fake_close(inst);
}

static void a_path_that_cannot_be_run_is_refused_and_a_name_only_told(void **state)
{
	const struct fake_setting settings[] = { { "via", "exec" },
						 { "command", "no-such-program" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	assert_non_null(fake_logged(inst, "`command`: no-such-program: No such file or directory; "
					  "install it, or give its whole path"));
	fake_close(inst);
	assert_program_refused("/no/such/program | tee log", "install it or mend the path");
	assert_program_refused("/tmp", "Is a directory");
}

static void procd_names_the_service_that_is_missing(void **state)
{
	const struct fake_setting settings[] = { { "via", "procd" },
						 { "service", "muzzle-test-none" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP,
			   "/etc/init.d/muzzle-test-none: No such file or directory");
	fake_close(inst);
}

static void exec_fills_single_arguments_and_the_environment(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_exec);

	(void)state;
	fake_act(inst, 7, "waha", "a:b");
	assert_words(fake_running(inst, 0)->child.argv, "/bin/sh|-c|waha/a:b|--session=a:b|3");
	assert_words(
		fake_running(inst, 0)->child.env,
		"MUZZLE_TARGET=waha/a:b|MUZZLE_GATEWAY=waha|MUZZLE_SESSION=a:b|MUZZLE_STATE=down|"
		"MUZZLE_REASON=down for 95 s|MUZZLE_INCIDENT=3|MUZZLE_CONTAINER=waha-noweb");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 0 }, "noise");
	fake_assert_result(inst, 7, MUZZLE_DONE, "sh exited with 0");
	fake_close(inst);
}

static void what_it_prints_is_kept_for_who_asks_why(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_exec);

	(void)state;
	fake_act(inst, 1, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true }, NULL);
	assert_null(inst->printed);
	fake_act(inst, 2, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true }, "stopping\nstarted, pid 7\n");
	assert_int_equal(inst->printed_id, 2);
	assert_string_equal(inst->printed, "stopping\nstarted, pid 7\n");
	fake_close(inst);
}

static void a_host_that_keeps_no_output_is_not_given_any(void **state)
{
	struct muzzle_inst *inst = fake_new("restart", by_exec);

	(void)state;
	inst->host.size = offsetof(struct muzzle_host, output);
	assert_int_equal(fake_start(inst), 0);
	fake_act(inst, 1, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true }, "noise");
	assert_null(inst->printed);
	fake_assert_result(inst, 1, MUZZLE_DONE, "sh exited with 0");
	fake_close(inst);
}

static void killed_and_exited_are_told_apart(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_exec);

	(void)state;
	fake_act(inst, 1, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 9 }, "no such\nthing\n");
	fake_assert_result(inst, 1, MUZZLE_FAILED, "sh exited with 9: no such thing");
	fake_act(inst, 2, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = false, .code = 9 }, NULL);
	fake_assert_result(inst, 2, MUZZLE_FAILED, "sh was killed by signal 9");
	fake_act(inst, 3, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .code = 15, .timed_out = true }, NULL);
	fake_assert_result(inst, 3, MUZZLE_TIMEOUT, "sh took too long and was ended");
	fake_act(inst, 4, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 127 }, NULL);
	fake_assert_result(inst, 4, MUZZLE_NO_SETUP, "sh exited with 127");
	fake_close(inst);
}

static void a_long_output_is_shown_by_its_end(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_exec);
	char output[1001];

	(void)state;
	memset(output, 'x', sizeof(output) - 1);
	memcpy(output + sizeof(output) - 6, " fin\n", 6);
	fake_act(inst, 1, "waha", "a");
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = 1 }, output);
	assert_true(strlen(inst->result[0].why) <= 200);
	assert_string_equal(inst->result[0].why + strlen(inst->result[0].why) - 4, " fin");
	fake_close(inst);
}

static void a_name_cannot_pass_for_an_option(void **state)
{
	const struct fake_setting settings[] = { { "via", "exec" },
						 { "command", "/bin/sh {session}" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	fake_act(inst, 7, "waha", "-c");
	assert_null(fake_running(inst, 0));
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP,
			   "argument 1 begins with '-'; use MUZZLE_SESSION instead");
	fake_close(inst);
}

static void a_cancelled_command_is_killed(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_exec);

	(void)state;
	fake_act(inst, 7, "waha", "a");
	inst->plugin->cancel(inst->self, 7);
	assert_true(inst->child[0].cancelled);
	assert_int_equal(inst->results, 0);
	fake_close(inst);
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_open("restart", by_exec);
	struct muzzle_inst *other = fake_open("restart", by_exec);

	(void)state;
	fake_act(one, 1, "waha", "a");
	fake_act(other, 1, "waha", "b");
	assert_int_equal(one->children, 1);
	assert_int_equal(other->children, 1);
	fake_exit(other, &(struct muzzle_exit){ .exited = true, .code = 1 }, NULL);
	assert_int_equal(one->results, 0);
	fake_assert_result(other, 1, MUZZLE_FAILED, "sh exited with 1");
	fake_exit(one, &(struct muzzle_exit){ .exited = true }, NULL);
	fake_assert_result(one, 1, MUZZLE_DONE, "sh exited with 0");
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systemd_restarts_the_filled_unit),
		cmocka_unit_test(a_missing_command_is_a_setup_fault),
		cmocka_unit_test(a_path_that_cannot_be_run_is_refused_and_a_name_only_told),
		cmocka_unit_test(procd_names_the_service_that_is_missing),
		cmocka_unit_test(exec_fills_single_arguments_and_the_environment),
		cmocka_unit_test(what_it_prints_is_kept_for_who_asks_why),
		cmocka_unit_test(a_host_that_keeps_no_output_is_not_given_any),
		cmocka_unit_test(killed_and_exited_are_told_apart),
		cmocka_unit_test(a_long_output_is_shown_by_its_end),
		cmocka_unit_test(a_name_cannot_pass_for_an_option),
		cmocka_unit_test(a_cancelled_command_is_killed),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
