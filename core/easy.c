/* easy.c - see easy.h.  SPDX-License-Identifier: ISC */
#include "easy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define READ_BYTES 8192 /* libcurl's buffer per request */

/* What people understand without libcurl's help; the rest goes by libcurl's own words.  Its longer
 * messages are not used: they may quote the URL. */
static const struct {
	CURLcode code;
	const char *why;
} reasons[] = {
	{ CURLE_URL_MALFORMAT, "the url cannot be read" },
	{ CURLE_UNSUPPORTED_PROTOCOL, "neither http nor https" },
	{ CURLE_COULDNT_RESOLVE_HOST, "the host's name cannot be resolved" },
	{ CURLE_COULDNT_CONNECT, "cannot connect" },
	{ CURLE_OPERATION_TIMEDOUT, "timeout" },
	{ CURLE_PARTIAL_FILE, "the answer broke off" },
	{ CURLE_GOT_NOTHING, "the connection was closed without an answer" },
	{ CURLE_RECV_ERROR, "the connection broke" },
	{ CURLE_SEND_ERROR, "the connection broke" },
	{ CURLE_WEIRD_SERVER_REPLY, "the answer is not HTTP" },
	{ CURLE_PEER_FAILED_VERIFICATION, "the certificate is not to be trusted" },
};

void easy_describe(CURL *easy, CURLcode code, char *why, size_t why_bytes)
{
	const char *text = curl_easy_strerror(code);
	long error = 0, sent_bytes = 0;

	curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
	if (code == CURLE_UNSUPPORTED_PROTOCOL && sent_bytes > 0)
		code = CURLE_WEIRD_SERVER_REPLY; /* the same code stands for an answer as of HTTP/0.9 */
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].code == code)
			text = reasons[i].why;
	if (code == CURLE_COULDNT_CONNECT)
		curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	snprintf(why, why_bytes, "%s%s%s", text, error ? ": " : "",
		 error ? strerror((int)error) : "");
}

static bool is_header(const char *header, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(header, name, n) == 0 && header[n] == ':';
}

static int add_header(struct curl_slist **list, const char *header)
{
	struct curl_slist *longer = curl_slist_append(*list, header);

	if (!longer)
		return -ENOMEM;
	*list = longer;
	return 0;
}

/* libcurl's own Content-Type is taken out where the request has none. */
static int list_headers(struct curl_slist **list, const char *const *headers)
{
	bool typed = false;
	int rc = 0;

	for (; rc == 0 && headers && *headers; headers++) {
		if (strpbrk(*headers, "\r\n"))
			return -EINVAL;
		typed = typed || is_header(*headers, "Content-Type");
		rc = add_header(list, *headers);
	}
	if (rc == 0 && !typed)
		rc = add_header(list, "Content-Type:");
	return rc;
}

/* What is not GET or HEAD says so when it has no body (Content-Length: 0): servers wait otherwise. */
static void set_method(CURL *easy, const struct muzzle_http *req)
{
	const char *method = req->method ? req->method : "GET";
	bool get = strcmp(method, "GET") == 0, head = strcmp(method, "HEAD") == 0;

	if (head)
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	if (!get && !head)
		curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	if (req->body || (!get && !head)) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)(req->body ? req->body_bytes : 0));
		curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, req->body ? req->body : "");
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, head ? NULL : method);
}

int easy_set_request(CURL *easy, const struct muzzle_http *req, struct curl_slist **headers)
{
	int rc = list_headers(headers, req->headers);

	if (rc < 0)
		return rc;
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)READ_BYTES);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "muzzle");
	if (req->unix_socket)
		curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, req->unix_socket);
	set_method(easy, req);
	return curl_easy_setopt(easy, CURLOPT_URL, req->url) == CURLE_OK ? 0 : -ENOMEM;
}
