/* syslogline.c - see syslogline.h.  SPDX-License-Identifier: ISC */
#include "syslogline.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clean.h"

#define VALUE_BYTES 300

/* "<PRI>" and the date: the box's own daemon wants it in local time, others in UTC. */
static size_t put_head(char out[SYSLOGLINE_BYTES], const struct syslogline *line, const char *form,
		       bool local)
{
	time_t seconds = (time_t)(line->wall_ms / 1000);
	size_t used = (size_t)snprintf(out, SYSLOGLINE_BYTES, "<%" PRId64 ">",
				       line->facility * 8 + line->severity);
	struct tm tm;

	return (local ? localtime_r : gmtime_r)(&seconds, &tm)
		       ? used + strftime(out + used, SYSLOGLINE_BYTES - used, form, &tm)
		       : used;
}

/* Cut between characters, with what is left of the room. */
static size_t put_text(char out[SYSLOGLINE_BYTES], size_t used, const char *text)
{
	return used + clean_text(out + used, SYSLOGLINE_BYTES - used, text);
}

size_t syslogline_write_local(char out[SYSLOGLINE_BYTES], const struct syslogline *line)
{
	size_t used = put_head(out, line, "%b %e %H:%M:%S muzzle", true);

	used += (size_t)snprintf(out + used, SYSLOGLINE_BYTES - used, "[%d]: ", (int)getpid());
	return put_text(out, used, line->text);
}

/* name="value" with the escapes of section 6.3.3; nothing for an empty value. */
static size_t put_parameter(char *out, size_t used, const char *name, const char *value)
{
	char escaped[VALUE_BYTES];
	size_t bytes = 0;

	if (!*value)
		return used;
	for (; *value && bytes + 2 < sizeof(escaped); value++) {
		if (strchr("\"\\]", *value))
			escaped[bytes++] = '\\';
		escaped[bytes++] = *value;
	}
	escaped[bytes] = '\0';
	return used +
	       (size_t)snprintf(out + used, SYSLOGLINE_BYTES - used, " %s=\"%s\"", name, escaped);
}

/* 32473 is the number for who has none of his own (RFC 5612). */
size_t syslogline_write_remote(char out[SYSLOGLINE_BYTES], const struct syslogline *line)
{
	size_t used = put_head(out, line, "1 %Y-%m-%dT%H:%M:%S", false);

	used += (size_t)snprintf(out + used, SYSLOGLINE_BYTES - used,
				 ".%03dZ %.64s muzzle %d %.16s [muzzle@32473",
				 (int)(line->wall_ms % 1000), *line->host ? line->host : "-",
				 (int)getpid(), line->what);
	used = put_parameter(out, used, "incident", line->incident);
	used = put_parameter(out, used, "target", line->target);
	used = put_parameter(out, used, "id", line->id);
	used += (size_t)snprintf(out + used, SYSLOGLINE_BYTES - used, "] ");
	return put_text(out, used, line->text);
}
