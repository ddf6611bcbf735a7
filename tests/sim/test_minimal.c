/* test_minimal.c - from a failing seed to the lines that show why.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include <cmocka.h>

#include "lived.h"
#include "minimal.h"
#include "replay.h"

struct found {
	struct minimal minimal;
	char *trace; /* owned */
	size_t bytes;
};

static int find(struct found *found, const struct watcher_config *config, uint32_t scenarios)
{
	const struct watcher_config *promised = found->minimal.promised;
	FILE *file = open_memstream(&found->trace, &found->bytes);
	int rc;

	assert_non_null(file);
	found->minimal = (struct minimal){ .config = config,
					   .promised = promised,
					   .setup = lived_setup(scenarios) };
	rc = minimal_find(&found->minimal, file);
	fclose(file);
	return rc;
}

static char *replay(struct found *found)
{
	char *answer = NULL;
	size_t bytes;
	struct replay run = { .sync = true,
			      .in = fmemopen(found->trace, found->bytes, "r"),
			      .out = open_memstream(&answer, &bytes) };

	assert_true(run.in && run.out);
	assert_int_equal(replay_run(&run), 0);
	fclose(run.in);
	fclose(run.out);
	return answer;
}

static size_t count(const char *text, const char *word)
{
	size_t found = 0;

	for (; (text = strstr(text, word)); text++)
		found++;
	return found;
}

/* With three seconds of patience three bad claims convict, whatever else there was. */
static void a_false_restart_is_shown_by_the_three_claims_that_convict(void **state)
{
	struct watcher_config config = lived_rash();
	struct found found = { .trace = NULL };
	char act[160], *answer;

	(void)state;
	assert_int_equal(find(&found, &config, LIVED_BIT(1) | LIVED_BIT(4) | LIVED_BIT(6)), 0);
	assert_string_equal(found.minimal.verdict.rule, "no false restart");
	assert_int_equal(found.minimal.kept, 3);
	assert_true(found.minimal.heard > 100);
	assert_int_equal(count(found.trace, "\"ev\":\"claim\""), 3);
	assert_int_equal(count(found.trace, "\"state\":\"starting\""), 3);
	snprintf(act, sizeof(act), "{\"t\":%lld,\"order\":\"act\",\"id\":1,\"target\":\"waha/s%d\"",
		 (long long)found.minimal.verdict.t_ms, found.minimal.verdict.who);
	assert_int_equal(count(found.trace, act), 1);
	answer = replay(&found);
	assert_int_equal(count(answer, act), 1);
	assert_int_equal(count(answer, "\"order\":\"act\""), 1);
	free(answer);
	free(found.trace);
}

static void the_world_is_shrunk_to_what_fails(void **state)
{
	struct watcher_config config = lived_rash();
	struct found found = { .trace = NULL };

	(void)state;
	assert_int_equal(find(&found, &config, LIVED_BIT(4) | LIVED_BIT(7) | LIVED_BIT(20)), 0);
	assert_int_equal(found.minimal.setup.scenarios, LIVED_BIT(4));
	assert_false(found.minimal.setup.base_faults);
	assert_true(found.minimal.setup.sessions <= found.minimal.verdict.who + 1);
	assert_true(found.minimal.setup.length_ms <= found.minimal.verdict.t_ms + 10000);
	free(found.trace);
}

/* One act in four days is promised, many are configured: the second one breaks it. */
static void a_broken_rule_is_shown_by_the_lines_that_break_it(void **state)
{
	struct watcher_config config, promised;
	struct found found = { .minimal = { .promised = &promised } };
	char *answer;

	(void)state;
	watcher_config_default(&config);
	promised = config;
	promised.policy.restarts = (struct policy_rate){ 1, LIVED_MS };
	assert_int_equal(find(&found, &config, LIVED_BIT(6) | LIVED_BIT(18)), 0);
	assert_false(found.minimal.verdict.mistake);
	assert_non_null(strstr(found.minimal.verdict.rule, "within its budgets"));
	assert_true(found.minimal.kept < 40);
	answer = replay(&found);
	assert_int_equal(count(answer, "\"order\":\"act\""), 2);
	free(answer);
	free(found.trace);
}

static void a_world_without_failure_has_nothing_to_shrink(void **state)
{
	struct watcher_config config;
	struct found found = { .trace = NULL };

	(void)state;
	watcher_config_default(&config);
	assert_int_equal(find(&found, &config, LIVED_BIT(2)), -ENOENT);
	assert_int_equal(found.bytes, 0);
	free(found.trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_false_restart_is_shown_by_the_three_claims_that_convict),
		cmocka_unit_test(the_world_is_shrunk_to_what_fails),
		cmocka_unit_test(a_broken_rule_is_shown_by_the_lines_that_break_it),
		cmocka_unit_test(a_world_without_failure_has_nothing_to_shrink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
