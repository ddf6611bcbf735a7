/* test_init_receiver.c - what an alert's URL understands.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "receiver.h"

static void a_known_service_is_known_by_its_url(void **state)
{
	(void)state;
	assert_string_equal(receiver_format("https://ntfy.sh/x", NULL), "ntfy");
	assert_string_equal(receiver_format("https://hooks.slack.com/services/x", NULL), "slack");
	assert_string_equal(receiver_format("https://discord.com/api/webhooks/1/x", NULL),
			    "discord");
	assert_string_equal(receiver_format("mqtts://broker/boxes", NULL), "mqtt");
	assert_string_equal(receiver_format("https://own.example/hook", NULL), "json");
}

static void what_is_said_holds_if_a_url_is_all_that_it_needs(void **state)
{
	(void)state;
	assert_string_equal(receiver_format("https://own.example/x", "ntfy"), "ntfy");
	assert_string_equal(receiver_format("https://own.example/x", "alertmanager"),
			    "alertmanager");
	assert_null(receiver_format("https://own.example/x", "telegram"));
	assert_null(receiver_format("https://own.example/x", "jsom"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_service_is_known_by_its_url),
		cmocka_unit_test(what_is_said_holds_if_a_url_is_all_that_it_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
