/* test_exec_check.c - the built exec_check.so: checks, what they say, and how often they run.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_asserts.h"

#define CHECK "/bin/sh" /* there is one; the fake host runs nothing */

static const struct fake_setting plain[] = { { "command", CHECK " -H {gateway} 'two words'" },
					     { NULL, NULL } };
static const struct fake_setting traffic[] = {
	{ "command", CHECK }, { "session", "omer" }, { "activity", "messages in" }, { NULL, NULL }
};
static const struct fake_setting probing[] = { { "command", CHECK },
					       { "env", "A=1" },
					       { "timeout", "9s" },
					       { "probe_command", CHECK " --who={session}" },
					       { NULL, NULL } };

/* An instance whose first check runs. */
static struct muzzle_inst *begin(const struct fake_setting *settings)
{
	struct muzzle_inst *inst = fake_open("exec_check", settings);

	fake_advance(inst, 0);
	assert_non_null(fake_running(inst, 0));
	return inst;
}

static void end(struct muzzle_inst *inst, int code, const char *output)
{
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .code = code }, output);
}

/* The next check ends so, and this is what is told of it. */
static void assert_check(struct muzzle_inst *inst, int code, const char *output, const char *lines)
{
	if (!fake_running(inst, 0))
		fake_advance(inst, 30000);
	end(inst, code, output);
	assert_told(inst, lines);
}

