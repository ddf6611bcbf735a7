/* test_judge.c - plugins are refused by their data, in one line.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "fixtures.h"
#include "judge.h"

struct self {
	int64_t number;
	const char *word;
};

#define NUMBER                                                                            \
	{                                                                                 \
		.key = "number", .type = MUZZLE_TYPE_INT, .def = "3", .min = 1, .max = 9, \
		.help = "a number"                                                        \
	}

static int source_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	(void)self;
	(void)host;
	(void)inst;
	return 0;
}

static int action_act(void *self, const struct muzzle_order *order)
{
	(void)self;
	(void)order;
	return 0;
}

/* A source that nothing is wrong with. */
#define BASE_BYTES offsetof(struct muzzle_plugin, check) /* what every plugin has */

static struct muzzle_plugin make_plugin(void)
{
	return (struct muzzle_plugin){ MUZZLE_PLUGIN(MUZZLE_SOURCE),
				       .name = "good",
				       .summary = "good",
				       .needs = MUZZLE_CAP_REPORT,
				       .self_size = sizeof(struct self),
				       .open = source_open };
}

static const struct judge_expected as_source = { "good", MUZZLE_SOURCE };

/* Refused, and every one of the words is in the reason. */
static void assert_refused(const struct muzzle_plugin *plugin, const char *a, const char *b)
{
	struct muzzle_plugin copy;
	char why[JUDGE_WHY_BYTES] = "";

	assert_int_equal(judge_descriptor(plugin, &as_source, &copy, why), -EINVAL);
	if (!strstr(why, a) || !strstr(why, b))
		fail_msg("no %s or no %s in: %s", a, b, why);
}

static void assert_option_refused(struct muzzle_option option, const char *a, const char *b)
{
	const struct muzzle_option options[] = { NUMBER, option, MUZZLE_OPT_END };
	struct muzzle_plugin plugin = make_plugin();

	plugin.options = options;
	assert_refused(&plugin, a, b);
}

static void a_good_plugin_is_taken_as_any_kind_that_it_is(void **state)
{
	const struct muzzle_option options[] = { NUMBER, MUZZLE_OPT_END };
	const struct judge_expected anything = { "good", 0 };
	struct muzzle_plugin plugin = make_plugin(), copy;
	char why[JUDGE_WHY_BYTES] = "";

	(void)state;
	plugin.options = options;
	assert_int_equal(judge_descriptor(&plugin, &as_source, &copy, why), 0);
	assert_ptr_equal(copy.open, source_open);
	assert_int_equal(judge_descriptor(&plugin, &anything, &copy, why), 0);
}

static void a_descriptor_of_another_size_is_refused_with_both_sizes(void **state)
{
	struct muzzle_plugin plugin = make_plugin();
	char ours[20];

	(void)state;
	snprintf(ours, sizeof(ours), "%zu", BASE_BYTES);
	plugin.size = 12;
	assert_refused(&plugin, "12", ours);
	plugin.size = 1000000;
	assert_refused(&plugin, "1000000", ours);
}

static void a_newer_and_longer_descriptor_is_taken_as_far_as_we_know_it(void **state)
{
	struct {
		struct muzzle_plugin plugin;
		char newer[64];
	} theirs = { .plugin = make_plugin() };
	struct muzzle_plugin copy;
	char why[JUDGE_WHY_BYTES] = "";

	(void)state;
	theirs.plugin.size = sizeof(theirs);
	theirs.plugin.abi_minor = MUZZLE_ABI_MINOR + 1;
	assert_int_equal(judge_descriptor(&theirs.plugin, &as_source, &copy, why), 0);
}

static void a_descriptor_that_ends_before_check_is_taken_without_it(void **state)
{
	struct muzzle_plugin plugin = make_plugin(), copy;
	char why[JUDGE_WHY_BYTES] = "";

	(void)state;
	plugin.check = source_open;
	assert_int_equal(judge_descriptor(&plugin, &as_source, &copy, why), 0);
	assert_ptr_equal(copy.check, source_open);
	plugin.size = BASE_BYTES;
	assert_int_equal(judge_descriptor(&plugin, &as_source, &copy, why), 0);
	assert_null(copy.check);
}

static void needs_that_the_host_cannot_meet_are_named(void **state)
{
	struct muzzle_plugin plugin = make_plugin();

	(void)state;
	plugin.needs = MUZZLE_CAP_REPORT | 1u << 20;
	assert_refused(&plugin, "0x100001", "0x7ff");
}

static void name_kind_and_functions_must_fit(void **state)
{
	struct muzzle_plugin plugin = make_plugin();

	(void)state;
	plugin.name = "other";
	assert_refused(&plugin, "other", "good");
	plugin = make_plugin();
	plugin.name = NULL;
	assert_refused(&plugin, "calls itself", "good");
	plugin = make_plugin();
	plugin.kind = MUZZLE_ACTION;
	plugin.act = action_act;
	assert_refused(&plugin, "for [action]", "not for [source]");
	plugin.kind = 9;
	assert_refused(&plugin, "9", "1 to 3");
	plugin = make_plugin();
	plugin.open = NULL;
	assert_refused(&plugin, "source", "open()");
	plugin = make_plugin();
	plugin.summary = NULL;
	assert_refused(&plugin, "summary", "");
	plugin = make_plugin();
	plugin.self_size = JUDGE_SELF_MAX_BYTES + 1;
	assert_refused(&plugin, "1048577", "1048576");
}

