/* easy.c - see easy.h.  SPDX-License-Identifier: ISC */
#include "easy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define READ_BYTES 8192 /* libcurl's buffer per request */

/* What people understand without libcurl's help; the rest goes by libcurl's own short words.  Its longer
 * ones tell cases apart and are never shown: they may quote the URL.  The first row that fits counts. */
static const struct reason {
	CURLcode code;    /* 0: any */
	const char *said; /* what the longer words hold, in whatever case; NULL: anything */
	const char *why;
	bool setup; /* no time and no restart mends it */
} reasons[] = {
	{ CURLE_URL_MALFORMAT, NULL, "the url cannot be read", true },
	{ CURLE_UNSUPPORTED_PROTOCOL, "\"smtp",
	  "this libcurl was built without mail: install one with it, or use a command", true },
	{ CURLE_UNSUPPORTED_PROTOCOL, NULL, "neither http nor https", true },
	{ CURLE_COULDNT_RESOLVE_HOST, NULL, "the host's name cannot be resolved", false },
	{ CURLE_COULDNT_RESOLVE_PROXY, NULL, "the proxy's name cannot be resolved", false },
	{ CURLE_COULDNT_CONNECT, NULL, "cannot connect", false },
	{ CURLE_OPERATION_TIMEDOUT, NULL, "timeout", false },
	{ CURLE_PARTIAL_FILE, NULL, "the answer broke off", false },
	{ CURLE_GOT_NOTHING, NULL, "the connection was closed without an answer", false },
	{ CURLE_OK, "response 407", "the proxy wants another name or password", true },
	{ CURLE_OK, "CONNECT tunnel", "the proxy does not let us through", false },
	{ CURLE_OK, "alert certificate", "the server does not accept our certificate", true },
	{ CURLE_OK, "alert bad cert", "the server does not accept our certificate", true },
	{ CURLE_OK, "alert unknown ca", "the server does not accept our certificate", true },
	{ CURLE_RECV_ERROR, NULL, "the connection broke", false },
	{ CURLE_SEND_ERROR, NULL, "the connection broke", false },
	{ CURLE_WEIRD_SERVER_REPLY, NULL, "the answer is not HTTP", false },
	{ CURLE_REMOTE_ACCESS_DENIED, NULL, "the server does not let us in", false },
	{ CURLE_LOGIN_DENIED, NULL, "the server does not take our name and password", true },
	{ CURLE_USE_SSL_FAILED, NULL, "the server offers no STARTTLS", true },
	{ CURLE_SSL_CONNECT_ERROR, NULL, "no TLS connection comes about", false },
	{ CURLE_PEER_FAILED_VERIFICATION, "expir", "the certificate has expired", true },
	{ CURLE_PEER_FAILED_VERIFICATION, "match", "the certificate is for another name", true },
	{ CURLE_PEER_FAILED_VERIFICATION, NULL, "the certificate is not to be trusted", true },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, NULL, "the server's key is not the pinned one", true },
	{ CURLE_SSL_CACERT_BADFILE, NULL, "the file of authorities cannot be used", true },
	{ CURLE_SSL_CERTPROBLEM, NULL, "our certificate or its key cannot be used", true },
};

static const struct reason *find_reason(CURL *easy, const struct easy_failure *failure)
{
	CURLcode code = failure->code;
	long sent_bytes = 0;

	curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
	if (code == CURLE_UNSUPPORTED_PROTOCOL && sent_bytes > 0)
		code = CURLE_WEIRD_SERVER_REPLY; /* the same code stands for an answer as of HTTP/0.9 */
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if ((!reasons[i].code || reasons[i].code == code) &&
		    (!reasons[i].said || strcasestr(failure->said, reasons[i].said)))
			return &reasons[i];
	return NULL;
}

bool easy_is_setup(CURL *easy, const struct easy_failure *failure)
{
	const struct reason *reason = find_reason(easy, failure);

	return reason && reason->setup;
}

void easy_describe(CURL *easy, const struct easy_failure *failure, char *why, size_t why_bytes)
{
	const struct reason *reason = find_reason(easy, failure);
	long error = 0;

	if (failure->code == CURLE_COULDNT_CONNECT)
		curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	snprintf(why, why_bytes, "%s%s%s", reason ? reason->why : curl_easy_strerror(failure->code),
		 error ? ": " : "", error ? strerror((int)error) : "");
}

