/* test_init_address.c - URLs as people type them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"

static struct address parsed(const char *text)
{
	struct address address;
	char why[ADDRESS_WHY_BYTES] = "";

	if (address_parse(text, &address, why))
		fail_msg("%s: %s", text, why);
	return address;
}

static void refuse(const char *text, const char *part)
{
	struct address address;
	char why[ADDRESS_WHY_BYTES] = "";

	assert_int_not_equal(address_parse(text, &address, why), 0);
	assert_non_null(strstr(why, part));
	assert_null(strstr(why, "hunter2"));
}

static void http_is_the_default_and_a_last_slash_is_dropped(void **state)
{
	struct address plain = parsed("gateway.lan:3000"), slash = parsed("https://gateway.lan//");

	(void)state;
	assert_string_equal(plain.url, "http://gateway.lan:3000");
	assert_int_equal(plain.port, 3000);
	assert_true(plain.bare && !plain.local);
	assert_string_equal(slash.url, "https://gateway.lan");
	assert_int_equal(slash.port, 443);
	assert_int_equal(parsed("http://a").port, 80);
}

static void this_box_is_known_by_its_names(void **state)
{
	(void)state;
	assert_true(parsed("localhost:3000").local);
	assert_true(parsed("http://127.8.9.1:3000").local);
	assert_true(parsed("http://[::1]:3000").local);
	assert_false(parsed("http://192.0.2.7:3000").local);
}

static void a_path_or_a_query_is_kept(void **state)
{
	struct address path = parsed("http://a/waha/"), query = parsed("http://a/?x=1");

	(void)state;
	assert_string_equal(path.url, "http://a/waha");
	assert_false(path.bare);
	assert_string_equal(query.url, "http://a/?x=1");
	assert_false(query.bare);
}

static void what_cannot_be_asked_is_refused_without_its_password(void **state)
{
	char longest[600];

	(void)state;
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	refuse("http://me:hunter2@a/", "must not hold a password");
	refuse("http://a/#hunter2", "#");
	refuse("ftp://a/hunter2", "neither http");
	refuse("http://", "not a url");
	refuse("", "not a url");
	refuse("http://a/ x", "not a url");
	refuse("http://a/\nkey", "not a url");
	refuse("http://a/${file:/etc/shadow}", "not a url");
	refuse("http://a:99999", "not a url");
	refuse(longest, "not a url");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_is_the_default_and_a_last_slash_is_dropped),
		cmocka_unit_test(this_box_is_known_by_its_names),
		cmocka_unit_test(a_path_or_a_query_is_kept),
		cmocka_unit_test(what_cannot_be_asked_is_refused_without_its_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
