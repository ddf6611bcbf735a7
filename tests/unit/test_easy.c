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
		const struct easy_failure end = { (CURLcode)code, "http://user:s3cret@127.0.0.1/" };
		char why[160] = "";

		easy_describe(*state, &end, why, sizeof(why));
		assert_true(strlen(why) > 3);
		assert_null(strstr(why, "s3cret"));
		assert_null(strstr(why, "127.0.0.1"));
	}
	curl_slist_free_all(headers);
}

static void assert_reads(CURL *easy, struct easy_failure end, const char *why, bool setup)
{
	char have[160];

	easy_describe(easy, &end, have, sizeof(have));
	assert_string_equal(have, why);
	assert_int_equal(easy_is_setup(easy, &end), setup);
}

static void the_common_failures_read_like_sentences(void **state)
{
	assert_reads(*state, (struct easy_failure){ CURLE_OPERATION_TIMEDOUT, "" }, "timeout",
		     false);
	assert_reads(*state, (struct easy_failure){ CURLE_COULDNT_RESOLVE_HOST, "" },
		     "the host's name cannot be resolved", false);
	assert_reads(*state, (struct easy_failure){ CURLE_UNSUPPORTED_PROTOCOL, "" },
		     "neither http nor https", true);
	assert_reads(
		*state,
		(struct easy_failure){ CURLE_UNSUPPORTED_PROTOCOL,
				       "Protocol \"smtp\" not supported or disabled in libcurl" },
		"this libcurl was built without mail: install one with it, or use a command", true);
	assert_reads(*state, (struct easy_failure){ CURLE_LOGIN_DENIED, "" },
		     "the server does not take our name and password", true);
}

/* In the words of OpenSSL, of mbedTLS, and of nobody. */
static void what_is_wrong_with_a_certificate_is_told(void **state)
{
	static const struct {
		CURLcode code;
		const char *said, *why;
	} cases[] = {
		{ CURLE_PEER_FAILED_VERIFICATION,
		  "SSL certificate problem: certificate has expired",
		  "the certificate has expired" },
		{ CURLE_PEER_FAILED_VERIFICATION, "Cert verify failed: BADCERT_EXPIRED",
		  "the certificate has expired" },
		{ CURLE_PEER_FAILED_VERIFICATION,
		  "SSL: no alternative certificate subject name matches target host name 'x'",
		  "the certificate is for another name" },
		{ CURLE_PEER_FAILED_VERIFICATION, "Cert verify failed: BADCERT_CN_MISMATCH",
		  "the certificate is for another name" },
		{ CURLE_PEER_FAILED_VERIFICATION, "", "the certificate is not to be trusted" },
		{ CURLE_RECV_ERROR, "tlsv13 alert certificate required, errno 0",
		  "the server does not accept our certificate" },
		{ CURLE_SSL_CONNECT_ERROR, "tlsv1 alert unknown ca",
		  "the server does not accept our certificate" },
		{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, "", "the server's key is not the pinned one" },
		{ CURLE_SSL_CERTPROBLEM, "", "our certificate or its key cannot be used" },
		{ CURLE_RECV_ERROR, "CONNECT tunnel failed, response 407",
		  "the proxy wants another name or password" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct easy_failure end = { .code = cases[i].code };

		strcpy(end.said, cases[i].said);
		assert_reads(*state, end, cases[i].why, true);
	}
	assert_reads(*state, (struct easy_failure){ CURLE_RECV_ERROR, "reset by peer" },
		     "the connection broke", false);
	assert_reads(
		*state,
		(struct easy_failure){ CURLE_RECV_ERROR, "CONNECT tunnel failed, response 502" },
		"the proxy does not let us through", false);
}

static void what_libcurl_speaks_is_known(void **state)
{
	(void)state;
	assert_true(easy_speaks("http"));
	assert_false(easy_speaks("htt"));
	assert_false(easy_speaks("httpx"));
}

static void a_line_break_in_a_credential_is_refused(void **state)
{
	const struct muzzle_transport user = { .user = "a:b\r\nX: y" },
				      token = { .bearer = "a\nb" };
	struct curl_slist *headers = NULL;

	assert_int_equal(easy_set_request(*state,
					  &(struct muzzle_http){ .url = "x", .transport = &user },
					  &headers),
			 -EINVAL);
	curl_slist_free_all(headers);
	headers = NULL;
	assert_int_equal(easy_set_request(*state,
					  &(struct muzzle_http){ .url = "x", .transport = &token },
					  &headers),
			 -EINVAL);
	curl_slist_free_all(headers);
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
		TEST(what_is_wrong_with_a_certificate_is_told),
		TEST(a_line_break_in_a_credential_is_refused),
		TEST(headers_are_taken_as_they_are_and_a_type_is_not_made_up),
		cmocka_unit_test(what_libcurl_speaks_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
