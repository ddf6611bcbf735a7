/* test_report.c - the same numbers as text, JSON and CSV.  SPDX-License-Identifier: ISC */
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report.h"

#define OUT_BYTES 8000

/* Ten session-years, five of them false restarts; loud deaths found after 40 s, one in two zombies. */
static void fill(struct tally *tally)
{
	tally->worlds = 1;
	tally->session_ms = 10 * SIM_YEAR_MS;
	tally->acts = 17;
	tally->false_acts = 5;
	tally->failures = 11;
	tally->incidents = 10;
	tally->alerts = 12;
	tally->longest_chain = 3;
	tally->probes = 36500;
	tally->self_down_ms = 340 * SIM_SECOND_MS;
	tally->mistaken_ms = 100 * SIM_SECOND_MS;
	for (int i = 0; i < 9; i++)
		delays_add(&tally->found[TALLY_LOUD], 40 * SIM_SECOND_MS);
	delays_add(&tally->found[TALLY_SILENT], 35 * SIM_MINUTE_MS);
	delays_miss(&tally->found[TALLY_SILENT]);
}

static char *print(enum report_form form, size_t count)
{
	static const char *const names[] = { "1", "4 medium weibull" };
	struct tally *tally = calloc(2, sizeof(*tally));
	char *out = calloc(1, OUT_BYTES);
	FILE *file = fmemopen(out, OUT_BYTES, "w");
	struct report_row rows[2];

	assert_true(tally && out && file);
	fill(&tally[1]);
	for (size_t i = 0; i < 2; i++)
		rows[i] = (struct report_row){ names[i],  "1",      "medium",
					       "weibull", "muzzle", &tally[i] };
	report_print(form, rows, count, file);
	fclose(file);
	free(tally);
	return out;
}

static void the_text_is_aligned_and_fits_120_columns(void **state)
{
	char *out = print(REPORT_TEXT, 2), *line = out;
	size_t lines = 0, bytes = strcspn(out, "\n");

	(void)state;
	assert_true(bytes <= 120);
	for (; *line; line += bytes + 1, lines++)
		assert_int_equal(strcspn(line, "\n"), bytes);
	assert_int_equal(lines, 4);
	free(out);
}

static void the_text_says_what_a_person_asks_first(void **state)
{
	char *out = print(REPORT_TEXT, 2);

	(void)state;
	/* half a false restart a year, at most 1.05; 10.513 is the limit of five events */
	assert_non_null(strstr(out, "4 medium weibull             10.0    0.50    1.05   40s/40s"
				    "       -/-   35m/inf  1.09"
				    "     3   1.20 100.000     34   10.0\n"));
	free(out);
}

static void nothing_to_tell_from_is_a_dash_in_text(void **state)
{
	char *out = print(REPORT_TEXT, 1), *row = strstr(out, "\n1 ");

	(void)state;
	assert_non_null(row);
	assert_non_null(strstr(row, "0.0       -       -       -/-"));
	free(out);
}

static double number(struct json_object *row, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(row, key, &value));
	return json_object_get_double(value);
}

static void json_has_every_number_under_a_name_with_its_unit(void **state)
{
	char *out = print(REPORT_JSON, 2);
	struct json_object *json = json_tokener_parse(out), *rows, *row, *value;

	(void)state;
	assert_true(json_object_object_get_ex(json, "rows", &rows));
	assert_int_equal(json_object_array_length(rows), 2);
	row = json_object_array_get_idx(rows, 1);
	assert_int_equal(number(row, "restarts"), 17);
	assert_int_equal(number(row, "false_restarts"), 5);
	assert_true(number(row, "false_per_session_year") == .5);
	assert_true(number(row, "false_upper95_per_session_year") == 1.0513);
	assert_true(number(row, "missed_silent_pct") == 50);
	assert_true(number(row, "restarts_per_failure") == 1.0909);
	assert_true(number(row, "blast_session_s_per_restart") == 20);
	assert_true(number(row, "mtbm_session_days") == 730);
	assert_true(json_object_object_get_ex(row, "law", &value));
	assert_string_equal(json_object_get_string(value), "weibull");
	json_object_put(json);
	free(out);
}

static void json_says_inf_for_never_and_null_for_nothing(void **state)
{
	char *out = print(REPORT_JSON, 2);
	struct json_object *json = json_tokener_parse(out), *rows, *row, *value;

	(void)state;
	assert_true(json_object_object_get_ex(json, "rows", &rows));
	row = json_object_array_get_idx(rows, 1);
	assert_true(json_object_object_get_ex(row, "detect_silent_p99_s", &value));
	assert_string_equal(json_object_get_string(value), "inf");
	assert_true(json_object_object_get_ex(row, "detect_hung_p99_s", &value));
	assert_null(value);
	json_object_put(json);
	free(out);
}

static size_t count_commas(const char *line)
{
	size_t count = 0;

	for (; *line && *line != '\n'; line++)
		count += *line == ',';
	return count;
}

static void csv_has_the_same_columns_in_every_line_and_names_them_first(void **state)
{
	char *out = print(REPORT_CSV, 2);
	char *second = strchr(out, '\n') + 1, *third = strchr(second, '\n') + 1;

	(void)state;
	assert_ptr_equal(strstr(out, "scenario,traffic,law,decider,worlds,session_years,"), out);
	assert_int_equal(count_commas(second), count_commas(out));
	assert_int_equal(count_commas(third), count_commas(out));
	assert_ptr_equal(strstr(third, "1,medium,weibull,muzzle,1,10.0000,17,5,0.50000,1.05130,"),
			 third);
	assert_non_null(strstr(third, ",inf,50.000,,,,"));
	assert_int_equal(strcspn(strchr(third, '\n'), ""), 1);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_is_aligned_and_fits_120_columns),
		cmocka_unit_test(the_text_says_what_a_person_asks_first),
		cmocka_unit_test(nothing_to_tell_from_is_a_dash_in_text),
		cmocka_unit_test(json_has_every_number_under_a_name_with_its_unit),
		cmocka_unit_test(json_says_inf_for_never_and_null_for_nothing),
		cmocka_unit_test(csv_has_the_same_columns_in_every_line_and_names_them_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
