/* test_remarks.c - errors and warnings with their places.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "remarks.h"

static char *print(const struct remarks *remarks)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	remarks_print(remarks, out);
	fclose(out);
	return text;
}

static void each_remark_is_a_line_with_its_place(void **state)
{
	struct remarks *remarks = remarks_new();
	const struct remark_place line = { "b.ini", 7 }, file = { "a.ini", 0 };
	char *text;

	(void)state;
	remarks_error(remarks, &line, "no %s", "good");
	remarks_warning(remarks, &line, "odd");
	remarks_error(remarks, &file, "empty");
	remarks_error(remarks, NULL, "nowhere");
	text = print(remarks);
	assert_string_equal(text,
			    "b.ini:7: no good\nb.ini:7: warning: odd\na.ini: empty\nnowhere\n");
	assert_int_equal(remarks->errors, 3);
	free(text);
	remarks_free(remarks);
}

static void they_sort_by_file_then_line_then_age(void **state)
{
	struct remarks *remarks = remarks_new();
	char *text;

	(void)state;
	remarks_error(remarks, &(struct remark_place){ "b", 2 }, "1");
	remarks_error(remarks, &(struct remark_place){ "b", 10 }, "2");
	remarks_error(remarks, &(struct remark_place){ "a", 9 }, "3");
	remarks_error(remarks, &(struct remark_place){ "b", 2 }, "0");
	remarks_sort(remarks);
	text = print(remarks);
	assert_string_equal(text, "a:9: 3\nb:2: 1\nb:2: 0\nb:10: 2\n");
	free(text);
	remarks_free(remarks);
}

static void nothing_is_said_twice(void **state)
{
	struct remarks *remarks = remarks_new();

	(void)state;
	for (int i = 0; i < 3; i++)
		remarks_error(remarks, &(struct remark_place){ "a", 1 }, "same");
	assert_int_equal(remarks->count, 1);
	assert_int_equal(remarks->errors, 1);
	remarks_error(remarks, &(struct remark_place){ "a", 2 }, "same");
	assert_int_equal(remarks->count, 2);
	remarks_free(remarks);
}

static void beyond_the_limit_they_are_counted(void **state)
{
	struct remarks *remarks = remarks_new();
	char *text;

	(void)state;
	for (int i = 1; i <= REMARKS_MAX + 5; i++)
		remarks_error(remarks, &(struct remark_place){ "a", i }, "bad");
	assert_int_equal(remarks->count, REMARKS_MAX);
	assert_int_equal(remarks->errors, REMARKS_MAX + 5);
	text = print(remarks);
	assert_non_null(strstr(text, "\nand 5 more\n"));
	free(text);
	remarks_free(remarks);
}

static void a_long_message_is_cut_not_overrun(void **state)
{
	struct remarks *remarks = remarks_new();
	char message[10000], shown[64];

	(void)state;
	memset(message, 'x', sizeof(message) - 1);
	message[sizeof(message) - 1] = '\0';
	remarks_error(remarks, &(struct remark_place){ "a", 1 }, "%s", message);
	assert_true(strlen(remarks->list[0].text) < sizeof(message));
	remarks_format(&remarks->list[0], shown, sizeof(shown));
	assert_int_equal(strlen(shown), sizeof(shown) - 1);
	remarks_free(remarks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_remark_is_a_line_with_its_place),
		cmocka_unit_test(they_sort_by_file_then_line_then_age),
		cmocka_unit_test(nothing_is_said_twice),
		cmocka_unit_test(beyond_the_limit_they_are_counted),
		cmocka_unit_test(a_long_message_is_cut_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
