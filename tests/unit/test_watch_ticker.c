/* test_watch_ticker.c - plain lines, JSON, and the command line that chooses.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "drawn.h"
#include "ticker.h"
#include "wanted.h"

#define WHEN_BYTES 21 /* "2026-11-22 13:21:44  ", of a clock that tests do not set */

struct fixture {
	struct ticker_setting setting;
	struct ticker *ticker;
	struct face face;
	char out[4000], trouble[400];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->setting = (struct ticker_setting){
		.where = "/run/muzzle",
		.out = fmemopen(f->out, sizeof(f->out), "w"),
		.trouble = fmemopen(f->trouble, sizeof(f->trouble), "w"),
	};
	f->ticker = ticker_new(&f->setting);
	f->face = ticker_face(f->ticker);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	ticker_free(f->ticker);
	fclose(f->setting.out);
	fclose(f->setting.trouble);
	free(f);
	return 0;
}

static void answer(struct fixture *f, const char *json)
{
	assert_true(f->face.begin(f->face.arg));
	assert_non_null(f->face.ask(f->face.arg));
	assert_null(f->face.ask(f->face.arg));
	f->face.answer(f->face.arg, drawn_json(json));
}

/* The lines so far without their dates. */
static const char *lines(struct fixture *f)
{
	static char text[4000];

	text[0] = '\0';
	for (const char *at = f->out; *at; at += strcspn(at, "\n") + 1)
		strncat(text, at + WHEN_BYTES, strcspn(at, "\n") + 1 - WHEN_BYTES);
	return text;
}

static void the_headline_comes_first_then_a_line_for_each_level_that_changes(void **state)
{
	struct fixture *f = *state;

	answer(f, "{'headline':'1 of 2 is not well','targets':[{'target':'g/a','level':'well'},"
		  "{'target':'g/b','level':'held','says':'held by eve'}]}");
	answer(f,
	       "{'headline':'2 of 2','targets':[{'target':'g/a','level':'doubtful','says':'down'},"
	       "{'target':'g/b','level':'held','says':'held by eve, still'}]}");
	answer(f, "{'headline':'fine','targets':[{'target':'g/a','level':'well','says':''},"
		  "{'target':'g/b','level':'held'}]}");
	assert_string_equal(lines(f), "muzzle           1 of 2 is not well\n"
				      "g/b              held: held by eve\n"
				      "g/a              in doubt, was well: down\n"
				      "g/a              well, was in doubt\n");
}

static void what_happened_before_is_left_to_history(void **state)
{
	const struct history_news news = { .wall_ms = 1, .target = "g/a", .text = "ACT 1" };
	struct fixture *f = *state;

	f->face.news(f->face.arg, &news, true);
	f->face.journal(f->face.arg, 0);
	assert_string_equal(f->out, "");
	f->face.news(f->face.arg, &news, false);
	f->face.journal(f->face.arg, 0);
	assert_string_equal(lines(f), "g/a              ACT 1\n");
}

static void a_daemon_that_is_gone_is_told_once_and_greeted_when_it_is_back(void **state)
{
	struct fixture *f = *state;

	f->face.lose(f->face.arg, -ENOENT, 1000);
	f->face.lose(f->face.arg, -ECONNREFUSED, 2000);
	answer(f, "{'headline':'all is well','targets':[]}");
	answer(f, "{'headline':'all is well','targets':[]}");
	f->face.lose(f->face.arg, -EACCES, 3000);
	assert_string_equal(
		lines(f),
		"muzzle           no daemon in /run/muzzle, trying again\n"
		"muzzle           all is well\n"
		"muzzle           not allowed to ask the daemon in /run/muzzle: only root "
		"and the group of its control.sock are, trying again\n");
}

static void a_refusal_is_told_once(void **state)
{
	struct fixture *f = *state;

	answer(f, "{'error':'not allowed'}");
	answer(f, "{'error':'not allowed'}");
	assert_string_equal(lines(f), "muzzle           not allowed, trying again\n");
}

