/* test_option.c - option tables against sections; value.c's parsing with it.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "option.h"
#include "policy.h"

struct block {
	int64_t number, msec, bytes, word;
	bool flag;
	const char *text;
	const char *const *words;
	const char *const *list;
	const char *secret;
	struct policy_rate rate;
	int64_t patience_ms;
	int64_t msecs[4];
	size_t msecs_count;
	bool choice;
	int kind;
	const char *path;
	const char *name;
	const char *const *names;
};

#define AT(t, field) .type = (t), .offset = offsetof(struct block, field)

static const struct muzzle_option table[] = {
	{ .key = "number", AT(MUZZLE_TYPE_INT, number), .def = "5", .min = -3, .max = 10 },
	{ .key = "every", AT(MUZZLE_TYPE_MSEC, msec), .def = "5s", .min = 1000, .max = 3600000 },
	{ .key = "size", AT(MUZZLE_TYPE_BYTES, bytes), .def = "64k" },
	{ .key = "via", AT(MUZZLE_TYPE_WORD, word), .def = "http", .words = "http docker exec" },
	{ .key = "flag", AT(MUZZLE_TYPE_BOOL, flag) },
	{ .key = "url",
	  AT(MUZZLE_TYPE_STR, text),
	  .flags = MUZZLE_OPT_MANDATORY,
	  .help = "where to ask" },
	{ .key = "up", AT(MUZZLE_TYPE_WORDS, words), .def = "WORKING OK" },
	{ .key = "header", AT(MUZZLE_TYPE_LIST, list), .flags = MUZZLE_OPT_SECRET },
	{ .key = "key", AT(MUZZLE_TYPE_STR, secret), .flags = MUZZLE_OPT_SECRET },
	{ .key = "rate", AT(OPTION_TYPE_RATE, rate), .def = "3/30m", .min = 1, .max = 24 },
	{ .key = "patience", AT(OPTION_TYPE_PATIENCE, patience_ms), .def = "auto" },
	{ .key = "cooldown", AT(OPTION_TYPE_MSECS, msecs), .def = "30s 1m", .min = 1, .max = 4 },
	{ .key = "silence", AT(OPTION_TYPE_CHOICE, choice), .def = "probe", .words = "off probe" },
	{ .key = "notify_on",
	  AT(OPTION_TYPE_ENUM, kind),
	  .def = "unhelped",
	  .words = "unhelped opened" },
	{ .key = "dir", AT(OPTION_TYPE_PATH, path), .def = "/var" },
	{ .key = "policy", AT(OPTION_TYPE_NAME, name) },
	{ .key = "ladder", AT(OPTION_TYPE_NAMES, names) },
	MUZZLE_OPT_END,
};

static const struct muzzle_option host_keys[] = {
	{ .key = "plugin", .type = MUZZLE_TYPE_STR },
	MUZZLE_OPT_END,
};

/* A section out of "key" "value" pairs, one line each from line 2 on. */
struct fixture {
	struct arena arena;
	struct option_section section, base;
	struct option_pair pairs[16];
	size_t count;
	struct remarks *remarks;
	struct block block;
	int rc;
};

static struct fixture *new_fixture(void)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	fixture->remarks = remarks_new();
	fixture->section = (struct option_section){
		.kind = "source",
		.name = "waha",
		.place = { "t.ini", 1 },
		.host_keys = host_keys,
		.arena = &fixture->arena,
	};
	fixture->base = fixture->section;
	fixture->base.host_keys = NULL;
	memset(&fixture->block, 0xa5, sizeof(fixture->block));
	return fixture;
}

static void free_fixture(struct fixture *fixture)
{
	arena_fini(&fixture->arena);
	remarks_free(fixture->remarks);
	free(fixture);
}

static void add(struct fixture *fixture, struct option_section *section, const char *key,
		const char *value)
{
	struct option_pair *pair = &fixture->pairs[fixture->count++];
	struct option_pair **end = &section->pairs;

	*pair = (struct option_pair){ key, value, { "t.ini", (int)fixture->count + 1 }, NULL };
	while (*end)
		end = &(*end)->next;
	*end = pair;
}

static void apply(struct fixture *fixture)
{
	fixture->rc = option_apply(&fixture->section, table, &fixture->block, fixture->remarks);
}

/* One key beside the mandatory one is good. */
static struct fixture *apply_one(const char *key, const char *value)
{
	struct fixture *fixture = new_fixture();

	if (strcmp(key, "url") != 0)
		add(fixture, &fixture->section, "url", "http://x");
	add(fixture, &fixture->section, key, value);
	apply(fixture);
	return fixture;
}

