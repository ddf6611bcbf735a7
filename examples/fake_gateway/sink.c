/* sink.c - see sink.h.  SPDX-License-Identifier: ISC */
#include "sink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *name;
	enum sink_way way;
	bool keeps; /* the message, though who sent it cannot know */
} ways[] = {
	{ "ok", SINK_ANSWERS, true },    { "hang", SINK_HANGS, false },
	{ "reset", SINK_RESETS, false }, { "lose", SINK_LOSES, true },
	{ "cut", SINK_CUTS, true },      { "babble", SINK_BABBLES, false },
};

static int64_t boot_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The number of a query key, `otherwise` without it. */
static int64_t query_number(const char *query, const char *key, int64_t otherwise)
{
	const char *at = strstr(query, key);

	return at ? strtoll(at + strlen(key), NULL, 10) : otherwise;
}

/* The receiver of that name, made if it is new; NULL: too many. */
static struct sink *find_sink(struct sinks *sinks, const char *path)
{
	char name[SINK_NAME_BYTES];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(path, "/"), path);
	for (size_t i = 0; i < sinks->count; i++) {
		if (strcmp(sinks->list[i].name, name) == 0)
			return &sinks->list[i];
	}
	if (sinks->count == SINKS_MAX)
		return NULL;
	sinks->list[sinks->count] = (struct sink){ .usual = { SINK_ANSWERS, 200, 0, 0 } };
	memcpy(sinks->list[sinks->count].name, name, sizeof(name));
	return &sinks->list[sinks->count++];
}

static bool read_manner(struct sink_manner *manner, const char *how)
{
	int status = atoi(how);

	*manner = (struct sink_manner){ .way = SINK_ANSWERS, .status = status };
	if (status)
		return status >= 100 && status < 600;
	manner->status = 200;
	for (size_t i = 0; i < COUNT(ways); i++) {
		manner->way = ways[i].way;
		if (strcmp(ways[i].name, how) == 0)
			return true;
	}
	return false;
}

bool sink_stage(struct sinks *sinks, const char *path, const char *query)
{
	struct sink *sink = find_sink(sinks, path);
	const char *how = strrchr(path, '/');
	struct sink_manner manner;

	if (!sink || !how || !read_manner(&manner, how + 1))
		return false;
	manner.after_ms = query_number(query, "after_ms=", 0);
	manner.retry_s = query_number(query, "retry_s=", 0);
	sink->times = query_number(query, "times=", 0);
	*(sink->times ? &sink->next : &sink->usual) = manner;
	return true;
}

static struct sink_manner next_manner(struct sink *sink)
{
	if (sink->times <= 0)
		return sink->usual;
	sink->times--;
	return sink->next;
}

static const char *way_name(enum sink_way way)
{
	for (size_t i = 0; i < COUNT(ways); i++) {
		if (ways[i].way == way)
			return ways[i].name;
	}
	return "";
}

static bool keeps(const struct sink_manner *manner)
{
	for (size_t i = 0; i < COUNT(ways); i++) {
		if (ways[i].way == manner->way)
			return ways[i].keeps && manner->status < 300;
	}
	return false;
}

/* On one line, whatever is in it. */
static void print_field(FILE *out, const char *text, const char *newline)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs(text[1] || *newline != ' ' ? newline : "", out);
		else if (*text != '\r')
			fputc(*text == '\t' ? ' ' : *text, out);
	}
}

static void write_down(const struct sinks *sinks, const struct sink *sink,
		       const struct sink_manner *manner, const struct http_request *request)
{
	FILE *out = sinks->file ? fopen(sinks->file, "ae") : NULL;

	if (!out)
		return;
	fprintf(out, "%" PRId64 "\t%s\t", boot_ms(), sink->name);
	if (manner->way == SINK_ANSWERS)
		fprintf(out, "%d", manner->status);
	else
		fputs(way_name(manner->way), out);
	fprintf(out, "\t%s\t%s %s%s%s\t", keeps(manner) ? "kept" : "not", request->method,
		request->path, *request->query ? "?" : "", request->query);
	print_field(out, request->head, " | ");
	fputc('\t', out);
	print_field(out, request->body, "\\n");
	fputc('\n', out);
	fclose(out);
}

static void answer_late(struct sinks *sinks, uint32_t conn, const struct sink_manner *manner)
{
	for (size_t i = 0; i < SINK_LATE_MAX; i++) {
		struct sink_late *late = &sinks->late[i];

		if (late->conn)
			continue;
		*late = (struct sink_late){ conn, boot_ms() + manner->after_ms, *manner };
		return;
	}
	http_reset(sinks->server, conn);
}

static void answer_now(const struct sinks *sinks, uint32_t conn, const struct sink_manner *manner)
{
	char text[300], retry[64] = "";

	if (manner->retry_s)
		snprintf(retry, sizeof(retry), "Retry-After: %" PRId64 "\r\n", manner->retry_s);
	snprintf(text, sizeof(text),
		 "HTTP/1.1 %d As told\r\n%s%sContent-Length: 2\r\nConnection: close\r\n\r\n{}",
		 manner->status, retry,
		 manner->status / 100 == 3 ? "Location: /sink/elsewhere\r\n" : "");
	http_answer_raw(sinks->server, conn, text);
}

static void respond(struct sinks *sinks, uint32_t conn, const struct sink_manner *manner)
{
	switch (manner->way) {
	case SINK_HANGS:
		break;
	case SINK_RESETS:
		http_reset(sinks->server, conn);
		break;
	case SINK_LOSES:
		http_answer_raw(sinks->server, conn, "");
		break;
	case SINK_CUTS:
		http_answer_raw(sinks->server, conn,
				"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"mess");
		break;
	case SINK_BABBLES:
		http_answer_raw(sinks->server, conn, "220 mail.example.org ESMTP\r\n");
		break;
	case SINK_ANSWERS:
		if (manner->after_ms)
			answer_late(sinks, conn, manner);
		else
			answer_now(sinks, conn, manner);
	}
}

void sink_take(struct sinks *sinks, uint32_t conn, const struct http_request *request)
{
	struct sink *sink = find_sink(sinks, request->path + strlen("/sink/"));
	struct sink_manner manner;

	if (!sink) {
		http_reset(sinks->server, conn);
		return;
	}
	manner = next_manner(sink);
	write_down(sinks, sink, &manner, request);
	respond(sinks, conn, &manner);
}

void sink_step(struct sinks *sinks)
{
	for (size_t i = 0; i < SINK_LATE_MAX; i++) {
		struct sink_late *late = &sinks->late[i];

		if (!late->conn || late->due_ms > boot_ms())
			continue;
		answer_now(sinks, late->conn, &late->manner);
		late->conn = 0;
	}
}
