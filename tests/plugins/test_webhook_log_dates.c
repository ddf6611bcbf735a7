/* test_webhook_log_dates.c - webhook_log: when was it written, was it there before us, does any come?
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_asserts.h"

#define MINUTE INT64_C(60000)

/* FAKE_WALL_MS, when the tests begin. */
#define NOW_ISO "2026-11-21T23:03:06"

/* One template and what else is set; key NULL: nothing. */
static struct muzzle_inst *open_log(const char *match, const char *key, const char *value)
{
	const struct fake_setting settings[] = {
		{ "file", "/var/log/gw.log" }, { "match", match }, { "proof", "message" },
		{ "proof_every", "0s" },       { key, value },     { NULL, NULL }
	};

	return fake_open("webhook_log", settings);
}

static void every_form_of_time_dates_a_line(void **state)
{
	static const struct {
		const char *match, *line;
	} forms[] = {
		{ "{time} {session} {event}", "1795302185000 omer message" },
		{ "{time} {session} {event}", "1795302185 omer message" },
		{ "at {time:s} {session} {event}", "at 1795302185.000999 omer message" },
		{ "* t={time:ms}: {session} {event}", "x t=1795302185000: omer message" },
		{ "{time:iso} {session} {event}", "2026-11-21T23:03:05Z omer message" },
		{ "[{time:iso}] {session} {event}",
		  "[2026-11-22 00:03:05,000+01:00] omer message" },
		{ "{time:iso} {session} {event}", "2026-11-21 18:03:05 omer message" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct muzzle_inst *inst = open_log(forms[i].match, NULL, NULL);

		fake_line(inst, forms[i].line);
		assert_true(inst->last.wall);
		assert_told(inst, "proof omer +-1000\n");
		fake_close(inst);
	}
}

static void a_time_that_cannot_be_read_is_that_of_its_arrival(void **state)
{
	struct muzzle_inst *inst = open_log("{time:iso} {session} {event}", NULL, NULL);

	(void)state;
	fake_line(inst, "2026-11-21 99:03:05 omer message");
	assert_told(inst, "");
	fake_close(inst);
	inst = open_log("{time:s} {session} {event}", NULL, NULL);
	fake_line(inst, "99999999999999999999 omer message");
	assert_false(inst->last.wall);
	assert_told(inst, "proof omer +0\n");
	fake_close(inst);
}

static void what_was_there_before_us_counts_by_its_own_time_only(void **state)
{
	struct muzzle_inst *dated = open_log("{time:iso} {session} {event}", NULL, NULL);
	struct muzzle_inst *undated = open_log("{session} {event}", NULL, NULL);

	(void)state;
	assert_true(dated->stream[0].from.resume);
	dated->late = undated->late = true;
	fake_line(dated, NOW_ISO "Z omer message");
	assert_told(dated, "proof omer +0\n");
	fake_line(dated, NOW_ISO " omer message"); /* of which zone, nobody knows */
	assert_told(dated, "");
	fake_line(undated, "omer message");
	assert_told(undated, "");
	undated->late = false;
	fake_line(undated, "omer message");
	assert_told(undated, "proof omer +0\n");
	fake_close(dated);
	fake_close(undated);
}

static void a_time_of_an_unknown_form_is_refused(void **state)
{
	const struct fake_setting settings[] = { { "file", "/a" },
						 { "match", "{time:rfc} {session} {event}" },
						 { NULL, NULL } };

	(void)state;
	assert_refuses("webhook_log", settings, "{time:iso}");
}

static void lines_that_come_together_are_told_in_their_order(void **state)
{
	struct muzzle_inst *inst = open_log("* {session} {event}", NULL, NULL);

	(void)state;
	fake_line(inst, "x omer message\r\nnothing\n\ny mia \x1b[1mmessage\x1b[0m\nz eve message");
	assert_told(inst, "proof omer +0\nproof mia +0\nproof eve +0\n");
	fake_close(inst);
}

/* Two at a time: one that is told how often lines come, one that learns it. */
static void of_the_proofs_held_back_the_newest_is_told(void **state)
{
	const struct fake_setting settings[] = { { "file", "/var/log/gw.log" },
						 { "match", "{time} {session} {event}" },
						 { "proof", "message" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("webhook_log", settings);

	(void)state;
	fake_line(inst, "1795302185000 omer message");
	fake_line(inst, "1795302185900 omer message");
	fake_line(inst, "1795302185700 omer message"); /* written a little out of order */
	assert_told(inst, "proof omer +-1000\n");
	fake_advance(inst, 1000);
	assert_told(inst, "proof omer +-1100\n");
	fake_close(inst);
}

static void a_log_without_lines_is_blind_and_sees_again_with_the_next(void **state)
{
	struct muzzle_inst *told = open_log("{session} {event}", "expect", "5m");
	struct muzzle_inst *learns = open_log("{session} {event}", NULL, NULL);

	(void)state;
	fake_advance(told, 10 * MINUTE - 1);
	assert_told(told, "");
	fake_advance(told, 1);
	assert_told(told, "blind no line for 10m, expected one every 5m at most\n");
	fake_advance(told, 100 * MINUTE);
	assert_told(told, "");
	fake_line(told, "a line that means nothing");
	assert_told(told, "seeing\n");
	fake_advance(told, 9 * MINUTE);
	fake_line(told, "nothing");
	fake_advance(told, 10 * MINUTE);
	assert_told(told, "blind no line for 10m, expected one every 5m at most\n");

	for (int i = 0; i < 40; i++) {
		fake_advance(learns, 7 * MINUTE);
		fake_line(learns, "nothing");
	}
	fake_advance(learns, 14 * MINUTE - 1);
	assert_told(learns, "");
	fake_advance(learns, 1);
	assert_told(learns, "blind no line for 14m, expected one every 7m at most\n");
	fake_close(told);
	fake_close(learns);
}

static void what_is_broken_and_quiet_sees_again_when_it_is_neither(void **state)
{
	struct muzzle_inst *inst = open_log("{session} {event}", "expect", "3s");

	(void)state;
	fake_line_fault(inst, MUZZLE_PATH, "it ended");
	assert_told(inst, "blind it ended\n");
	fake_advance(inst, 7000); /* two gaps */
	fake_line(inst, "no longer quiet");
	assert_told(inst, "");
	fake_advance(inst, 10000); /* no longer broken, but quiet again */
	assert_told(inst, "");
	fake_line(inst, "a line");
	assert_told(inst, "seeing\n");
	fake_close(inst);
}

static void lines_that_were_there_before_us_say_nothing_of_their_habit(void **state)
{
	struct muzzle_inst *inst = open_log("{session} {event}", "expect", "1m");

	(void)state;
	fake_advance(inst, 2 * MINUTE);
	assert_true(strstr(fake_told(inst), "blind") != NULL);
	inst->late = true;
	fake_line(inst, "nothing");
	assert_told(inst, "");
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_of_time_dates_a_line),
		cmocka_unit_test(a_time_that_cannot_be_read_is_that_of_its_arrival),
		cmocka_unit_test(what_was_there_before_us_counts_by_its_own_time_only),
		cmocka_unit_test(a_time_of_an_unknown_form_is_refused),
		cmocka_unit_test(lines_that_come_together_are_told_in_their_order),
		cmocka_unit_test(of_the_proofs_held_back_the_newest_is_told),
		cmocka_unit_test(a_log_without_lines_is_blind_and_sees_again_with_the_next),
		cmocka_unit_test(what_is_broken_and_quiet_sees_again_when_it_is_neither),
		cmocka_unit_test(lines_that_were_there_before_us_say_nothing_of_their_habit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
