/* wahalog.h - writes log lines as WAHA does, as JSON or pretty.  SPDX-License-Identifier: ISC */
#ifndef WAHALOG_H
#define WAHALOG_H

#include <stdbool.h>
#include <stdint.h>

/* One event and its webhook. */
struct wahalog_event {
	char session[64], name[32];
	bool known;          /* whose account it is */
	const char *payload; /* JSON */
	char id[32];         /* of the event, of its request; never used twice */
	char request_id[24];
	int64_t at_ms; /* Unix time */
};

typedef void wahalog_post(void *arg, const struct wahalog_event *event);

struct wahalog {
	const char *path; /* borrowed; NULL: nothing is written */
	int fd;           /* owned */
	bool pretty;
	uint32_t serial;    /* of ids, so that no two lines look the same */
	const char *url;    /* of the receiver; NULL: one that nobody sees */
	wahalog_post *post; /* sends the webhook; NULL: it is said to have been answered with 200 */
	void *post_arg;
};

/* wahalog_wall_ms - Unix time. */
int64_t wahalog_wall_ms(void);

/* wahalog_open - opens or, after a rotation, re-opens .path for appending; 0 or -errno. */
int wahalog_open(struct wahalog *log);

/* wahalog_close - closes what wahalog_open opened. */
void wahalog_close(struct wahalog *log);

/* wahalog_webhook - the line that a webhook is being sent, and sends it; completes the event (ids, time). */
void wahalog_webhook(struct wahalog *log, struct wahalog_event *event);

/* wahalog_answered, wahalog_retry - the line of how a try to send it ended. */
void wahalog_answered(struct wahalog *log, const struct wahalog_event *event, int status);
void wahalog_retry(struct wahalog *log, const struct wahalog_event *event, const char *why,
		   int tries);

/* wahalog_say - one line of the session manager. */
void wahalog_say(struct wahalog *log, const char *session, const char *text);

/* wahalog_request - one line of the access log; `url` must need no escaping in JSON. */
void wahalog_request(struct wahalog *log, const char *method, const char *url, int status);

#endif
