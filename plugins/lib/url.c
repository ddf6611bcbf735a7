/* url.c - see url.h.  SPDX-License-Identifier: ISC */
#include "url.h"

#include <string.h>

#define PORT_MAX 65535

static bool is_port(const char *s, const char *end)
{
	int port = 0;

	while (s < end && *s >= '0' && *s <= '9' && port <= PORT_MAX)
		port = port * 10 + (*s++ - '0');
	return s == end && port >= 1 && port <= PORT_MAX;
}

/* Between scheme and path: [user[:password]@]host[:port]; an IPv6 host stands in brackets. */
static bool is_authority(const char *host, const char *end)
{
	const char *port = NULL, *last;

	for (const char *s = host; s < end; s++) {
		if (*s == '@') {
			host = s + 1;
			port = NULL;
		} else if (*s == ':' && !port && (*host != '[' || s[-1] == ']')) {
			port = s;
		}
	}
	last = (port ? port : end) - 1;
	if (last < host || (*host == '[' && *last != ']'))
		return false;
	return !port || is_port(port + 1, end);
}

bool url_is(const char *url, const char *scheme)
{
	const char *rest = url + strlen(scheme);

	if (strncmp(url, scheme, strlen(scheme)) != 0)
		return false;
	rest += *rest == 's';
	return strncmp(rest, "://", 3) == 0 && !rest[strcspn(rest, " \t\r\n")] &&
	       is_authority(rest + 3, rest + 3 + strcspn(rest + 3, "/?#"));
}

bool url_is_http(const char *url)
{
	return url_is(url, "http");
}

/* A name is a token of RFC 9110. */
static bool is_header(const char *line)
{
	const char *s = line;

	while (*s > ' ' && *s < 127 && !strchr("()<>@,;:\\\"/[]?={}", *s))
		s++;
	return s > line && *s == ':' && s[1 + strspn(s + 1, " \t")] && !s[strcspn(s, "\r\n")];
}

bool url_are_headers(const char *const *lines)
{
	while (lines && *lines)
		if (!is_header(*lines++))
			return false;
	return true;
}