static void what_a_stranger_wrote_is_fit_for_a_terminal(void **state)
{
	struct fixture *f = *state;

	answer(f, "{'headline':'h\\u001b[31m\\n','targets':[{'target':'g\\u0007','level':'held',"
		  "'says':'a\\u009bb\\nforged'}]}");
	assert_string_equal(lines(f), "muzzle           h\n"
				      "g                held: ab forged\n");
}

static void an_answer_of_another_form_does_no_harm(void **state)
{
	struct fixture *f = *state;

	answer(f, "{'headline':'x','targets':7}");
	answer(f, "{'targets':[7,{}]}");
	assert_string_equal(lines(f), "muzzle           x\n");
}

static void as_json_each_status_is_one_line_with_the_wanted_targets(void **state)
{
	struct fixture *f = *state;

	f->setting.json = true;
	f->setting.only = "g";
	answer(f, "{'headline':'x','targets':[{'target':'g'},{'target':'h'},{'target':'g/a'},"
		  "{'target':'gg'}],'holds':[]}");
	f->face.lose(f->face.arg, -ENOENT, 1000);
	fflush(f->setting.trouble);
	assert_string_equal(f->out, "{\"headline\":\"x\",\"targets\":[{\"target\":\"g\"},"
				    "{\"target\":\"g/a\"}],\"holds\":[]}\n");
	assert_string_equal(f->trouble, "muzzle: watch: no daemon in /run/muzzle, trying again\n");
}

static void an_unknown_target_is_told_once(void **state)
{
	struct fixture *f = *state;

	f->setting.only = "g/x";
	answer(f, "{'headline':'x','targets':[{'target':'g'},{'target':'g/a'}]}");
	answer(f, "{'headline':'x','targets':[{'target':'g'},{'target':'g/a'}]}");
	fflush(f->setting.trouble);
	assert_string_equal(f->trouble, "muzzle: watch: no target g/x so far: see muzzle status\n");
}

/* --- the command line */

static int parse(struct wanted *wanted, char *why, const char *words)
{
	static char copy[200], name[] = "muzzle-watch";
	char *argv[12] = { name }, *rest;
	int argc = 1;

	snprintf(copy, sizeof(copy), "%s", words);
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	return wanted_parse(argc, argv, wanted, why);
}

static void options_may_stand_anywhere_and_one_target_may_be_named(void **state)
{
	char why[WANTED_WHY_BYTES];
	struct wanted wanted;

	(void)state;
	assert_int_equal(parse(&wanted, why, ""), 0);
	assert_int_equal(wanted.every_ms, 1000);
	assert_null(wanted.target);
	assert_false(wanted.file_given);
	assert_int_equal(parse(&wanted, why, "g/a --every 5s -c x.ini --plain --json"), 0);
	assert_string_equal(wanted.target, "g/a");
	assert_string_equal(wanted.file, "x.ini");
	assert_int_equal(wanted.every_ms, 5000);
	assert_true(wanted.plain && wanted.json && wanted.file_given && !wanted.help);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *words, *why;
	} wrong[] = {
		{ "a b", "one target at most, found b" },
		{ "--every 5", "--every 5: " },
		{ "--every 500ms", "--every 500ms: at least 1s and at most 1h" },
		{ "--every 2h", "--every 2h: at least 1s and at most 1h" },
		{ "--evry 2s", "an option is unknown or lacks its value" },
		{ "-c", "an option is unknown or lacks its value" },
	};
	char why[WANTED_WHY_BYTES];
	struct wanted wanted;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(parse(&wanted, why, wrong[i].words), -EINVAL);
		assert_int_equal(strncmp(why, wrong[i].why, strlen(wrong[i].why)), 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_headline_comes_first_then_a_line_for_each_level_that_changes),
		TEST(what_happened_before_is_left_to_history),
		TEST(a_daemon_that_is_gone_is_told_once_and_greeted_when_it_is_back),
		TEST(a_refusal_is_told_once),
		TEST(what_a_stranger_wrote_is_fit_for_a_terminal),
		TEST(an_answer_of_another_form_does_no_harm),
		TEST(as_json_each_status_is_one_line_with_the_wanted_targets),
		TEST(an_unknown_target_is_told_once),
		cmocka_unit_test(options_may_stand_anywhere_and_one_target_may_be_named),
		cmocka_unit_test(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
