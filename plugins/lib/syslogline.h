/* syslogline.h - a message as a line of syslog.  SPDX-License-Identifier: ISC */
#ifndef SYSLOGLINE_H
#define SYSLOGLINE_H

#include <stddef.h>
#include <stdint.h>

/* The words of an option, at their numbers in RFC 5424. */
#define SYSLOGLINE_FACILITIES                                                    \
	"kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp " \
	"audit alert clock local0 local1 local2 local3 local4 local5 local6 local7"
#define SYSLOGLINE_BYTES 2048 /* what every receiver must take */

enum syslogline_severity { SYSLOGLINE_CRIT = 2, SYSLOGLINE_WARNING = 4, SYSLOGLINE_NOTICE = 5 };

struct syslogline {
	int64_t facility, severity, wall_ms;
	const char *host, *what, *target, *incident, *id, *text; /* clean, in one line */
};

/* syslogline_write_local - as the box's own daemon takes it from a Unix socket; the length. */
size_t syslogline_write_local(char out[SYSLOGLINE_BYTES], const struct syslogline *line);

/* syslogline_write_remote - as RFC 5424 has it, with structured data; the length. */
size_t syslogline_write_remote(char out[SYSLOGLINE_BYTES], const struct syslogline *line);

#endif