static struct fixture *expect_good(const char *key, const char *value)
{
	struct fixture *fixture = apply_one(key, value);

	if (fixture->remarks->count > 0)
		print_error("%s\n", fixture->remarks->list[0].text);
	assert_int_equal(fixture->rc, 0);
	assert_int_equal(fixture->remarks->count, 0);
	return fixture;
}

static void expect_error(const char *key, const char *value, const char *part)
{
	struct fixture *fixture = apply_one(key, value);

	assert_int_equal(fixture->rc, -EINVAL);
	assert_int_equal(fixture->remarks->count, 1);
	if (!strstr(fixture->remarks->list[0].text, part))
		print_error("%s\n", fixture->remarks->list[0].text);
	assert_non_null(strstr(fixture->remarks->list[0].text, part));
	free_fixture(fixture);
}

static void every_default_arrives_and_unset_is_nothing(void **state)
{
	struct fixture *fixture = expect_good("url", "http://x");
	const struct block *block = &fixture->block;

	(void)state;
	assert_int_equal(block->number, 5);
	assert_int_equal(block->msec, 5000);
	assert_int_equal(block->bytes, 65536);
	assert_int_equal(block->word, 0);
	assert_false(block->flag);
	assert_string_equal(block->text, "http://x");
	assert_string_equal(block->words[1], "OK");
	assert_null(block->words[2]);
	assert_null(block->list[0]);
	assert_null(block->secret);
	assert_int_equal(block->rate.window_ms, 1800000);
	assert_int_equal(block->patience_ms, 0);
	assert_int_equal(block->msecs_count, 2);
	assert_int_equal(block->msecs[1], 60000);
	assert_true(block->choice);
	assert_int_equal(block->kind, POLICY_UNHELPED);
	assert_string_equal(block->path, "/var");
	assert_null(block->name);
	assert_null(block->names[0]);
	free_fixture(fixture);
}

static void defaults_alone_need_no_mandatory_key(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	assert_int_equal(option_defaults(table, &fixture->block, &fixture->arena, fixture->remarks),
			 0);
	assert_int_equal(fixture->block.msec, 5000);
	assert_null(fixture->block.text);
	free_fixture(fixture);
}

static void a_default_that_cannot_be_parsed_is_found(void **state)
{
	static const struct muzzle_option bad[] = {
		{ .key = "every", AT(MUZZLE_TYPE_MSEC, msec), .def = "5" },
		MUZZLE_OPT_END,
	};
	struct fixture *fixture = new_fixture();

	(void)state;
	assert_int_equal(option_defaults(bad, &fixture->block, &fixture->arena, fixture->remarks),
			 -EINVAL);
	assert_non_null(strstr(fixture->remarks->list[0].text, "the default of `every` is wrong"));
	free_fixture(fixture);
}

static void numbers_keep_their_range(void **state)
{
	struct fixture *fixture = expect_good("number", "-3");

	(void)state;
	assert_int_equal(fixture->block.number, -3);
	free_fixture(fixture);
	expect_error("number", "-4", "`number = -4`: out of range, -3 to 10 is allowed");
	expect_error("number", "11", "out of range");
	expect_error("every", "999ms", "out of range, 1s to 1h is allowed");
	expect_error("every", "5", "needs a unit");
	expect_error("size", "4T", "a size is wanted");
	expect_error("rate", "25/1h", "out of range, 1 to 24");
	expect_error("rate", "3", "as in 3/30m");
	expect_error("number", "", "a whole number is wanted");
}

static void words_must_be_one_of_the_list(void **state)
{
	struct fixture *fixture = expect_good("via", "exec");

	(void)state;
	assert_int_equal(fixture->block.word, 2);
	free_fixture(fixture);
	expect_error("via", "htpp", "one of these is wanted: http docker exec");
	expect_error("via", "http docker", "one of these");
	expect_error("via", "", "one of these");
	expect_error("silence", "on", "off probe");
	fixture = expect_good("silence", "off");
	assert_false(fixture->block.choice);
	free_fixture(fixture);
	fixture = expect_good("notify_on", "opened");
	assert_int_equal(fixture->block.kind, POLICY_OPENED);
	free_fixture(fixture);
}

static void lists_of_numbers_have_a_first_and_a_last(void **state)
{
	struct fixture *fixture = expect_good("cooldown", " 1s  2s\t3s 4s ");

	(void)state;
	assert_int_equal(fixture->block.msecs_count, 4);
	assert_int_equal(fixture->block.msecs[3], 4000);
	free_fixture(fixture);
	expect_error("cooldown", "1s 2s 3s 4s 5s", "too many");
	expect_error("cooldown", "", "too few");
	expect_error("cooldown", "1s 2", "needs a unit");
}

