/* test_would.c - a recorded week judged once more: what observe mode would have done.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "traced.h"
#include "would.h"

#define HOUR_S 3600

/* Owned by the caller. */
static char *sum_up(struct traced *traced, const struct conf *conf, bool json, int *rc)
{
	struct would would = { .conf = conf, .json = json };
	char *said = NULL;
	size_t bytes;

	would.in = traced_open(traced);
	would.out = open_memstream(&said, &bytes);
	*rc = would_run(&would);
	fclose(would.in);
	fclose(would.out);
	return said;
}

static void assert_says(const char *said, const char *text)
{
	if (!strstr(said, text))
		print_error("not said: %s\nbut: %s\n", text, said);
	assert_non_null(strstr(said, text));
}

static void a_mended_death_is_one_act_on_its_day(void **state)
{
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	traced_say(&traced, "up", 23 * HOUR_S, 24 * HOUR_S - 60);
	traced_say(&traced, "down", 24 * HOUR_S - 60, 24 * HOUR_S + 60);
	traced_say(&traced, "up", 24 * HOUR_S + 60, 26 * HOUR_S);
	said = sum_up(&traced, NULL, true, &rc);
	assert_int_equal(rc, 0);
	assert_string_equal(
		said, "{\"from\":\"2026-01-01T00:00:00.000Z\","
		      "\"to\":\"2026-01-01T02:59:55.000Z\","
		      "\"would\":{\"waha/omer restart-session\":1},"
		      "\"days\":{\"2026-01-01\":1},\"held\":{\"verify\":1},"
		      "\"messages\":{},"
		      "\"peaks\":{\"session\":\"1 of 3 in 30m\",\"box\":\"1 of 6 in 1h\"}}\n");
	free(said);
}

static void deaths_of_two_days_are_two_days(void **state)
{
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	for (long day = 0; day < 2; day++) {
		traced_say(&traced, "up", day * 24 * HOUR_S, day * 24 * HOUR_S + 600);
		traced_say(&traced, "down", day * 24 * HOUR_S + 600, day * 24 * HOUR_S + 720);
		traced_say(&traced, "up", day * 24 * HOUR_S + 720, (day + 1) * 24 * HOUR_S);
	}
	said = sum_up(&traced, NULL, true, &rc);
	assert_says(said, "\"would\":{\"waha/omer restart-session\":2}");
	assert_says(said, "\"days\":{\"2026-01-01\":1,\"2026-01-02\":1}");
	assert_says(said,
		    "\"session\":\"1 of 3 in 30m\""); /* the day before is no part of the window */
	free(said);
}

static void what_stays_dead_climbs_the_ladder_to_its_end(void **state)
{
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	traced_say(&traced, "up", 0, 600);
	traced_say(&traced, "down", 600, 3600);
	said = sum_up(&traced, NULL, true, &rc);
	assert_says(said,
		    "\"would\":{\"waha/omer restart-session\":1,\"waha restart-container\":1}");
	assert_says(said, "\"gateway\":\"1 of 3 in 2h\"");
	assert_says(said, "\"box\":\"2 of 6 in 1h\"");
	assert_says(said, "\"quarantined\":1");
	free(said);
}

static void a_configuration_that_acts_is_only_observed(void **state)
{
	struct scratch scratch = scratch_make();
	struct conf *conf = traced_conf(&scratch, "a.ini", "patience = 30s", "restart-session");
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	assert_false(conf->main.observe);
	traced_say(&traced, "up", 0, 600);
	traced_say(&traced, "down", 600, 650);
	traced_say(&traced, "up", 650, 3600);
	said = sum_up(&traced, conf, true, &rc);
	assert_says(said, "\"would\":{\"waha/omer restart-session\":1}");
	free(said);
	conf_free(conf);
	scratch_remove(&scratch);
}

static void a_good_week_says_so_in_few_words(void **state)
{
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	traced_say(&traced, "up", 0, 600);
	said = sum_up(&traced, NULL, false, &rc);
	assert_int_equal(rc, 0);
	assert_string_equal(said,
			    "from: 2026-01-01T00:00:00.000Z\nto: 2026-01-01T00:09:55.000Z\n"
			    "would: none\ndays: none\nheld: none\nmessages: none\npeaks: none\n");
	free(said);
}

static void people_read_it_in_paragraphs(void **state)
{
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	traced_say(&traced, "up", 0, 600);
	traced_say(&traced, "down", 600, 720);
	traced_say(&traced, "up", 720, 3600);
	said = sum_up(&traced, NULL, false, &rc);
	assert_string_equal(said, "from: 2026-01-01T00:00:00.000Z\nto: 2026-01-01T00:59:55.000Z\n"
				  "would\n  waha/omer restart-session: 1\ndays\n  2026-01-01: 1\n"
				  "held\n  verify: 1\nmessages: none\n"
				  "peaks\n  session: 1 of 3 in 30m\n  box: 1 of 6 in 1h\n");
	free(said);
}

static void bad_lines_are_named_and_the_rest_is_counted(void **state)
{
	struct traced traced = traced_begin();
	char *said;
	int rc;

	(void)state;
	fputs("nonsense\n", traced.file);
	traced_say(&traced, "up", 0, 600);
	traced_say(&traced, "down", 600, 720);
	said = sum_up(&traced, NULL, true, &rc);
	assert_int_equal(rc, -EINVAL);
	assert_says(said, "\"line\":2}\n");
	assert_says(said, "\"waha/omer restart-session\":1");
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mended_death_is_one_act_on_its_day),
		cmocka_unit_test(deaths_of_two_days_are_two_days),
		cmocka_unit_test(what_stays_dead_climbs_the_ladder_to_its_end),
		cmocka_unit_test(a_configuration_that_acts_is_only_observed),
		cmocka_unit_test(a_good_week_says_so_in_few_words),
		cmocka_unit_test(people_read_it_in_paragraphs),
		cmocka_unit_test(bad_lines_are_named_and_the_rest_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
