/* address.c - see address.h.  SPDX-License-Identifier: ISC */
#include "address.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int complain(char *why, const char *what)
{
	snprintf(why, ADDRESS_WHY_BYTES, "%s", what);
	return -EINVAL;
}

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

static int copy_part(CURLU *url, CURLUPart part, char *text)
{
	char *value = NULL;
	int rc = -EINVAL;

	if (curl_url_get(url, part, &value, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	    snprintf(text, ADDRESS_BYTES, "%s", value) < ADDRESS_BYTES)
		rc = 0;
	curl_free(value);
	return rc;
}

static bool is_local(const char *host)
{
	static const char *const hosts[] = { "localhost", "[::1]", "0.0.0.0" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strcmp(host, hosts[i]) == 0)
			return true;
	return strncmp(host, "127.", 4) == 0;
}

/* Paths that are added begin with a slash. */
static void cut_slash(char *url)
{
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		url[--n] = '\0';
}

static int read_parts(CURLU *url, struct address *address, char *why)
{
	char port[ADDRESS_BYTES], path[ADDRESS_BYTES];

	if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
		return complain(
			why, "a url must not hold a password: leave it out here, and put name and "
			     "password into `user` of its sections later");
	if (has_part(url, CURLUPART_FRAGMENT))
		return complain(why, "leave out # and what follows: it is never sent");
	if (copy_part(url, CURLUPART_HOST, address->host) || copy_part(url, CURLUPART_PORT, port) ||
	    copy_part(url, CURLUPART_PATH, path))
		return complain(why, "it has no host");
	address->port = (uint16_t)atoi(port);
	address->local = is_local(address->host);
	address->bare = strcmp(path, "/") == 0 && !has_part(url, CURLUPART_QUERY);
	return 0;
}

static bool is_safe(const char *text)
{
	return !text[strcspn(text, " \t\r\n\"'`\\<>{}$;")];
}

int address_parse(const char *text, struct address *address, char why[ADDRESS_WHY_BYTES])
{
	char whole[ADDRESS_BYTES];
	bool schemed = strstr(text, "://");
	CURLU *url = curl_url();
	int rc;

	*address = (struct address){ 0 };
	snprintf(whole, sizeof(whole), "%s%s", schemed ? "" : "http://", text);
	if (!url)
		rc = complain(why, "out of memory");
	else if (strlen(text) + 8 > sizeof(whole) || !is_safe(text) ||
		 curl_url_set(url, CURLUPART_URL, whole, CURLU_NON_SUPPORT_SCHEME))
		rc = complain(why, "not a url: http://HOST:PORT");
	else if (strncasecmp(whole, "http://", 7) != 0 && strncasecmp(whole, "https://", 8) != 0)
		rc = complain(why, "neither http:// nor https://");
	else
		rc = read_parts(url, address, why);
	curl_url_cleanup(url);
	if (rc == 0) {
		snprintf(address->url, sizeof(address->url), "%s", whole);
		cut_slash(address->url);
	}
	return rc;
}
