/* test_trial.c - what fails first in a world is told.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lived.h"

static void a_world_without_failure_is_tallied_and_nothing_is_told(void **state)
{
	struct sim_setup setup = lived_setup(LIVED_BIT(6));
	struct tally *tally = calloc(1, sizeof(*tally));
	struct watcher_config config;
	struct trial trial = { .config = &config, .setup = &setup, .tally = tally };
	struct trial_verdict verdict = { .rule = "left over" };

	(void)state;
	assert_non_null(tally);
	watcher_config_default(&config);
	assert_int_equal(trial_run(&trial, &verdict), 0);
	assert_null(verdict.rule);
	assert_int_equal(tally->worlds, 1);
	assert_int_equal(tally->session_ms, 4 * LIVED_MS);
	assert_true(tally->acts > 0 && tally->found[TALLY_LOUD].ended > 0);
	free(tally);
}

static void a_false_act_is_a_failure_only_for_who_minds(void **state)
{
	struct sim_setup setup = lived_setup(LIVED_BIT(4));
	struct watcher_config config = lived_rash();
	struct trial trial = { .config = &config, .setup = &setup };
	struct trial_verdict verdict;

	(void)state;
	assert_int_equal(trial_run(&trial, &verdict), 0);
	assert_null(verdict.rule);
	trial.minds_mistakes = true;
	assert_int_equal(trial_run(&trial, &verdict), 0);
	assert_string_equal(verdict.rule, "no false restart");
	assert_true(verdict.mistake);
	assert_true(verdict.who >= 0 && verdict.who < 4);
	assert_true(verdict.t_ms > 0 && verdict.t_ms < LIVED_MS);
}

static void a_failure_stops_the_tape_at_the_line_that_led_to_it(void **state)
{
	struct sim_setup setup = lived_setup(LIVED_BIT(4));
	struct watcher_config config = lived_rash();
	struct tape tape;
	struct trial trial = {
		.config = &config, .setup = &setup, .tape = &tape, .minds_mistakes = true
	};
	struct trial_verdict verdict;

	(void)state;
	tape_init(&tape, 1000000);
	assert_int_equal(trial_run(&trial, &verdict), 0);
	assert_int_equal(tape_line(&tape, tape_count(&tape) - 1)->evidence.t_ms, verdict.t_ms);
	tape_fini(&tape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_world_without_failure_is_tallied_and_nothing_is_told),
		cmocka_unit_test(a_false_act_is_a_failure_only_for_who_minds),
		cmocka_unit_test(a_failure_stops_the_tape_at_the_line_that_led_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
