/* receiver.c - see receiver.h.  SPDX-License-Identifier: ISC */
#include "receiver.h"

#include <stddef.h>
#include <string.h>

/* The first that fits; those without a part are only taken when said. */
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
