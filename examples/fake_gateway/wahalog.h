/* wahalog.h - writes log lines as WAHA does, as JSON or pretty.  SPDX-License-Identifier: ISC */
#ifndef WAHALOG_H
#define WAHALOG_H

#include <stdbool.h>
#include <stdint.h>

struct wahalog {
	const char *path; /* borrowed; NULL: nothing is written */
	int fd;           /* owned */
	bool pretty;
	uint32_t serial; /* of ids, so that no two lines look the same */
};

/* wahalog_open - opens or, after a rotation, re-opens .path for appending; 0 or -errno. */
int wahalog_open(struct wahalog *log);

/* wahalog_close - closes what wahalog_open opened. */
void wahalog_close(struct wahalog *log);

/* wahalog_webhook - the two lines of one webhook that its receiver answered with 200. */
void wahalog_webhook(struct wahalog *log, const char *session, const char *event);

/* wahalog_say - one line of the session manager. */
void wahalog_say(struct wahalog *log, const char *session, const char *text);

/* wahalog_request - one line of the access log; `url` must need no escaping in JSON. */
void wahalog_request(struct wahalog *log, const char *method, const char *url, int status);

#endif
