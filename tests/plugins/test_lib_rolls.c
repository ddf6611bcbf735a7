/* test_lib_rolls.c - answers that name only those in trouble.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_host.h"
#include "fake_report.h"
#include "rolls.h"

static const char *const yes[] = { "true", "harmless", NULL };
static const char *const soon[] = { "startup-*", NULL };
static const char *const bad[] = { "database", NULL };
static const char *const asked[] = { "person-needed", NULL };
static const struct wordmap words = { .up = yes, .starting = soon, .down = bad, .human = asked };
static const char *const failing[] = { "/failing", "/suppressed human", NULL };
static const char *const known[] = { "irc", "mail", NULL };

/* What is read, and the host that hears it. */
struct heard {
	struct muzzle_inst inst;
	struct evidence by;
	struct rolls rolls;
	char about[64], what[256];
};

static void listen(struct heard *h, const char *const *rows, const char *const *sessions)
{
	*h = (struct heard){ .inst.host = { .report = fake_report } };
	h->by = (struct evidence){ &h->inst.host, &h->inst };
	h->rolls = (struct rolls){ rows, sessions, "/ready", &words, &h->by };
	assert_null(rolls_check(&h->rolls));
}

static void stop(struct heard *h)
{
	for (size_t i = 0; i < h->inst.kept; i++)
		free(h->inst.keep[i]);
	free(h->inst.keep);
	free(h->inst.told);
}

/* Whether the answer was one of its kind; what is missing stands in .about and .what. */
static bool reads(struct heard *h, const char *text)
{
	struct json_object *root = json_tokener_parse(text);
	struct rolls_complaint complaint;
	bool read = rolls_read(&h->rolls, root, &complaint);

	snprintf(h->about, sizeof(h->about), "%s", complaint.what ? complaint.about : "");
	snprintf(h->what, sizeof(h->what), "%s", complaint.what ? complaint.what : "");
	json_object_put(root);
	return read;
}

static void assert_told(struct heard *h, const char *text, const char *told)
{
	assert_true(reads(h, text));
	assert_string_equal(h->what, "");
	assert_string_equal(fake_told(&h->inst), told);
}

#define ALL_WELL "claim - up nothing listed\nclaim irc up not listed\nclaim mail up not listed\n"

static void who_is_listed_is_down_and_who_is_not_is_up(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, failing, known);
	assert_told(&h, "{\"failing\":[]}", ALL_WELL);
	assert_told(&h, "{\"failing\":[\"irc\"]}",
		    "claim - up nothing listed\nclaim irc down failing\n"
		    "claim mail up not listed\n");
	assert_told(&h, "{\"failing\":[\"irc\",\"mail\"]}",
		    "claim - up nothing listed\nclaim irc down failing\nclaim mail down failing\n");
	stop(&h);
}

static void a_list_has_the_state_of_its_row_and_the_first_one_decides(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, failing, known);
	assert_told(&h, "{\"failing\":[],\"suppressed\":[\"mail\"]}",
		    "claim - up nothing listed\nclaim irc up not listed\n"
		    "claim mail human suppressed\n");
	assert_told(&h, "{\"failing\":[\"mail\"],\"suppressed\":[\"mail\"]}",
		    "claim - up nothing listed\nclaim irc up not listed\n"
		    "claim mail down failing\n");
	stop(&h);
}

static void while_a_part_of_the_gateway_is_listed_nobody_passes_for_well(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, failing, known);
	assert_told(&h, "{\"failing\":[\"startup-sidecars\"]}",
		    "claim - starting startup-sidecars\n");
	assert_told(&h, "{\"failing\":[\"mail\",\"database\",\"startup-late\"]}",
		    "claim - down database\nclaim mail down failing\n");
	assert_told(&h, "{\"failing\":[\"person-needed\"]}", "claim - human person-needed\n");
	assert_told(&h, "{\"failing\":[\"harmless\"]}", ALL_WELL);
	stop(&h);
}

static void a_name_that_nobody_knows_is_told_and_nobody_passes_for_well(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, failing, known);
	assert_true(reads(&h, "{\"failing\":[\"fax\",\"irc\"]}"));
	assert_string_equal(fake_told(&h.inst), "claim irc down failing\n");
	assert_string_equal(h.about, "fax");
	assert_non_null(strstr(h.what, "neither one of `known`"));
	assert_true(reads(&h, "{\"failing\":[null,\"irc\"]}"));
	assert_string_equal(fake_told(&h.inst), "claim irc down failing\n");
	assert_string_equal(h.about, "null");
	stop(&h);
}

static void without_a_list_the_gateways_own_word_decides(void **state)
{
	struct heard h;

	(void)state;
	listen(&h, failing, known);
	assert_told(&h, "{\"ready\":true}", ALL_WELL);
	assert_told(&h, "{\"ready\":\"startup-slow\"}", "claim - starting startup-slow\n");
	assert_true(reads(&h, "{\"ready\":false}"));
	assert_string_equal(fake_told(&h.inst), "");
	assert_string_equal(h.about, "false");
	assert_non_null(strstr(h.what, "or with its key"));
	assert_false(reads(&h, "{\"error\":\"bad gateway\"}"));
	assert_false(reads(&h, "{\"ready\":null,\"failing\":null}"));
	assert_false(reads(&h, "[\"irc\"]"));
	assert_string_equal(fake_told(&h.inst), "");
	stop(&h);
}

static void a_text_is_a_list_of_one(void **state)
{
	static const char *const reason[] = { "/why", NULL };
	struct heard h;

	(void)state;
	listen(&h, reason, NULL);
	assert_told(&h, "{\"why\":\"startup-sidecars\"}", "claim - starting startup-sidecars\n");
	assert_told(&h, "{\"ready\":true}", "claim - up nothing listed\n");
	stop(&h);
}

static void two_of_them_keep_to_themselves(void **state)
{
	static const char *const other_known[] = { "fax", NULL };
	struct heard one, other;

	(void)state;
	listen(&one, failing, known);
	listen(&other, failing, other_known);
	assert_told(&one, "{\"failing\":[\"irc\"]}",
		    "claim - up nothing listed\nclaim irc down failing\n"
		    "claim mail up not listed\n");
	assert_told(&other, "{\"failing\":[\"fax\"]}",
		    "claim - up nothing listed\nclaim fax down failing\n");
	stop(&one);
	stop(&other);
}

static void options_that_cannot_work_are_refused(void **state)
{
	static const char *const no_pointer[] = { "failing", NULL };
	static const char *const no_state[] = { "/failing sick", NULL };
	static const char *const no_name[] = { "a/b", NULL };
	const struct rolls cases[] = { { .known = known },
				       { .failing = no_pointer },
				       { .failing = no_state },
				       { .failing = failing, .known = no_name } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_non_null(rolls_check(&cases[i]));
	assert_null(rolls_check(&(struct rolls){ .failing = NULL }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_listed_is_down_and_who_is_not_is_up),
		cmocka_unit_test(a_list_has_the_state_of_its_row_and_the_first_one_decides),
		cmocka_unit_test(while_a_part_of_the_gateway_is_listed_nobody_passes_for_well),
		cmocka_unit_test(a_name_that_nobody_knows_is_told_and_nobody_passes_for_well),
		cmocka_unit_test(without_a_list_the_gateways_own_word_decides),
		cmocka_unit_test(a_text_is_a_list_of_one),
		cmocka_unit_test(two_of_them_keep_to_themselves),
		cmocka_unit_test(options_that_cannot_work_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
