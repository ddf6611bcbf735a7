/* test_lib_url.c - which urls and headers are fit for a request.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "url.h"

static void assert_urls(const char *const *urls, bool fit)
{
	for (; *urls; urls++) {
		if (url_is_http(*urls) != fit)
			print_error("%s\n", *urls);
		assert_int_equal(url_is_http(*urls), fit);
	}
}

static void a_url_has_a_scheme_a_host_and_maybe_a_port(void **state)
{
	static const char *const fit[] = { "http://gw",
					   "https://gw/",
					   "http://127.0.0.1:1",
					   "http://127.0.0.1:65535?a=b:c@d",
					   "http://[::1]",
					   "http://[::1]:80/x",
					   "http://user:pass@gw:80/",
					   "http://user:pass@[::1]:80#x",
					   "http://{container}:3000/{session}?at=12:99999",
					   NULL };

	(void)state;
	assert_urls(fit, true);
}

static void other_schemes_no_host_and_odd_ports_are_unfit(void **state)
{
	static const char *const unfit[] = {
		"",
		"http",
		"http:",
		"http://",
		"https:///x",
		"http://?x",
		"http://:80",
		"http://user@",
		"http://user@:80",
		"gw:80",
		"ftp://gw",
		"httpss://gw",
		"httpx://gw",
		"http:/gw",
		"http://127.0.0.1:99999",
		"http://gw:65536",
		"http://gw:0",
		"http://gw:",
		"http://gw:/x",
		"http://gw:80x",
		"http://gw:-1",
		"http://gw:80:80",
		"http://gw:99999999999999999999",
		"http://[::1",
		"http://[::1:80",
		"http://[::1]80",
		"http://[",
		"http://g w",
		"http://gw/a b",
		"http://gw/\n",
		NULL,
	};

	(void)state;
	assert_urls(unfit, false);
}

static bool is_header(const char *line)
{
	const char *const lines[] = { "X-Api-Key: s3cr3t", line, NULL };

	return url_are_headers(lines);
}

static void a_header_is_a_token_a_colon_and_a_value(void **state)
{
	(void)state;
	assert_true(url_are_headers(NULL));
	assert_true(is_header(NULL));
	assert_true(is_header("A:b"));
	assert_true(is_header("x_y.z-1!: a: \"b\" (c)"));
	assert_false(is_header(""));
	assert_false(is_header("nocolon"));
	assert_false(is_header(": x"));
	assert_false(is_header("a b: x"));
	assert_false(is_header("a : x"));
	assert_false(is_header("a/b: x"));
	assert_false(is_header("\"a\": x"));
	assert_false(is_header("\xc3\xa9: x"));
	assert_false(is_header("a\x7f: x"));
	assert_false(is_header("a:"));
	assert_false(is_header("a: \t"));
	assert_false(is_header("a: b\r\nc: d"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_has_a_scheme_a_host_and_maybe_a_port),
		cmocka_unit_test(other_schemes_no_host_and_odd_ports_are_unfit),
		cmocka_unit_test(a_header_is_a_token_a_colon_and_a_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