static void patience_is_auto_or_longer_than_nothing(void **state)
{
	struct fixture *fixture = expect_good("patience", "90s");

	(void)state;
	assert_int_equal(fixture->block.patience_ms, 90000);
	free_fixture(fixture);
	expect_error("patience", "0s", "longer than nothing");
	expect_error("patience", "90", "auto or a duration");
}

static void paths_are_absolute_and_names_are_names(void **state)
{
	(void)state;
	expect_error("dir", "var/lib", "an absolute path");
	expect_error("dir", "", "an absolute path");
	expect_error("policy", "a b", "a name is wanted");
	expect_error("ladder", "good b/ad", "names are wanted");
	free_fixture(expect_good("policy", ""));
}

static void an_empty_text_is_a_text_and_an_empty_name_is_none(void **state)
{
	struct fixture *fixture = expect_good("key", "");

	(void)state;
	assert_string_equal(fixture->block.secret, "");
	free_fixture(fixture);
	fixture = expect_good("policy", "");
	assert_null(fixture->block.name);
	free_fixture(fixture);
}

static void repeatable_keys_collect_and_an_empty_one_drops_out(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	add(fixture, &fixture->section, "url", "x");
	add(fixture, &fixture->section, "header", "A: 1");
	add(fixture, &fixture->section, "header", "");
	add(fixture, &fixture->section, "header", "B: 2");
	apply(fixture);
	assert_int_equal(fixture->rc, 0);
	assert_string_equal(fixture->block.list[0], "A: 1");
	assert_string_equal(fixture->block.list[1], "B: 2");
	assert_null(fixture->block.list[2]);
	free_fixture(fixture);
}

static void what_a_lost_reference_leaves_of_a_list_is_an_error(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST_LOST", "", 1);
	expect_error("header", "${env:MUZZLE_TEST_LOST}", "`header`: it expands to nothing");
	unsetenv("MUZZLE_TEST_LOST");
}

static void a_key_twice_is_an_error_of_the_second(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	add(fixture, &fixture->section, "url", "x");
	add(fixture, &fixture->section, "url", "y");
	apply(fixture);
	assert_int_equal(fixture->rc, -EINVAL);
	assert_int_equal(fixture->remarks->count, 1);
	assert_int_equal(fixture->remarks->list[0].line, 3);
	assert_non_null(strstr(fixture->remarks->list[0].text, "stands in line 2 already"));
	free_fixture(fixture);
}

static void a_missing_mandatory_key_is_explained(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	apply(fixture);
	assert_int_equal(fixture->remarks->count, 1);
	assert_string_equal(fixture->remarks->list[0].text,
			    "[source waha] needs `url`: where to ask");
	assert_int_equal(fixture->remarks->list[0].line, 1);
	free_fixture(fixture);
	expect_error("url", "", "needs `url`");
}

static void an_unknown_key_gets_the_nearest_known(void **state)
{
	(void)state;
	expect_error("evry", "5s", "did you mean `every`?");
	expect_error("plugn", "x", "did you mean `plugin`?");
	expect_error("colour", "x", "known are plugin number every");
	free_fixture(expect_good("plugin", "x"));
}

static void take_leaves_unknown_keys_alone(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	add(fixture, &fixture->section, "url", "x");
	add(fixture, &fixture->section, "colour", "x");
	assert_int_equal(option_take(&fixture->section, table, &fixture->block, fixture->remarks),
			 0);
	free_fixture(fixture);
}

static void all_errors_are_told_in_one_run(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	add(fixture, &fixture->section, "evry", "5s");
	add(fixture, &fixture->section, "number", "x");
	add(fixture, &fixture->section, "via", "x");
	apply(fixture);
	assert_int_equal(fixture->remarks->count, 4); /* and url is missing */
	free_fixture(fixture);
}

static void a_base_holds_where_the_section_says_nothing(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	fixture->section.base = &fixture->base;
	add(fixture, &fixture->base, "url", "base");
	add(fixture, &fixture->base, "header", "A: base");
	add(fixture, &fixture->base, "every", "7s");
	add(fixture, &fixture->section, "header", "B: own");
	add(fixture, &fixture->section, "url", "own");
	apply(fixture);
	assert_int_equal(fixture->rc, 0);
	assert_string_equal(fixture->block.text, "own");
	assert_int_equal(fixture->block.msec, 7000);
	assert_string_equal(fixture->block.list[0], "B: own");
	assert_null(fixture->block.list[1]);
	free_fixture(fixture);
}

