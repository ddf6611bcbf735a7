/* test_lib_mapping.c - what is read out of an answer.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fake_host.h"
#include "fake_report.h"
#include "mapping.h"

static const char *const up[] = { "open", NULL };
static const char *const down[] = { "closed", NULL };

/* A mapping and the host that hears it. */
struct heard {
	struct muzzle_inst inst;
	struct evidence by;
	struct mapping m;
};

static void listen(struct heard *h, struct mapping options)
{
	*h = (struct heard){ .inst.host = { .report = fake_report, .round = fake_round } };
	h->by = (struct evidence){ &h->inst.host, &h->inst };
	h->m = options;
	h->m.by = &h->by;
	h->m.words = (struct wordmap){ .up = up, .down = down };
	if (!h->m.sessions_max)
		h->m.sessions_max = 256;
	assert_null(mapping_check(&h->m));
	assert_int_equal(mapping_init(&h->m), 0);
}

static void stop(struct heard *h)
{
	mapping_fini(&h->m);
	for (size_t i = 0; i < h->inst.kept; i++)
		free(h->inst.keep[i]);
	free(h->inst.keep);
	free(h->inst.told);
}

static void assert_read(struct heard *h, const char *body, enum mapping_found found,
			const char *told)
{
	const struct muzzle_answer answer = {
		.status = 200, .why = "", .body = body, .body_bytes = strlen(body)
	};

	mapping_begin(&h->m);
	assert_int_equal(mapping_read(&h->m, &answer), found);
	if (found == MAPPING_SESSIONS)
		mapping_end(&h->m);
	assert_string_equal(fake_told(&h->inst), told);
}

static void what_is_no_json_is_told_from_what_is_not_mapped(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, (struct mapping){ .name = "/n", .status = "/s" });
	assert_read(&h, "", MAPPING_NOTHING, "");
	assert_read(&h, "<html>", MAPPING_NOTHING, "");
	assert_read(&h, "[{\"n\":\"a\",\"s\":\"open\"}", MAPPING_NOTHING, "");
	assert_read(&h, "{\"n\":\"a\",\"s\":\"open\"}", MAPPING_OTHER, "");
	assert_read(&h, "\"open\"", MAPPING_OTHER, "");
	assert_read(&h, "[7]", MAPPING_OTHER, "");
	assert_read(&h, "[]", MAPPING_SESSIONS, "round\n");
	assert_read(&h, "[{\"n\":\"a\",\"s\":\"open\"}]", MAPPING_SESSIONS,
		    "claim a up open\nround\n");
	stop(&h);
}

static void numbers_and_truth_values_are_words_and_objects_are_not(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, (struct mapping){ .name = "/n", .status = "/s" });
	assert_read(&h,
		    "[{\"n\":1,\"s\":true},{\"n\":\"b\",\"s\":{}},{\"n\":[],\"s\":1},"
		    "{\"n\":\"\",\"s\":1}]",
		    MAPPING_SESSIONS, "claim 1 human true\nfault - setup b: it has no status\n");
	stop(&h);
}

static void two_mappings_keep_to_themselves(void **state)
{
	struct heard one, other;

	(void)state;
	listen(&one, (struct mapping){ .name = "/n", .status = "/s", .activity_at = "/a" });
	listen(&other, (struct mapping){ .items = "/all", .status = "/s", .sessions_max = 1 });
	assert_read(&one, "[{\"n\":\"x\",\"s\":\"open\",\"a\":1}]", MAPPING_SESSIONS,
		    "claim x up open\nround\n");
	assert_read(&other, "{\"all\":{\"x\":{\"s\":\"closed\",\"a\":2},\"y\":{\"s\":\"open\"}}}",
		    MAPPING_SESSIONS,
		    "claim x down closed\n"
		    "fault - setup y: it is one session more than `max_sessions` allows\n");
	assert_read(&one, "[{\"n\":\"x\",\"s\":\"open\",\"a\":2}]", MAPPING_SESSIONS,
		    "claim x up open\nproof x\nround\n");
	mapping_forget(&one.m);
	assert_read(&one, "[{\"n\":\"x\",\"s\":\"open\",\"a\":3}]", MAPPING_SESSIONS,
		    "claim x up open\nround\n");
	stop(&one);
	stop(&other);
}