void easy_read_link(CURL *easy, char *link, size_t link_bytes)
{
	struct curl_header *header;
	size_t used = 0;

	link[0] = '\0';
	for (size_t i = 0; used < link_bytes && curl_easy_header(easy, "Link", i, CURLH_HEADER, -1,
								 &header) == CURLHE_OK;
	     i++)
		used += (size_t)snprintf(link + used, link_bytes - used, "%s%s", i ? ", " : "",
					 header->value);
}

bool easy_speaks(const char *protocol)
{
	const char *const *p = curl_version_info(CURLVERSION_NOW)->protocols;

	while (*p && strcmp(*p, protocol) != 0)
		p++;
	return *p;
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

/* An option that this libcurl lacks must not be left out in silence: it may be what protects us. */
static int set_text(CURL *easy, CURLoption option, const char *text)
{
	CURLcode code = text ? curl_easy_setopt(easy, option, text) : CURLE_OK;

	if (text && text[strcspn(text, "\r\n")])
		return -EINVAL;
	if (code == CURLE_OK)
		return 0;
	return code == CURLE_OUT_OF_MEMORY ? -ENOMEM : -ENOTSUP;
}

static int set_transport(CURL *easy, const struct muzzle_transport *t)
{
	const struct {
		CURLoption option;
		const char *text;
	} texts[] = {
		{ CURLOPT_USERPWD, t->user },
		{ CURLOPT_XOAUTH2_BEARER, t->bearer },
		{ CURLOPT_CAINFO, t->ca_file },
		{ CURLOPT_PINNEDPUBLICKEY, t->pinned_key },
		{ CURLOPT_SSLCERT, t->cert_file },
		{ CURLOPT_SSLKEY, t->key_file ? t->key_file : t->cert_file },
		{ CURLOPT_PROXY, t->proxy },
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(texts) / sizeof(texts[0]); i++)
		rc = set_text(easy, texts[i].option, texts[i].text);
	if (t->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_HTTPAUTH,
			 (long)(t->bearer ? CURLAUTH_BEARER : CURLAUTH_BASIC));
	return rc;
}

static bool same_part(CURLU *one, CURLU *other, CURLUPart part)
{
	char *a = NULL, *b = NULL;
	bool same = curl_url_get(one, part, &a, CURLU_DEFAULT_PORT) == CURLUE_OK &&
		    curl_url_get(other, part, &b, CURLU_DEFAULT_PORT) == CURLUE_OK &&
		    strcasecmp(a, b) == 0;

	curl_free(a);
	curl_free(b);
	return same;
}

static bool same_origin(const char *url, const char *other_url)
{
	CURLU *one = curl_url(), *other = curl_url();
	bool same = one && other && curl_url_set(one, CURLUPART_URL, url, 0) == CURLUE_OK &&
		    curl_url_set(other, CURLUPART_URL, other_url, 0) == CURLUE_OK &&
		    same_part(one, other, CURLUPART_SCHEME) &&
		    same_part(one, other, CURLUPART_HOST) && same_part(one, other, CURLUPART_PORT);

	curl_url_cleanup(one);
	curl_url_cleanup(other);
	return same;
}

bool easy_redirect(CURL *easy)
{
	const char *from = NULL, *to = NULL;

	curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &from);
	curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &to);
	return from && to && same_origin(from, to) &&
	       curl_easy_setopt(easy, CURLOPT_URL, to) == CURLE_OK;
}

int easy_set_request(CURL *easy, const struct muzzle_http *req, struct curl_slist **headers)
{
	int rc = list_headers(headers, req->headers);

	if (rc < 0)
		return rc;
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)READ_BYTES);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "muzzle");
	if (req->unix_socket)
		curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, req->unix_socket);
	set_method(easy, req);
	if (req->transport)
		rc = set_transport(easy, req->transport);
	if (rc < 0)
		return rc;
	return curl_easy_setopt(easy, CURLOPT_URL, req->url) == CURLE_OK ? 0 : -ENOMEM;
}