static void mistakes_in_a_base_are_told_at_its_place(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	fixture->section.base = &fixture->base;
	add(fixture, &fixture->section, "url", "own");
	add(fixture, &fixture->base, "evry", "7s");
	apply(fixture);
	assert_int_equal(fixture->remarks->count, 1);
	assert_int_equal(fixture->remarks->list[0].line, 3);
	free_fixture(fixture);
}

static void messages_hold_no_secret(void **state)
{
	struct fixture *fixture;

	(void)state;
	setenv("MUZZLE_TEST", "s3cr3t", 1);
	fixture = apply_one("number", "${env:MUZZLE_TEST}");
	assert_int_equal(fixture->remarks->count, 1);
	assert_null(strstr(fixture->remarks->list[0].text, "s3cr3t"));
	assert_non_null(strstr(fixture->remarks->list[0].text, "${env:MUZZLE_TEST}"));
	free_fixture(fixture);
	fixture = apply_one("key", "s3cr3t ${env:MUZZLE_UNSET}");
	assert_int_equal(fixture->remarks->count, 1);
	assert_null(strstr(fixture->remarks->list[0].text, "s3cr3t"));
	free_fixture(fixture);
	fixture = apply_one("header", "X: s3cr3t ${nonsense}");
	assert_int_equal(fixture->remarks->count, 1);
	assert_null(strstr(fixture->remarks->list[0].text, "s3cr3t"));
	free_fixture(fixture);
}

static void a_long_value_is_cut_in_messages(void **state)
{
	char value[4001];
	struct fixture *fixture;

	(void)state;
	memset(value, '9', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	fixture = apply_one("number", value);
	assert_int_equal(fixture->remarks->count, 1);
	assert_true(strlen(fixture->remarks->list[0].text) < 400);
	free_fixture(fixture);
}

static void peeking_reads_through_quotes_and_references(void **state)
{
	struct fixture *fixture = new_fixture();

	(void)state;
	setenv("MUZZLE_TEST", "7s", 1);
	add(fixture, &fixture->section, "every", "${env:MUZZLE_TEST}");
	add(fixture, &fixture->section, "via", "\"http\"");
	add(fixture, &fixture->section, "url", "");
	add(fixture, &fixture->section, "timeout", "nonsense");
	assert_int_equal(option_peek_msec(&fixture->section, "every", 1), 7000);
	assert_int_equal(option_peek_msec(&fixture->section, "timeout", 1), 1);
	assert_int_equal(option_peek_msec(&fixture->section, "missing", 1), 1);
	assert_string_equal(option_peek_text(&fixture->section, "via"), "http");
	assert_null(option_peek_text(&fixture->section, "url"));
	assert_null(option_peek_text(&fixture->section, "missing"));
	free_fixture(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_default_arrives_and_unset_is_nothing),
		cmocka_unit_test(defaults_alone_need_no_mandatory_key),
		cmocka_unit_test(a_default_that_cannot_be_parsed_is_found),
		cmocka_unit_test(numbers_keep_their_range),
		cmocka_unit_test(words_must_be_one_of_the_list),
		cmocka_unit_test(lists_of_numbers_have_a_first_and_a_last),
		cmocka_unit_test(patience_is_auto_or_longer_than_nothing),
		cmocka_unit_test(paths_are_absolute_and_names_are_names),
		cmocka_unit_test(an_empty_text_is_a_text_and_an_empty_name_is_none),
		cmocka_unit_test(repeatable_keys_collect_and_an_empty_one_drops_out),
		cmocka_unit_test(what_a_lost_reference_leaves_of_a_list_is_an_error),
		cmocka_unit_test(a_key_twice_is_an_error_of_the_second),
		cmocka_unit_test(a_missing_mandatory_key_is_explained),
		cmocka_unit_test(an_unknown_key_gets_the_nearest_known),
		cmocka_unit_test(take_leaves_unknown_keys_alone),
		cmocka_unit_test(all_errors_are_told_in_one_run),
		cmocka_unit_test(a_base_holds_where_the_section_says_nothing),
		cmocka_unit_test(mistakes_in_a_base_are_told_at_its_place),
		cmocka_unit_test(messages_hold_no_secret),
		cmocka_unit_test(a_long_value_is_cut_in_messages),
		cmocka_unit_test(peeking_reads_through_quotes_and_references),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
