/* receiver.c - see receiver.h.  SPDX-License-Identifier: ISC */
#include "receiver.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The first that fits; without .part only if it was given. */
static const struct receiver {
	const char *format;
	const char *part; /* of its URL */
} receivers[] = {
	{ "slack", "//hooks.slack.com/" },
	{ "discord", "//discord.com/api/webhooks/" },
	{ "ntfy", "//ntfy." },
	{ "mqtt", "mqtt://" },
	{ "mqtt", "mqtts://" },
	{ "syslog", "syslog://" },
	{ "syslog", "/dev/log" },
	{ "form", NULL },
	{ "alertmanager", NULL },
	{ "json", "" },
};

const char *receiver_format(const char *to, const char *said)
{
	for (size_t i = 0; i < sizeof(receivers) / sizeof(receivers[0]); i++) {
		const struct receiver *r = &receivers[i];

		if (said ? strcmp(r->format, said) == 0 : r->part && strstr(to, r->part))
			return r->format;
	}
	return NULL;
}

/* Without a scheme a host needs a dot or a port, or is localhost: any other word is a slip.  What
 * has an @ is an address of mail. */
static bool is_place(const char *said)
{
	size_t n = strcspn(said, "/?#");

	if (memchr(said, '@', n))
		return false;
	return memchr(said, '.', n) || memchr(said, ':', n) || strncmp(said, "localhost", 9) == 0;
}

static const char *scheme_for(const char *said)
{
	size_t n = strcspn(said, ":/?#");
	bool plain = strspn(said, "0123456789.") == n || *said == '[' ||
		     (n == 9 && strncmp(said, "localhost", n) == 0);

	return plain ? "http://" : "https://";
}

static bool has_scheme(const char *said)
{
	static const char *const schemes[] = { "https://", "http://", "mqtts://", "mqtt://",
					       "syslog://" };
	bool has = strncmp(said, "/dev/", 5) == 0 || strncmp(said, "${", 2) == 0;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		has = has || (strncmp(said, schemes[i], n) == 0 && said[n]);
	}
	return has;
}

int receiver_address(const char *said, char *to, size_t bytes)
{
	bool whole = has_scheme(said);

	if (!whole && (strstr(said, "://") || !is_place(said)))
		return -EINVAL;
	if (said[strcspn(said, " \t\"\\'<>")])
		return -EINVAL;
	if (snprintf(to, bytes, "%s%s", whole ? "" : scheme_for(said), said) >= (int)bytes)
		return -EINVAL;
	return 0;
}
