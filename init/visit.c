/* visit.c - see visit.h.  SPDX-License-Identifier: ISC */
#include "visit.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "easy.h"
#include "text.h"

#define CONNECT_MS 3000L

/* An answer that is too long ends the transfer, and is marked as cut. */
static size_t take(char *data, size_t one, size_t bytes, void *arg)
{
	struct answer *answer = arg;
	char *longer;

	(void)one;
	answer->cut = answer->bytes + bytes > ANSWER_MAX_BYTES;
	longer = answer->cut ? NULL : realloc(answer->body, answer->bytes + bytes + 1);
	if (!longer)
		return 0;
	memcpy(longer + answer->bytes, data, bytes);
	answer->body = longer;
	answer->bytes += bytes;
	longer[answer->bytes] = '\0';
	return bytes;
}

static int prepare(CURL *easy, const struct visit *visit, struct curl_slist **headers)
{
	const char *const list[] = { "Accept: application/json, */*", visit->header, NULL };
	const struct muzzle_transport transport = { .size = sizeof(transport),
						    .ca_file = visit->ca_file };
	const struct muzzle_http request = {
		.size = sizeof(request),
		.url = visit->url,
		.unix_socket = visit->unix_socket,
		.headers = list,
		.transport = &transport,
	};

	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)visit->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
	return easy_set_request(easy, &request, headers);
}

static void read_head(CURL *easy, struct answer *answer)
{
	const char *type = NULL, *to = NULL;
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &to);
	answer->status = (int)status;
	text_clean(answer->type, sizeof(answer->type), type);
	text_clean(answer->to, sizeof(answer->to), to);
}

static bool is_tls(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR ||
	       code == CURLE_SSL_CACERT_BADFILE;
}

static void perform(CURL *easy, struct answer *answer)
{
	struct easy_failure failure = { 0 };

	curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, failure.said);
	failure.code = curl_easy_perform(easy);
	if (failure.code == CURLE_OK || answer->cut) {
		read_head(easy, answer);
		return;
	}
	easy_describe(easy, &failure, answer->why, sizeof(answer->why));
	answer->setup = easy_is_setup(easy, &failure);
	answer->tls = is_tls(failure.code);
}

void visit_get(const struct visit *visit, struct answer *answer)
{
	struct curl_slist *headers = NULL;
	CURL *easy = curl_easy_init();
	int rc = easy ? prepare(easy, visit, &headers) : -ENOMEM;

	*answer = (struct answer){ 0 };
	if (rc == 0)
		perform(easy, answer);
	else
		text_clean(answer->why, sizeof(answer->why), strerror(-rc));
	curl_slist_free_all(headers);
	curl_easy_cleanup(easy);
}
