/* test_easy.c - what went wrong with a request, in words that hold no secret.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "easy.h"

static int make_easy(void **state)
{
	*state = curl_easy_init();
	return *state ? 0 : -1;
}

static int end_easy(void **state)
{
	curl_easy_cleanup(*state);
	return 0;
}

static void every_failure_has_words_that_fit_and_hold_no_url(void **state)
{
	const struct muzzle_http req = { .url = "http://user:s3cret@127.0.0.1/?token=s3cret" };
	struct curl_slist *headers = NULL;

	assert_int_equal(easy_set_request(*state, &req, &headers), 0);
	for (int code = CURLE_OK + 1; code < CURL_LAST; code++) {
		char why[160] = "";

		easy_describe(*state, (CURLcode)code, why, sizeof(why));
		assert_true(strlen(why) > 3);
		assert_null(strstr(why, "s3cret"));
		assert_null(strstr(why, "127.0.0.1"));
	}
	curl_slist_free_all(headers);
}

static void the_common_failures_read_like_sentences(void **state)
{
	char why[160];

	easy_describe(*state, CURLE_OPERATION_TIMEDOUT, why, sizeof(why));
	assert_string_equal(why, "timeout");
	easy_describe(*state, CURLE_COULDNT_RESOLVE_HOST, why, sizeof(why));
	assert_string_equal(why, "the host's name cannot be resolved");
	easy_describe(*state, CURLE_UNSUPPORTED_PROTOCOL, why, sizeof(why));
	assert_string_equal(why, "neither http nor https");
}

static void headers_are_taken_as_they_are_and_a_type_is_not_made_up(void **state)
{
	const char *const given[] = { "X-Api-Key: k", "content-type: text/plain", NULL };
	const char *const typeless[] = { "X-Content-Type: x", NULL };
	const char *const forged[] = { "A: b\nC: d", NULL };
	struct curl_slist *headers = NULL;

	assert_int_equal(easy_set_request(*state,
					  &(struct muzzle_http){ .url = "x", .headers = given },
					  &headers),
			 0);
	assert_string_equal(headers->data, "X-Api-Key: k");
	assert_string_equal(headers->next->data, "content-type: text/plain");
	assert_null(headers->next->next);
	curl_slist_free_all(headers);
	headers = NULL;
	assert_int_equal(easy_set_request(*state,
					  &(struct muzzle_http){ .url = "x", .headers = typeless },
					  &headers),
			 0);
	assert_string_equal(headers->next->data, "Content-Type:");
	curl_slist_free_all(headers);
	headers = NULL;
	assert_int_equal(easy_set_request(*state,
					  &(struct muzzle_http){ .url = "x", .headers = forged },
					  &headers),
			 -EINVAL);
	curl_slist_free_all(headers);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_easy, end_easy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_failure_has_words_that_fit_and_hold_no_url),
		TEST(the_common_failures_read_like_sentences),
		TEST(headers_are_taken_as_they_are_and_a_type_is_not_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
