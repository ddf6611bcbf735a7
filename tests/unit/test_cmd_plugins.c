/* test_cmd_plugins.c - what `muzzle plugins` prints.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "cmd_plugins.h"
#include "fixtures.h"

struct fixture {
	struct scratch scratch;
	char ini[SCRATCH_BYTES];
	char out[8000];
};

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */
	char text[SCRATCH_BYTES];

	f.scratch = scratch_make();
	fixtures_copy(&f.scratch, "talker.so", NULL);
	fixtures_copy(&f.scratch, "doer.so", NULL);
	fixtures_copy(&f.scratch, "mute.so", NULL);
	snprintf(text, sizeof(text), "[muzzle]\nplugin_dir = %s\n", f.scratch.dir);
	snprintf(f.ini, sizeof(f.ini), "%s", scratch_write(&f.scratch, "muzzle.ini", text));
	*state = &f;
	return 0;
}

static int end_fixture(void **state)
{
	scratch_remove(&((struct fixture *)*state)->scratch);
	return 0;
}

static int run(struct fixture *f, const char *name, bool json)
{
	FILE *out = fmemopen(f->out, sizeof(f->out), "w");
	int code = cmd_plugins_run(f->ini, name, json, out);

	fclose(out);
	return code;
}

static void the_list_has_kinds_summaries_and_refusals_in_order(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, NULL, false), 0);
	assert_ptr_equal(strstr(f->out, "doer           action    does what it is told to do\n"),
			 f->out);
	assert_non_null(
		strstr(f->out, "\nmute           refused   it does not export muzzle_plugin_v1\n"));
	assert_non_null(strstr(f->out, "\ntalker         source    says what it is told to say\n"));
}

static void one_plugin_shows_its_options_with_type_range_default_and_help(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, "doer", false), 0);
	assert_non_null(strstr(f->out, "doer, action: does what it is told to do\n"));
	assert_non_null(strstr(f->out, "doer.so, ABI 1.4\n"));
	assert_non_null(strstr(f->out, "(now later never refuse twice both chatty), mandatory\n"));
	assert_non_null(strstr(f->out, ", 0s to 1m, default 10ms\n"));
	assert_non_null(strstr(f->out, ", secret\n"));
	assert_non_null(strstr(f->out, "how to answer an order\n"));
	assert_non_null(
		strstr(f->out, "\n  scope          word (auto session gateway), default auto\n"));
}

static void json_says_the_same(void **state)
{
	struct fixture *f = *state;
	struct json_object *list, *option;

	assert_int_equal(run(f, NULL, true), 0);
	list = json_tokener_parse(f->out);
	assert_int_equal(json_object_array_length(list), 3);
	option = json_object_array_get_idx(
		json_object_object_get(json_object_array_get_idx(list, 0), "options"), 1);
	assert_string_equal(json_object_get_string(json_object_object_get(option, "key")), "after");
	assert_int_equal(json_object_get_int64(json_object_object_get(option, "max")), 60000);
	assert_non_null(json_object_object_get(json_object_array_get_idx(list, 1), "refused"));
	json_object_put(list);
	assert_int_equal(run(f, "talker", true), 0);
	list = json_tokener_parse(f->out);
	assert_string_equal(json_object_get_string(json_object_object_get(list, "name")), "talker");
	json_object_put(list);
}

static void a_refused_plugin_and_a_missing_one_have_exit_codes_of_their_own(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, "mute", false), 1);
	assert_non_null(strstr(f->out, "mute.so is refused: "));
	assert_int_equal(run(f, "talk", false), 2);
	assert_int_equal(run(f, "talker.so", false), 2);
	scratch_write(&f->scratch, "muzzle.ini", "[muzzle]\nplugin_dir = /nowhere/at/all\n");
	assert_int_equal(run(f, NULL, false), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_list_has_kinds_summaries_and_refusals_in_order),
		TEST(one_plugin_shows_its_options_with_type_range_default_and_help),
		TEST(json_says_the_same),
		TEST(a_refused_plugin_and_a_missing_one_have_exit_codes_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
