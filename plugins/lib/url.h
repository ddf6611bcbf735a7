/* url.h - is this fit for a request?  Asked of options, before one is made.
 * SPDX-License-Identifier: ISC
 */
#ifndef URL_H
#define URL_H

#include <stdbool.h>

/* To be put behind the names of options. */
#define URL_FORM "must be http(s)://HOST[:PORT], with no blank (a # behind it begins no comment)"
#define URL_HEADER_FORM "`header` must read `Name: value`"

/* url_is - a url of that scheme, or of it with an s behind, with a host, without blanks; a port, if given,
 * is 1 to 65535.  Placeholders may stand anywhere but in the port. */
bool url_is(const char *url, const char *scheme);

/* url_is_http - the same of http and https. */
bool url_is_http(const char *url);

/* url_are_headers - each line (NULL: there are none) is a token, a colon and a value. */
bool url_are_headers(const char *const *lines);

#endif
