/* wahalog.c - writes log lines as WAHA does, as JSON or pretty.  SPDX-License-Identifier: ISC */
#include "wahalog.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 1024
#define WEBHOOK_URL "http://127.0.0.1:4010/waha"
#define FIELDS_BYTES 500

/* What a line is made of; fields is the JSON that follows the fixed keys, without braces. */
struct parts {
	const char *name; /* the logger */
	const char *session;
	const char *fields;
	const char *text;
	bool warn;
};

int64_t wahalog_wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int format_json(char *line, size_t bytes, const struct parts *p)
{
	char session[96] = "";

	if (p->session)
		snprintf(session, sizeof(session), "\"session\":\"%s\",", p->session);
	return snprintf(line, bytes,
			"{\"level\":%d,\"time\":%" PRId64
			",\"pid\":%d,\"hostname\":\"fake\",\"reqId\":2,"
			"%s\"name\":\"%s\",%s%s\"msg\":\"%s\"}\n",
			p->warn ? 40 : 30, wahalog_wall_ms(), (int)getpid(), session, p->name,
			p->fields, p->fields[0] ? "," : "", p->text);
}

static int format_pretty(char *line, size_t bytes, const struct parts *p)
{
	char session[160] = "", prefix[96] = "";
	int64_t ms = wahalog_wall_ms();
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	if (p->session) {
		snprintf(prefix, sizeof(prefix), "session:%s - ", p->session);
		snprintf(session, sizeof(session), ",\"session\":\"%s\"", p->session);
	}
	return snprintf(line, bytes,
			"[%02d:%02d:%02d.%03d] %s (%s/%d): \033[36m%s%s\033[39m "
			"\033[90m{\"reqId\":2%s%s%s}\033[39m\n",
			tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(ms % 1000),
			p->warn ? "\033[33mWARN\033[39m" : "\033[32mINFO\033[39m", p->name,
			(int)getpid(), prefix, p->text, session, p->fields[0] ? "," : "",
			p->fields);
}

static void write_line(struct wahalog *log, const struct parts *p)
{
	char line[LINE_BYTES];
	int bytes;

	if (log->fd < 0)
		return;
	bytes = log->pretty ? format_pretty(line, sizeof(line), p)
			    : format_json(line, sizeof(line), p);
	if (bytes <= 0 || (size_t)bytes >= sizeof(line))
		return;
	if (write(log->fd, line, (size_t)bytes) < 0)
		perror("fake_gateway: log");
}

int wahalog_open(struct wahalog *log)
{
	wahalog_close(log);
	if (!log->path)
		return 0;
	log->fd = open(log->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	return log->fd < 0 ? -errno : 0;
}

void wahalog_close(struct wahalog *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

static void print_fields(char *fields, size_t bytes, const struct wahalog *log,
			 const struct wahalog_event *e)
{
	snprintf(fields, bytes, "\"id\":\"%s\",\"event.id\":\"%s\",\"event\":\"%s\",\"url\":\"%s\"",
		 e->request_id, e->id, e->name, log->url ? log->url : WEBHOOK_URL);
}

void wahalog_answered(struct wahalog *log, const struct wahalog_event *event, int status)
{
	char fields[FIELDS_BYTES], text[64];
	const struct parts p = {
		.name = "WebhookSender", .session = event->session, .fields = fields, .text = text
	};

	print_fields(fields, sizeof(fields), log, event);
	snprintf(text, sizeof(text), "POST request was sent with status code: %d", status);
	write_line(log, &p);
}

void wahalog_retry(struct wahalog *log, const struct wahalog_event *event, const char *why,
		   int tries)
{
	char fields[64], text[200];
	const struct parts p = { .name = "WebhookSender",
				 .session = event->session,
				 .fields = fields,
				 .text = text,
				 .warn = true };

	snprintf(fields, sizeof(fields), "\"id\":\"%s\"", event->request_id);
	snprintf(text, sizeof(text), "Error sending POST request: '%s'. Retrying %d/15...", why,
		 tries);
	write_line(log, &p);
}

void wahalog_webhook(struct wahalog *log, struct wahalog_event *event)
{
	char fields[FIELDS_BYTES];
	const struct parts p = { .name = "WebhookSender",
				 .session = event->session,
				 .fields = fields,
				 .text = "Sending POST..." };

	log->serial++;
	event->at_ms = wahalog_wall_ms();
	snprintf(event->id, sizeof(event->id), "evt_%011" PRIx64 "%07x%08x", (uint64_t)event->at_ms,
		 (unsigned)getpid(), log->serial);
	snprintf(event->request_id, sizeof(event->request_id), "3b2o%06x%07x",
		 (unsigned)getpid() & 0xffffff, log->serial);
	print_fields(fields, sizeof(fields), log, event);
	write_line(log, &p);
	if (log->post)
		log->post(log->post_arg, event);
	else
		wahalog_answered(log, event, 200);
}

void wahalog_say(struct wahalog *log, const char *session, const char *text)
{
	struct parts p = { .name = "SessionManager", .session = session, .fields = "" };

	p.text = text;
	write_line(log, &p);
}

void wahalog_request(struct wahalog *log, const char *method, const char *url, int status)
{
	char fields[400];
	struct parts p = { .name = "HTTP", .fields = fields, .text = "request completed" };

	snprintf(fields, sizeof(fields),
		 "\"req\":{\"id\":2,\"method\":\"%s\",\"url\":\"%.200s\"},"
		 "\"res\":{\"statusCode\":%d},\"responseTime\":5",
		 method, url, status);
	write_line(log, &p);
}
