/* test_scribe.c - what is written down replays to the same orders.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lived.h"
#include "replay.h"

struct written {
	char *text; /* owned */
	size_t bytes;
};

static struct written write_world(const struct sim_setup *setup, int64_t from_ms, int64_t until_ms)
{
	struct written written = { NULL, 0 };
	FILE *file = open_memstream(&written.text, &written.bytes);
	struct watcher_config config;
	struct scribe scribe;
	struct trial trial = { .config = &config, .setup = setup, .scribe = &scribe };
	struct trial_verdict verdict;

	assert_non_null(file);
	watcher_config_default(&config);
	scribe_init(&scribe, file);
	scribe.from_ms = from_ms;
	scribe.until_ms = until_ms;
	assert_int_equal(trial_run(&trial, &verdict), 0);
	assert_null(verdict.rule);
	fclose(file);
	return written;
}

/* Only the lines with that word, or only those without. */
static struct written keep_lines(const struct written *all, const char *word, bool with)
{
	struct written kept = { malloc(all->bytes + 1), 0 };

	assert_non_null(kept.text);
	for (const char *line = all->text; *line;) {
		size_t bytes = (size_t)(strchr(line, '\n') + 1 - line);

		if ((memmem(line, bytes, word, strlen(word)) != NULL) == with) {
			memcpy(kept.text + kept.bytes, line, bytes);
			kept.bytes += bytes;
		}
		line += bytes;
	}
	kept.text[kept.bytes] = '\0';
	return kept;
}

static struct written replay(const struct written *trace)
{
	struct written answer = { NULL, 0 };
	struct replay run = { .sync = true,
			      .in = fmemopen(trace->text, trace->bytes, "r"),
			      .out = open_memstream(&answer.text, &answer.bytes) };

	assert_true(run.in && run.out);
	assert_int_equal(replay_run(&run), 0);
	fclose(run.in);
	fclose(run.out);
	return answer;
}

static void expect_same_orders(uint32_t scenarios)
{
	struct sim_setup setup = lived_setup(scenarios);
	struct written trace = write_world(&setup, 0, INT64_MAX);
	struct written ordered = keep_lines(&trace, "\"order\":", true);
	struct written answer = replay(&trace);
	struct written replayed = keep_lines(&answer, "\"done\":", false);

	assert_non_null(strstr(ordered.text, "\"order\":\"act\""));
	assert_string_equal(replayed.text, ordered.text);
	free(trace.text);
	free(ordered.text);
	free(answer.text);
	free(replayed.text);
}

static void a_trace_replays_to_the_orders_that_it_records(void **state)
{
	(void)state;
	expect_same_orders(LIVED_BIT(6) | LIVED_BIT(9) | LIVED_BIT(16) | LIVED_BIT(21));
}

static void it_does_so_across_kills_of_the_watcher(void **state)
{
	(void)state;
	expect_same_orders(LIVED_BIT(6) | LIVED_BIT(20));
}

static void who_begins_without_a_ledger_is_replayed_without_one(void **state)
{
	(void)state;
	expect_same_orders(LIVED_BIT(6) | LIVED_BIT(16) | LIVED_BIT(25));
}

static void a_span_of_it_has_no_head_and_no_other_lines(void **state)
{
	struct sim_setup setup = lived_setup(0);
	struct written span = write_world(&setup, SIM_HOUR_MS, SIM_HOUR_MS + 60000);

	(void)state;
	assert_null(strstr(span.text, "\"muzzle\":1"));
	assert_ptr_equal(strstr(span.text, "{\"t\":360"), span.text);
	for (const char *line = span.text; *line; line = strchr(line, '\n') + 1) {
		assert_true(strtoll(line + 5, NULL, 10) >= SIM_HOUR_MS);
		assert_true(strtoll(line + 5, NULL, 10) <= SIM_HOUR_MS + 60000);
	}
	free(span.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_replays_to_the_orders_that_it_records),
		cmocka_unit_test(it_does_so_across_kills_of_the_watcher),
		cmocka_unit_test(who_begins_without_a_ledger_is_replayed_without_one),
		cmocka_unit_test(a_span_of_it_has_no_head_and_no_other_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
