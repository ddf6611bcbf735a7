/* test_init_wish.c - the command line of muzzle-init.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "wish.h"

#define WORDS_MAX 32

/* A line as it is typed, words between bars. */
struct typed {
	char line[512], why[WISH_WHY_BYTES];
	char *argv[WORDS_MAX];
	struct wish wish;
};

static int parse(struct typed *typed, const char *line)
{
	char *rest = typed->line;
	int argc = 0;

	snprintf(typed->line, sizeof(typed->line), "muzzle-init|%s", line);
	*typed->why = '\0';
	while ((typed->argv[argc] = strsep(&rest, "|")))
		argc++;
	return wish_parse(argc, typed->argv, &typed->wish, typed->why);
}

static void refuse(const char *line, const char *part)
{
	struct typed typed;

	assert_int_not_equal(parse(&typed, line), 0);
	if (!strstr(typed.why, part))
		fail_msg("%s: not in: %s", part, typed.why);
	assert_null(strstr(typed.why, "hunter2"));
}

static void every_option_finds_its_place(void **state)
{
	struct typed typed;
	const struct wish *wish = &typed.wish;

	(void)state;
	assert_int_equal(parse(&typed, "--url|http://a|--key-file|k|--kind|waha|--yes|-c|f.ini|"
				       "--session|a,b|--web"),
			 0);
	assert_string_equal(wish->url, "http://a");
	assert_string_equal(wish->key_file, "k");
	assert_string_equal(wish->kind, "waha");
	assert_string_equal(wish->conf, "f.ini");
	assert_string_equal(wish->sessions, "a,b");
	assert_true(wish->yes && wish->web && !wish->force && !wish->json);
	assert_null(wish->key);
}

static void mistakes_are_told_with_what_is_wanted(void **state)
{
	(void)state;
	refuse("--urls|http://a", "no option");
	refuse("http://a", "without an option");
	refuse("--url", "value is missing");
	refuse("--url|", "value is missing");
	refuse("--url|a|--url|b", "given twice");
	refuse("--log|a\nb", "control characters");
	refuse("--kind|Waha", "waha openclaw");
	refuse("--name|a b", "--name wants");
	refuse("--container|a b", "--container wants");
	refuse("--session|a,,b", "--session wants");
	refuse("--format|ntfy", "--to is missing");
	refuse("-c|a|--output|b", "-c and --output");
	refuse("--json|--output|-", "both would be printed");
}

static void the_kinds_that_help_names_are_those_that_there_are(void **state)
{
	char names[] = KINDS_FAMILIES, *rest = names, *name;

	(void)state;
	while ((name = strsep(&rest, " ")))
		assert_non_null(kinds_find(name));
	for (size_t i = 0; kinds_at(i); i++)
		assert_non_null(strstr(KINDS_FAMILIES, kinds_at(i)->family));
}

static void two_ways_to_say_the_key_are_refused_without_showing_it(void **state)
{
	(void)state;
	refuse("--key|hunter2|--key-env|K", "is enough");
	refuse("--key-file|k|--key-env|K", "is enough");
	refuse("--key|hunter2\n", "control characters");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_finds_its_place),
		cmocka_unit_test(mistakes_are_told_with_what_is_wanted),
		cmocka_unit_test(the_kinds_that_help_names_are_those_that_there_are),
		cmocka_unit_test(two_ways_to_say_the_key_are_refused_without_showing_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