static void what_makes_an_item_human_counts_unless_it_is_up(void **state)
{
	static const char *const rules[] = { "/why 401", "/end/final true", NULL };
	struct heard h;

	(void)state;
	listen(&h, (struct mapping){ .name = "/n", .status = "/s", .human_when = rules });
	assert_read(&h,
		    "[{\"n\":\"a\",\"s\":\"closed\",\"why\":401},"
		    "{\"n\":\"b\",\"s\":\"closed\",\"why\":428},"
		    "{\"n\":\"c\",\"s\":\"open\",\"why\":401},"
		    "{\"n\":\"d\",\"s\":\"closed\",\"why\":null,\"end\":{\"final\":true}}]",
		    MAPPING_SESSIONS,
		    "claim a human closed, /why 401\nclaim b down closed\nclaim c up open\n"
		    "claim d human closed, /end/final true\nround\n");
	stop(&h);
}

static void those_in_trouble_are_read_from_their_lists_and_nobody_is_gone(void **state)
{
	static const char *const failing[] = { "/failing", NULL };
	static const char *const known[] = { "x", NULL };
	struct heard h;

	(void)state;
	listen(&h, (struct mapping){ .status = "/ready", .rolls = { failing, known } });
	assert_read(&h, "{\"failing\":[\"x\"]}", MAPPING_SESSIONS,
		    "claim - up nothing listed\nclaim x down failing\n");
	assert_read(&h, "{\"ready\":false}", MAPPING_SESSIONS,
		    "fault - setup false: it comes without the list of `failing`; ask from the "
		    "gateway's own host, or with its key\n");
	assert_read(&h, "{\"ready\":false}", MAPPING_SESSIONS, "");
	assert_read(&h, "{\"error\":\"gone\"}", MAPPING_OTHER, "");
	assert_read(&h, "[\"x\"]", MAPPING_OTHER, "");
	assert_read(&h, "<html>", MAPPING_NOTHING, "");
	stop(&h);
}

#define ACTIVE(n) "[{\"n\":\"x\",\"s\":\"open\",\"a\":" n "}]"

/* Dates in words, too: when they are of the last use of an API they say nothing of traffic either. */
static void only_numbers_can_advance(void **state)
{
	static const char *const none[] = { ACTIVE("\"9\""), ACTIVE("\"2026-11-22T07:40:00Z\""),
					    ACTIVE("true"),  ACTIVE("[9]"),
					    ACTIVE("{}"),    ACTIVE("null") };
	struct heard h;

	(void)state;
	listen(&h, (struct mapping){ .name = "/n", .status = "/s", .activity_at = "/a" });
	assert_read(&h, ACTIVE("1"), MAPPING_SESSIONS, "claim x up open\nround\n");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_read(&h, none[i], MAPPING_SESSIONS, "claim x up open\nround\n");
		assert_read(&h, ACTIVE("8"), MAPPING_SESSIONS, "claim x up open\nround\n");
	}
	assert_read(&h, ACTIVE("9.5"), MAPPING_SESSIONS, "claim x up open\nproof x\nround\n");
	stop(&h);
}

static void options_that_cannot_work_are_refused(void **state)
{
	static const char *const no_value[] = { "/why", NULL };
	struct mapping pointer = { .items = "all" }, session = { .session = "a b" },
		       rule = { .human_when = no_value }, fine = { .session = "a" };

	(void)state;
	assert_non_null(strstr(mapping_check(&pointer), "`items` must be a JSON pointer"));
	assert_non_null(strstr(mapping_check(&session), "`session`"));
	assert_non_null(strstr(mapping_check(&rule), "`human_when`"));
	assert_null(mapping_check(&fine));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_json_is_told_from_what_is_not_mapped),
		cmocka_unit_test(numbers_and_truth_values_are_words_and_objects_are_not),
		cmocka_unit_test(two_mappings_keep_to_themselves),
		cmocka_unit_test(what_makes_an_item_human_counts_unless_it_is_up),
		cmocka_unit_test(those_in_trouble_are_read_from_their_lists_and_nobody_is_gone),
		cmocka_unit_test(only_numbers_can_advance),
		cmocka_unit_test(options_that_cannot_work_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
