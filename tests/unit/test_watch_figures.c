/* test_watch_figures.c - a target's numbers in few columns.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drawn.h"
#include "figures.h"

typedef void figure(struct json_object *row, int columns, char *text);

static const char *tell(figure *draw, const char *json, int columns)
{
	static char text[FIGURES_BYTES];
	struct json_object *row = drawn_json(json);

	memset(text, 'x', sizeof(text));
	draw(row, columns, text);
	assert_true((int)strlen(text) <= columns);
	json_object_put(row);
	return text;
}

static void a_span_has_one_unit_and_at_most_four_columns(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} spans[] = {
		{ -5, "0s" },         { 999, "0s" },       { 119999, "119s" },
		{ 120000, "2m" },     { 7199999, "119m" }, { 7200000, "2h" },
		{ 172799999, "47h" }, { 172800000, "2d" }, { INT64_C(999) * 86400000, "999d" },
	};
	char text[FIGURES_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		assert_string_equal(figures_span(spans[i].ms, text), spans[i].text);
}

static void the_bar_grows_with_the_run_and_is_full_when_patience_is_over(void **state)
{
	(void)state;
	assert_string_equal(tell(figures_run, "{'run_ms':40000,'patience_ms':90000}", 20),
			    "[####------] 40s/90s");
	assert_string_equal(tell(figures_run, "{'run_ms':0,'patience_ms':90000}", 20),
			    "[-----------] 0s/90s");
	assert_string_equal(tell(figures_run, "{'run_ms':89999,'patience_ms':90000}", 20),
			    "[#########-] 89s/90s");
	assert_string_equal(tell(figures_run, "{'run_ms':90000,'patience_ms':90000}", 20),
			    "[##########] 90s/90s");
	assert_string_equal(tell(figures_run, "{'run_ms':3600000,'patience_ms':0}", 20),
			    "[###########] 60m/0s");
}

static void without_room_the_numbers_stand_alone(void **state)
{
	(void)state;
	assert_string_equal(tell(figures_run, "{'run_ms':40000,'patience_ms':90000}", 9),
			    "40s/90s");
	assert_string_equal(tell(figures_run, "{'run_ms':40000,'patience_ms':90000}", 13),
			    "[#--] 40s/90s");
	assert_string_equal(tell(figures_run, "{'run_ms':40000,'patience_ms':90000}", 60),
			    "[########------------] 40s/90s");
	assert_string_equal(tell(figures_run, "{}", 20), "-");
}

static void a_proofs_age_stands_against_its_usual_gap(void **state)
{
	const char *both = "{'proof_age_ms':12000,'proof_gap_ms':30000}";

	(void)state;
	assert_string_equal(tell(figures_proof, both, 13), "12s of ~30s");
	assert_string_equal(tell(figures_proof, both, 9), "12s/~30s");
	assert_string_equal(tell(figures_proof, both, 5), "12s");
	assert_string_equal(tell(figures_proof, "{'proof_age_ms':12000}", 13), "12s");
	assert_string_equal(tell(figures_proof, "{'proof_gap_ms':30000}", 13), "- of ~30s");
	assert_string_equal(tell(figures_proof, "{}", 13), "-");
}

static void the_budget_left_is_never_negative(void **state)
{
	(void)state;
	assert_string_equal(tell(figures_left, "{'acts':1,'acts_max':3}", 5), "2/3");
	assert_string_equal(tell(figures_left, "{'acts':4,'acts_max':3}", 5), "0/3");
}

static void a_guard_has_its_time_if_both_fit(void **state)
{
	(void)state;
	assert_string_equal(tell(figures_held, "{'held_by':'cooldown','held_for_ms':30000}", 14),
			    "cooldown 30s");
	assert_string_equal(
		tell(figures_held, "{'held_by':'budget-gateway','held_for_ms':30000}", 14),
		"budget-gateway");
	assert_string_equal(tell(figures_held, "{'held_by':'human'}", 14), "human");
	assert_string_equal(tell(figures_held, "{'held_by':''}", 14), "-");
}

static void a_state_has_an_age_where_one_is_known(void **state)
{
	(void)state;
	assert_string_equal(tell(figures_state, "{'state':'answering'}", 9), "answering");
	assert_string_equal(tell(figures_since, "{'since_ms':61000}", 4), "61s");
	assert_string_equal(tell(figures_since, "{}", 4), "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_span_has_one_unit_and_at_most_four_columns),
		cmocka_unit_test(the_bar_grows_with_the_run_and_is_full_when_patience_is_over),
		cmocka_unit_test(without_room_the_numbers_stand_alone),
		cmocka_unit_test(a_proofs_age_stands_against_its_usual_gap),
		cmocka_unit_test(the_budget_left_is_never_negative),
		cmocka_unit_test(a_guard_has_its_time_if_both_fit),
		cmocka_unit_test(a_state_has_an_age_where_one_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
