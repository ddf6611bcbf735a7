/* test_words.c - every word has one name, and every name one word.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "words.h"

static const struct words_table *const tables[] = {
	&words_evidence, &words_state, &words_fault,  &words_event, &words_self,  &words_result,
	&words_command,  &words_order, &words_notify, &words_guard, &words_cause, &words_class,
};

static void every_value_has_a_name_that_leads_back_to_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (int value = 1; value < tables[i]->count; value++) {
			assert_string_not_equal(words_name(tables[i], value), "invalid");
			assert_int_equal(words_value(tables[i], words_name(tables[i], value)),
					 value);
		}
}

static void what_is_no_word_is_zero(void **state)
{
	(void)state;
	assert_int_equal(words_value(&words_state, NULL), 0);
	assert_int_equal(words_value(&words_state, ""), 0);
	assert_int_equal(words_value(&words_state, "Up"), 0);
	assert_int_equal(words_value(&words_state, "invalid"), 0);
	assert_string_equal(words_name(&words_state, 0), "invalid");
	assert_string_equal(words_name(&words_state, -1), "invalid");
	assert_string_equal(words_name(&words_state, STATES), "invalid");
}

static void the_names_are_those_of_traces(void **state)
{
	(void)state;
	assert_int_equal(words_value(&words_state, "absent"), STATE_ABSENT);
	assert_int_equal(words_value(&words_self, "uplink-down"), SELF_UPLINK_DOWN);
	assert_int_equal(words_value(&words_guard, "shared-cause"), GUARD_SHARED_CAUSE);
	assert_int_equal(words_value(&words_notify, "quarantined"), NOTIFY_QUARANTINED);
	assert_int_equal(words_value(&words_event, "unhealthy"), EVENT_UNHEALTHY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_has_a_name_that_leads_back_to_it),
		cmocka_unit_test(what_is_no_word_is_zero),
		cmocka_unit_test(the_names_are_those_of_traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