static void an_action_without_act_is_refused(void **state)
{
	const struct judge_expected as_action = { "good", MUZZLE_ACTION };
	struct muzzle_plugin plugin = make_plugin(), copy;
	char why[JUDGE_WHY_BYTES] = "";

	(void)state;
	plugin.kind = MUZZLE_ACTION;
	assert_int_equal(judge_descriptor(&plugin, &as_action, &copy, why), -EINVAL);
	assert_non_null(strstr(why, "act()"));
	plugin.act = action_act;
	plugin.open = NULL;
	assert_int_equal(judge_descriptor(&plugin, &as_action, &copy, why), 0);
}

static void options_must_be_sane(void **state)
{
	(void)state;
	assert_option_refused((struct muzzle_option){ .key = "Upper", .help = "x" }, "option 2",
			      "Upper");
	assert_option_refused((struct muzzle_option)NUMBER, "number", "1 and 2");
	assert_option_refused((struct muzzle_option){ .key = "a", .type = MUZZLE_TYPE_INT },
			      "option a", "help");
	assert_option_refused((struct muzzle_option){ .key = "a", .type = 0, .help = "x" }, "is 0",
			      "1 to 8");
	assert_option_refused((struct muzzle_option){ .key = "a", .type = 16, .help = "x" },
			      "is 16", "1 to 8");
	assert_option_refused(
		(struct muzzle_option){ .key = "a", .type = MUZZLE_TYPE_WORD, .help = "x" },
		"option a", "words");
	assert_option_refused(
		(struct muzzle_option){
			.key = "a", .type = MUZZLE_TYPE_INT, .help = "x", .min = 5, .max = 4 },
		"5", "4");
}

static void an_option_must_lie_within_the_instance(void **state)
{
	(void)state;
	assert_option_refused((struct muzzle_option){ .key = "a",
						      .type = MUZZLE_TYPE_STR,
						      .help = "x",
						      .offset = sizeof(struct self) },
			      "24", "16");
	assert_option_refused((struct muzzle_option){ .key = "a",
						      .type = MUZZLE_TYPE_STR,
						      .help = "x",
						      .offset = UINT32_MAX - 3 },
			      "option a", "16");
	assert_option_refused(
		(struct muzzle_option){
			.key = "a", .type = MUZZLE_TYPE_STR, .help = "x", .offset = 4 },
		"byte 4", "8");
}

static void a_default_that_users_could_not_write_is_refused(void **state)
{
	struct muzzle_option late = {
		.key = "every", .type = MUZZLE_TYPE_MSEC, .def = "5", .help = "x"
	};

	(void)state;
	assert_option_refused(late, "every", "");
	late.def = "5s";
	late.min = 10000;
	late.max = 60000;
	assert_option_refused(late, "every", "");
}

static int make_scratch(void **state)
{
	static struct scratch scratch; /* one test after the other */

	scratch = scratch_make();
	*state = &scratch;
	return 0;
}

static int remove_scratch(void **state)
{
	scratch_remove(*state);
	return 0;
}

static void assert_file_refused(const char *path, const char *word)
{
	struct judge_plugin loaded;
	char why[JUDGE_WHY_BYTES] = "";

	assert_true(judge_load(&loaded, path, 0, why) < 0);
	assert_null(loaded.so);
	if (!strstr(why, word))
		fail_msg("no %s in: %s", word, why);
}

static void a_file_is_loaded_and_unloaded(void **state)
{
	struct judge_plugin loaded;
	char why[JUDGE_WHY_BYTES] = "";

	assert_int_equal(
		judge_load(&loaded, fixtures_copy(*state, "talker.so", NULL), MUZZLE_SOURCE, why),
		0);
	assert_string_equal(loaded.plugin.name, "talker");
	judge_unload(&loaded);
	assert_null(loaded.so);
	assert_null(loaded.plugin.name);
}

static void files_that_are_no_plugins_are_refused(void **state)
{
	assert_file_refused(fixtures_copy(*state, "mute.so", NULL), "muzzle_plugin_v1");
	assert_file_refused(fixtures_copy(*state, "lost.so", NULL), "nobody_has_this_function");
	assert_file_refused(fixtures_copy(*state, "talker.so", "other.so"), "\"talker\"");
	assert_file_refused(fixtures_copy(*state, "talker.so", "Talker.so"), "[a-z0-9_]+.so");
	assert_file_refused(fixtures_copy(*state, "talker.so", "talker.so.1"), "[a-z0-9_]+.so");
	assert_file_refused(scratch_write(*state, "text.so", "no library"), "text.so");
	assert_file_refused("/nowhere/good.so", "/nowhere");
}

static void a_file_that_others_may_write_is_not_even_opened(void **state)
{
	const char *path = fixtures_copy(*state, "talker.so", NULL);

	chmod(path, 0757);
	assert_file_refused(path, "chmod go-w");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_plugin_is_taken_as_any_kind_that_it_is),
		cmocka_unit_test(a_descriptor_of_another_size_is_refused_with_both_sizes),
		cmocka_unit_test(a_newer_and_longer_descriptor_is_taken_as_far_as_we_know_it),
		cmocka_unit_test(a_descriptor_that_ends_before_check_is_taken_without_it),
		cmocka_unit_test(needs_that_the_host_cannot_meet_are_named),
		cmocka_unit_test(name_kind_and_functions_must_fit),
		cmocka_unit_test(an_action_without_act_is_refused),
		cmocka_unit_test(options_must_be_sane),
		cmocka_unit_test(an_option_must_lie_within_the_instance),
		cmocka_unit_test(a_default_that_users_could_not_write_is_refused),
		TEST(a_file_is_loaded_and_unloaded),
		TEST(files_that_are_no_plugins_are_refused),
		TEST(a_file_that_others_may_write_is_not_even_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
