/* test_sift.c - what plugins say, before anybody believes it.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "sift.h"

#define BOOT_MS 1000000
#define WALL_MS 1785196800000

static const struct sift_frame frame = { "waha", BOOT_MS, WALL_MS };

static struct muzzle_report make_report(enum muzzle_report_kind kind)
{
	return (struct muzzle_report){ .size = sizeof(struct muzzle_report),
				       .kind = kind,
				       .what = 1,
				       .session = kind == MUZZLE_EVENT ? NULL : "omer" };
}

static void assert_refused(const struct muzzle_report *report, const struct sift_frame *in)
{
	struct sift_report clean;
	const char *why = NULL;

	assert_int_equal(sift_clean(&clean, report, in, &why), -EINVAL);
	assert_non_null(why);
}

static struct sift_report sift(const struct muzzle_report *report)
{
	struct sift_report clean;
	const char *why;

	assert_int_equal(sift_clean(&clean, report, &frame, &why), 0);
	assert_null(why);
	return clean;
}

static void the_sections_gateway_stands_in_and_texts_are_never_null(void **state)
{
	struct muzzle_report report = make_report(MUZZLE_CLAIM);
	struct sift_report clean = sift(&report);

	(void)state;
	assert_string_equal(clean.report.gateway, "waha");
	assert_string_equal(clean.report.session, "omer");
	assert_string_equal(clean.raw, "");
	assert_string_equal(clean.why, "");
	assert_string_equal(clean.id, "");
	assert_int_equal(clean.report.at_ms, BOOT_MS);
	report.gateway = "other";
	assert_string_equal(sift(&report).report.gateway, "other");
}

static void foreign_texts_are_cleaned(void **state)
{
	struct muzzle_report report = make_report(MUZZLE_CLAIM);
	struct sift_report clean;

	(void)state;
	report.raw = "WORK\033[31mING\n";
	report.why = "a\tb";
	clean = sift(&report);
	assert_string_equal(clean.raw, "WORKING");
	assert_string_equal(clean.why, "a b");
}

static void times_become_boot_time_and_the_future_is_now(void **state)
{
	static const struct {
		bool wall;
		int64_t at_ms, want_ms;
	} cases[] = {
		{ false, 0, BOOT_MS },
		{ false, BOOT_MS - 7, BOOT_MS - 7 },
		{ false, BOOT_MS + 7, BOOT_MS },
		{ false, -5, 1 },
		{ true, WALL_MS - 5000, BOOT_MS - 5000 },
		{ true, WALL_MS + 5000, BOOT_MS },
		{ true, WALL_MS - BOOT_MS - 1, 1 },
		{ true, INT64_MIN, BOOT_MS },
		{ true, INT64_MAX, BOOT_MS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_report report = make_report(MUZZLE_PROOF);

		report.wall = cases[i].wall;
		report.at_ms = cases[i].at_ms;
		assert_int_equal(sift(&report).report.at_ms, cases[i].want_ms);
		assert_false(sift(&report).report.wall);
	}
}

static void only_claims_and_proofs_have_a_time_of_their_own(void **state)
{
	struct muzzle_report report = make_report(MUZZLE_EVENT);

	(void)state;
	report.at_ms = BOOT_MS - 7;
	assert_int_equal(sift(&report).report.at_ms, BOOT_MS);
}

static void kinds_and_values_out_of_range_are_refused(void **state)
{
	struct muzzle_report report = make_report(0);

	(void)state;
	assert_refused(&report, &frame);
	report = make_report(MUZZLE_MEMORY + 1);
	assert_refused(&report, &frame);
	report = make_report(MUZZLE_CLAIM);
	report.what = MUZZLE_ABSENT + 1;
	assert_refused(&report, &frame);
	report = make_report(MUZZLE_EVENT);
	report.what = 0;
	assert_refused(&report, &frame);
	report = make_report(MUZZLE_FAULT);
	report.what = MUZZLE_SETUP + 1;
	assert_refused(&report, &frame);
}

static void memory_is_a_gateways_and_no_less_than_nothing(void **state)
{
	struct muzzle_report report = make_report(MUZZLE_MEMORY);

	(void)state;
	assert_refused(&report, &frame);
	report.session = NULL;
	report.bytes = 0;
	report.limit_bytes = 1 << 30;
	report.at_ms = BOOT_MS - 7;
	assert_int_equal(sift(&report).report.limit_bytes, 1 << 30);
	assert_int_equal(sift(&report).report.at_ms, BOOT_MS);
	report.bytes = -1;
	assert_refused(&report, &frame);
	report.bytes = 1;
	report.limit_bytes = -1;
	assert_refused(&report, &frame);
}

static void names_that_break_the_grammar_are_refused(void **state)
{
	const struct sift_frame nowhere = { NULL, BOOT_MS, WALL_MS };
	struct muzzle_report report = make_report(MUZZLE_CLAIM);

	(void)state;
	report.session = "two words";
	assert_refused(&report, &frame);
	report.session = "";
	assert_refused(&report, &frame);
	report.session = "omer";
	report.gateway = "../waha";
	assert_refused(&report, &frame);
	report.gateway = NULL;
	assert_refused(&report, &nowhere);
}

static void a_fault_is_the_gateways_and_an_event_of_a_session_is_refused(void **state)
{
	struct muzzle_report report = make_report(MUZZLE_FAULT);

	(void)state;
	assert_null(sift(&report).report.session);
	report = make_report(MUZZLE_EVENT);
	report.session = "omer";
	assert_refused(&report, &frame);
}

static void an_older_plugins_shorter_report_is_filled_up_with_nothing(void **state)
{
	struct muzzle_report report = make_report(MUZZLE_CLAIM);

	(void)state;
	report.raw = (const char *)1; /* beyond what its size covers */
	report.size = offsetof(struct muzzle_report, raw);
	assert_string_equal(sift(&report).raw, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sections_gateway_stands_in_and_texts_are_never_null),
		cmocka_unit_test(foreign_texts_are_cleaned),
		cmocka_unit_test(times_become_boot_time_and_the_future_is_now),
		cmocka_unit_test(only_claims_and_proofs_have_a_time_of_their_own),
		cmocka_unit_test(kinds_and_values_out_of_range_are_refused),
		cmocka_unit_test(memory_is_a_gateways_and_no_less_than_nothing),
		cmocka_unit_test(names_that_break_the_grammar_are_refused),
		cmocka_unit_test(a_fault_is_the_gateways_and_an_event_of_a_session_is_refused),
		cmocka_unit_test(an_older_plugins_shorter_report_is_filled_up_with_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
