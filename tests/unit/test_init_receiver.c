/* test_init_receiver.c - the format and the URL of alerts.  SPDX-License-Identifier: ISC */
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

static void a_given_format_holds_if_it_needs_only_a_url(void **state)
{
	(void)state;
	assert_string_equal(receiver_format("https://own.example/x", "ntfy"), "ntfy");
	assert_string_equal(receiver_format("https://own.example/x", "alertmanager"),
			    "alertmanager");
	assert_null(receiver_format("https://own.example/x", "telegram"));
	assert_null(receiver_format("https://own.example/x", "jsom"));
}

static void assert_address(const char *said, const char *want)
{
	char to[64];

	assert_int_equal(receiver_address(said, to, sizeof(to)), 0);
	assert_string_equal(to, want);
}

static void a_url_without_a_scheme_is_completed(void **state)
{
	(void)state;
	assert_address("ntfy.sh/topic", "https://ntfy.sh/topic");
	assert_address("localhost/x", "http://localhost/x");
	assert_address("localhost.example/x", "https://localhost.example/x");
	assert_address("127.0.0.1:4701/inbox", "http://127.0.0.1:4701/inbox");
	assert_address("192.0.2.1/inbox", "http://192.0.2.1/inbox");
	assert_address("[::1]:80/inbox", "http://[::1]:80/inbox");
	assert_address("1.example/x", "https://1.example/x");
	assert_address("http://ntfy/topic", "http://ntfy/topic");
	assert_address("mqtt://broker/boxes", "mqtt://broker/boxes");
	assert_address("/dev/log", "/dev/log");
	assert_address("${file:/etc/muzzle/to}", "${file:/etc/muzzle/to}");
}

static void what_is_not_a_url_is_refused(void **state)
{
	static const char *const bad[] = {
		"none",        "no",       "ftp://x.example/",      "https://",      "a b.example",
		"x\".example", "/tmp/x.y", "mailto:me@own.example", "me@own.example"
	};
	char to[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (receiver_address(bad[i], to, sizeof(to)) == 0)
			fail_msg("taken: %s", bad[i]);
	assert_int_not_equal(receiver_address("https://own.example/x", to, 8), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_without_a_scheme_is_completed),
		cmocka_unit_test(what_is_not_a_url_is_refused),
		cmocka_unit_test(a_known_service_is_known_by_its_url),
		cmocka_unit_test(a_given_format_holds_if_it_needs_only_a_url),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