static void a_check_runs_as_it_is_written_with_limits(void **state)
{
	const struct fake_setting settings[] = { { "command", CHECK " -w 5 -c {gateway}" },
						 { "env", "A=1" },
						 { "env", "B=x y" },
						 { "timeout", "7s" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = begin(settings), *other = begin(plain);
	const struct muzzle_spawn *child = &fake_running(inst, 0)->child;

	(void)state;
	assert_string_equal(child->argv[0], CHECK);
	assert_string_equal(child->argv[3], "-c");
	assert_string_equal(child->argv[4], "{gateway}");
	assert_null(child->argv[5]);
	assert_string_equal(child->env[0], "A=1");
	assert_string_equal(child->env[1], "B=x y");
	assert_null(child->env[2]);
	assert_int_equal(child->timeout_ms, 7000);
	assert_in_range(child->max_output_bytes, 4096, 65536);
	assert_null(fake_running(other, 0)->child.env[0]);
	assert_int_equal(fake_running(other, 0)->child.timeout_ms, 30000);
	fake_close(inst);
	end(other, 0, "OK");
	assert_told(other, "claim - up OK\n");
	fake_close(other);
}

static void exits_are_claims_as_the_rules_say(void **state)
{
	struct muzzle_inst *inst = begin(plain);

	(void)state;
	assert_check(inst, 0, "TCP OK - 0.001 second|time=0.001s\n",
		     "claim - up TCP OK - 0.001 second\n");
	assert_check(inst, 0, "what an odd text to write, OK",
		     "claim - up OK: what an odd text to write, OK\n");
	assert_check(inst, 0, "OK - fine", "claim - up OK - fine\n");
	assert_check(inst, 1, "WARNING: slow\nlong\n", "claim - up WARNING: slow\n");
	assert_check(inst, 2, "connect: Connection refused\n",
		     "claim - down CRITICAL: connect: Connection refused\n");
	assert_check(inst, 2, "", "claim - down CRITICAL\n");
	assert_check(inst, 2, "| x=1", "claim - down CRITICAL\n");
	fake_close(inst);
}

/* As a check that could not look, whose gateway is as well as ever. */
static void assert_blind(struct muzzle_inst *inst, int code, const char *output, const char *line)
{
	assert_check(inst, 0, "", inst->blind ? "seeing\nclaim - up OK\n" : "claim - up OK\n");
	assert_check(inst, code, output, line);
	assert_check(inst, code, output, "");
}

static void a_check_that_could_not_look_is_blind(void **state)
{
	struct muzzle_inst *inst = begin(plain);

	(void)state;
	assert_blind(inst, 3, "no such host|x=1", "blind UNKNOWN: no such host\n");
	assert_blind(inst, 3, "UNKNOWN - eh", "blind UNKNOWN - eh\n");
	assert_blind(inst, 4, "odd", "blind sh exited with 4: odd\n");
	assert_blind(inst, 255, "", "blind sh exited with 255\n");
	assert_check(inst, 2, "", "seeing\nclaim - down CRITICAL\n");
	fake_advance(inst, 30000);
	fake_exit(inst, &(struct muzzle_exit){ .code = 9 }, "half");
	assert_told(inst, "blind sh was killed by signal 9: half\n");
	fake_close(inst);
}

static void a_check_that_never_looked_is_told_once_as_a_mistake(void **state)
{
	struct muzzle_inst *inst = begin(plain), *other = begin(plain);

	(void)state;
	assert_check(
		inst, 3, "check_tcp: invalid option",
		"blind UNKNOWN: check_tcp: invalid option\n"
		"fault - setup UNKNOWN: check_tcp: invalid option; it has never looked yet: mend "
		"`command`\n");
	for (int i = 0; i < 20; i++)
		assert_check(inst, 3, "check_tcp: invalid option", "");
	fake_close(inst);
	assert_check(other, 2, "", "claim - down CRITICAL\n");
	assert_check(other, 3, "", "blind UNKNOWN\n");
	fake_close(other);
}

static void a_check_without_an_answer_in_time_is_a_fault_of_the_way(void **state)
{
	struct muzzle_inst *inst = begin(plain);

	(void)state;
	assert_check(inst, 0, "", "claim - up OK\n");
	assert_check(inst, 3, "", "blind UNKNOWN\n");
	fake_advance(inst, 30000);
	fake_exit(inst, &(struct muzzle_exit){ .code = 15, .timed_out = true }, "half");
	assert_told(inst, "seeing\nfault - path " CHECK ": no answer within 30s\n");
	fake_advance(inst, 30000);
	fake_exit(inst, &(struct muzzle_exit){ .exited = true, .timed_out = true }, "OK");
	assert_told(inst, "fault - path " CHECK ": no answer within 30s\n");
	fake_close(inst);
}

static void what_cannot_be_run_is_a_fault_of_the_setup(void **state)
{
	const struct fake_setting missing[] = { { "command", "no-such-check-here" },
						{ NULL, NULL } };
	struct muzzle_inst *inst = begin(plain), *other = fake_open("exec_check", missing);

	(void)state;
	assert_check(
		inst, 127, "sh: jq: not found",
		"fault - setup sh exited with 127: sh: jq: not found; give the whole path of an "
		"executable that the user of muzzle may run\n");
	fake_advance(inst, 30000);
	end(inst, 126, "");
	assert_int_equal(inst->last.what, MUZZLE_SETUP);
	fake_close(inst);
	assert_non_null(fake_logged(other, "no-such-check-here"));
	fake_advance(other, 0);
	assert_told(other, "fault - setup no-such-check-here: No such file or directory; give the "
			   "whole path of an executable that the user of muzzle may run\n");
	fake_advance(other, 29999);
	assert_told(other, "");
	fake_advance(other, 1);
	assert_int_equal(other->reports, 2);
	fake_close(other);
}

static void the_meaning_of_an_exit_is_the_operators(void **state)
{
	const struct fake_setting settings[] = { { "command", CHECK },    { "session", "omer" },
						 { "ok", "starting" },    { "warning", "off" },
						 { "critical", "human" }, { NULL, NULL } };
	struct muzzle_inst *inst = begin(settings);

	(void)state;
	assert_check(inst, 0, "", "claim omer starting OK\n");
	assert_check(inst, 1, "", "claim omer off WARNING\n");
	assert_check(inst, 2, "", "claim omer human CRITICAL\n");
	fake_close(inst);
}

static void foreign_text_is_cleaned_and_cut(void **state)
{
	struct muzzle_inst *inst = begin(plain);
	char noise[3000];

	(void)state;
	memset(noise, 'x', sizeof(noise) - 1);
	noise[sizeof(noise) - 1] = '\0';
	end(inst, 2, noise);
	assert_in_range(strlen(inst->last.raw), 150, 200);
	fake_told(inst);
	assert_check(inst, 2, "a\x1b[31mred\x07 \xff bell", "claim - down CRITICAL: ared bell\n");
	fake_close(inst);
}

static void only_an_advance_of_the_number_is_a_proof(void **state)
{
	struct muzzle_inst *inst = begin(traffic);

	(void)state;
	assert_check(inst, 0, "OK|'messages in'=5c", "claim omer up OK\n");
	assert_check(inst, 0, "OK|'messages in'=5c", "claim omer up OK\n");
	assert_check(inst, 0, "OK|'messages in'=5.5c", "claim omer up OK\nproof omer\n");
	assert_check(inst, 2, "|'messages in'=6c", "claim omer down CRITICAL\nproof omer\n");
	assert_check(inst, 0, "OK|'messages in'=1c", "claim omer up OK\n"); /* begun anew */
	assert_check(inst, 0, "OK|other=9", "claim omer up OK\n");
	assert_check(inst, 0, "OK|'messages in'=2c", "claim omer up OK\n"); /* after a gap */
	assert_check(inst, 3, "", "blind UNKNOWN\n");
	assert_check(inst, 0, "OK|'messages in'=3c", "seeing\nclaim omer up OK\n");
	assert_check(inst, 0, "OK|'messages in'=4c", "claim omer up OK\nproof omer\n");
	fake_close(inst);
}

static void there_is_never_a_second_check_before_the_first_has_ended(void **state)
{
	struct muzzle_inst *inst = begin(plain);

	(void)state;
	fake_advance(inst, 100000);
	inst->plugin->hurry(inst->self, true);
	fake_advance(inst, 100000);
	assert_null(fake_running(inst, 1));
	end(inst, 0, "");
	fake_advance(inst, 499);
	assert_null(fake_running(inst, 0));
	fake_close(inst);
}

/* Ends the check after so long; how long until the next one. */
static int64_t next_after(struct muzzle_inst *inst, int64_t took_ms)
{
	int64_t waited_ms = 0;

	fake_advance(inst, took_ms);
	end(inst, 0, "");
	while (!fake_running(inst, 0)) {
		fake_advance(inst, 100);
		waited_ms += 100;
	}
	return waited_ms;
}

static void hurry_checks_as_often_as_the_check_allows(void **state)
{
	struct muzzle_inst *inst = begin(plain);

	(void)state;
	assert_int_equal(next_after(inst, 1000), 29000);
	assert_int_equal(next_after(inst, 31000), 500);
	inst->plugin->hurry(inst->self, true);
	assert_int_equal(next_after(inst, 100), 1900);
	assert_int_equal(next_after(inst, 1000), 3000);
	assert_int_equal(next_after(inst, 20000), 10000); /* never longer than without */
	inst->plugin->hurry(inst->self, false);
	assert_int_equal(next_after(inst, 100), 29900);
	end(inst, 0, "");
	fake_advance(inst, 5000);
	inst->plugin->hurry(inst->self, true);
	fake_advance(inst, 0);
	assert_non_null(fake_running(inst, 0));
	fake_close(inst);
}

static void a_probe_says_good_bad_or_nothing(void **state)
{
	struct muzzle_inst *inst = begin(probing);
	const struct muzzle_spawn *child;

	(void)state;
	assert_true(inst->probe_offered);
	end(inst, 0, "");
	fake_told(inst);
	inst->plugin->probe(inst->self, "omer");
	child = &fake_running(inst, 0)->child;
	assert_string_equal(child->argv[1], "--who=omer");
	assert_string_equal(child->env[0], "A=1");
	assert_int_equal(child->timeout_ms, 9000);
	end(inst, 0, "here");
	assert_told(inst, "probe omer ok OK: here\n");
	inst->plugin->probe(inst->self, "omer");
	end(inst, 2, "gone");
	assert_told(inst, "probe omer bad CRITICAL: gone\n");
	inst->plugin->probe(inst->self, "omer");
	end(inst, 1, "eh");
	assert_told(inst, "fault - path probe: WARNING: eh\n");
	inst->plugin->probe(inst->self, "omer");
	fake_exit(inst, &(struct muzzle_exit){ .code = 15, .timed_out = true }, "");
	assert_told(inst, "fault - path probe: " CHECK ": no answer within 9s\n");
	fake_close(inst);
}

static void a_probe_that_cannot_be_run_is_told_once(void **state)
{
	struct muzzle_inst *inst = begin(probing);

	(void)state;
	end(inst, 0, "");
	fake_told(inst);
	for (int i = 0; i < 3; i++) {
		inst->plugin->probe(inst->self, "omer");
		end(inst, 127, "");
		assert_int_equal(inst->reports, 2);
	}
	assert_int_equal(inst->last.what, MUZZLE_SETUP);
	inst->plugin->probe(inst->self, "omer");
	end(inst, 0, "");
	inst->plugin->probe(inst->self, "omer");
	end(inst, 127, "");
	assert_int_equal(inst->reports, 4);
	fake_close(inst);
}

static void probes_wait_for_each_other(void **state)
{
	struct muzzle_inst *inst = begin(probing);

	(void)state;
	end(inst, 0, "");
	fake_told(inst);
	inst->plugin->probe(inst->self, "omer");
	inst->plugin->probe(inst->self, "dana");
	inst->plugin->probe(inst->self, "omer");
	inst->plugin->probe(inst->self, "dana");
	assert_null(fake_running(inst, 1));
	end(inst, 0, "");
	assert_told(inst, "probe omer ok OK\n");
	assert_string_equal(fake_running(inst, 0)->child.argv[1], "--who=dana");
	end(inst, 2, "");
	assert_told(inst, "probe dana bad CRITICAL\n");
	assert_null(fake_running(inst, 0));
	fake_close(inst);
}

static void more_sessions_than_may_wait_are_left_out(void **state)
{
	struct muzzle_inst *inst = begin(probing);
	char name[] = "s000";

	(void)state;
	end(inst, 0, "");
	for (int i = 0; i < 300; i++) {
		name[1] = (char)('0' + i / 100);
		name[2] = (char)('0' + i / 10 % 10);
		name[3] = (char)('0' + i % 10);
		inst->plugin->probe(inst->self, name);
	}
	for (int i = 0; i < 256; i++)
		end(inst, 0, "");
	assert_null(fake_running(inst, 0));
	assert_int_equal(inst->reports, 257);
	fake_close(inst);
}

static void a_name_that_would_pass_for_an_option_is_not_given_to_a_command(void **state)
{
	const struct fake_setting settings[] = { { "command", CHECK },
						 { "probe_command", CHECK " {session}" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = begin(settings);

	(void)state;
	end(inst, 0, "");
	fake_told(inst);
	inst->plugin->probe(inst->self, "-rf");
	assert_null(fake_running(inst, 0));
	assert_int_equal(inst->last.what, MUZZLE_SETUP);
	inst->plugin->probe(inst->self, "rf");
	assert_string_equal(fake_running(inst, 0)->child.argv[1], "rf");
	fake_close(inst);
}

static void a_check_of_one_session_probes_that_one_only(void **state)
{
	const struct fake_setting settings[] = { { "command", CHECK },
						 { "session", "omer" },
						 { "probe_command", CHECK },
						 { NULL, NULL } };
	struct muzzle_inst *inst = begin(settings), *none = begin(plain);

	(void)state;
	end(inst, 0, "");
	inst->plugin->probe(inst->self, "dana");
	assert_null(fake_running(inst, 0));
	inst->plugin->probe(inst->self, "omer");
	assert_non_null(fake_running(inst, 0));
	fake_close(inst);
	assert_false(none->probe_offered);
	end(none, 0, "");
	none->plugin->probe(none->self, "omer");
	assert_null(fake_running(none, 0));
	fake_close(none);
}

static void assert_refused(const char *key, const char *value, const char *why)
{
	const struct fake_setting settings[] = { { strcmp(key, "command") ? "command" : "every",
						   strcmp(key, "command") ? CHECK : "9s" },
						 { key, value },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("exec_check", settings);

	assert_int_not_equal(fake_start(inst), 0);
	if (!fake_logged(inst, why))
		fail_msg("%s = %s: no word of `%s`", key, value, why);
	fake_close(inst);
}

static void nonsense_is_refused_with_its_remedy(void **state)
{
	struct muzzle_inst *inst = fake_new("exec_check", NULL);

	(void)state;
	assert_non_null(inst->error);
	fake_close(inst);
	assert_refused("command", "/no/such/check", "`command`: /no/such/check: No such file");
	assert_refused("command", "/etc/passwd", "`command`: /etc/passwd: Permission denied");
	assert_refused("command", "/no/such/check", "mend the path");
	assert_refused("command", CHECK " -s {session}", "write its name");
	assert_refused("env", "PATH", "`env`: each is NAME=value");
	assert_refused("env", "=x", "`env`");
	assert_refused("session", "a b", "`session`");
	assert_refused("probe_command", CHECK " {target}", "only name {session}");
	assert_refused("probe_command", "{session}", "begins with a program");
	assert_refused("probe_command", "/no/such/probe {session}", "/no/such/probe");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_runs_as_it_is_written_with_limits),
		cmocka_unit_test(exits_are_claims_as_the_rules_say),
		cmocka_unit_test(a_check_that_could_not_look_is_blind),
		cmocka_unit_test(a_check_that_never_looked_is_told_once_as_a_mistake),
		cmocka_unit_test(a_check_without_an_answer_in_time_is_a_fault_of_the_way),
		cmocka_unit_test(what_cannot_be_run_is_a_fault_of_the_setup),
		cmocka_unit_test(the_meaning_of_an_exit_is_the_operators),
		cmocka_unit_test(foreign_text_is_cleaned_and_cut),
		cmocka_unit_test(only_an_advance_of_the_number_is_a_proof),
		cmocka_unit_test(there_is_never_a_second_check_before_the_first_has_ended),
		cmocka_unit_test(hurry_checks_as_often_as_the_check_allows),
		cmocka_unit_test(a_probe_says_good_bad_or_nothing),
		cmocka_unit_test(a_probe_that_cannot_be_run_is_told_once),
		cmocka_unit_test(probes_wait_for_each_other),
		cmocka_unit_test(more_sessions_than_may_wait_are_left_out),
		cmocka_unit_test(a_name_that_would_pass_for_an_option_is_not_given_to_a_command),
		cmocka_unit_test(a_check_of_one_session_probes_that_one_only),
		cmocka_unit_test(nonsense_is_refused_with_its_remedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
