/* forward.c - see forward.h.  SPDX-License-Identifier: ISC */
#include "forward.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hash.h"
#include "pause.h"
#include "url.h"

#define SENDING_MAX 4      /* requests at once */
#define TRIES_MAX 6        /* 1 + 2 + 4 + 8 + 16 s: as long as WAHA itself tries, 15 times 2 s */
#define REFUSALS_MAX 2     /* of one whose content is refused: it will be no other the third time */
#define STREAK 3           /* failures in a row that speak of the consumer, not of a request */
#define SAY_EVERY_MS 60000 /* losses are logged at most so often */
#define ANSWER_BYTES 262144 /* nobody reads it, but a longer one counts as a failure */
#define NEVER INT64_MAX
#define VIA "Via: 1.1 "

/* One request, in one piece of memory: behind the struct the url, the headers, the body. */
struct forward_entry {
	struct forward *forward;
	struct forward_entry *next;
	uint32_t request;      /* being sent; 0: waiting */
	uint32_t lane;         /* of a session; two that share one by chance share an order */
	int64_t first_ms;      /* its first try; 0: none yet */
	int64_t due_ms, tries; /* tries that failed */
	size_t bytes, body_bytes;
	const char *method, *url, *header_lines, *body; /* point into text */
	size_t headers;
	char text[];
};

const char *forward_find_flaw(const struct forward *f)
{
	return f->url && !url_is_http(f->url) ? "forward " URL_FORM : NULL;
}

static void show(const struct forward *f)
{
	if (!MUZZLE_HAS(f->host, gauge))
		return;
	f->host->gauge(f->inst, "forwarded", f->forwarded);
	f->host->gauge(f->inst, "forward_waiting", f->waiting);
	f->host->gauge(f->inst, "forward_dropped", f->dropped);
	f->host->gauge(f->inst, "forward_failed", f->failed);
}

/* Connection-bound by RFC 9110 7.6.1, or made anew for the consumer. */
static bool is_connections(const char *name)
{
	static const char *const names[] = { "Connection", "Keep-Alive",        "TE",
					     "Trailer",    "Transfer-Encoding", "Upgrade",
					     "Host",       "Content-Length",    "Expect" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return strncasecmp(name, "Proxy-", 6) == 0;
}

void forward_add_header(struct forward_head *head, const char *name, const char *value)
{
	size_t room = sizeof(head->text) - head->bytes;
	int bytes;

	if (head->count == FORWARD_HEADERS_MAX || is_connections(name) || !*name ||
	    strpbrk(name, ":;\r\n") || (value && strpbrk(value, "\r\n")))
		return;
	/* libcurl's way to say that the value is empty: a colon alone would take the header out */
	bytes = snprintf(head->text + head->bytes, room, "%s%s%s", name,
			 value && *value ? ": " : ";", value ? value : "");
	if (bytes < 0 || (size_t)bytes >= room)
		return;
	head->bytes += (size_t)bytes + 1;
	head->count++;
}

static uint32_t lane_of(const char *session)
{
	return session ? (uint32_t)hash_add(HASH_START, session, strlen(session)) : 0;
}

static void log_loss(struct forward *f, const char *why)
{
	if (!pause_is_over(&f->said_ms, f->host->now(f->inst), SAY_EVERY_MS))
		return;
	f->host->log(f->inst, MUZZLE_WARN,
		     "forward: requests lost dropped=%" PRId64 " failed=%" PRId64 " why=%s",
		     f->dropped, f->failed, why);
}

/* Of one that is not being sent. */
static void remove_entry(struct forward *f, struct forward_entry *entry)
{
	struct forward_entry *before = NULL;

	for (struct forward_entry *e = f->first; e != entry; e = e->next)
		before = e;
	if (before)
		before->next = entry->next;
	else
		f->first = entry->next;
	if (f->last == entry)
		f->last = before;
	f->waiting--;
	f->bytes -= (int64_t)entry->bytes;
	free(entry);
}

static bool is_failing(const struct forward *f)
{
	return f->streak >= STREAK;
}

/* Whether an earlier one of its session comes first.  One that had all its tries makes way while
 * the consumer fails: it may be the reason. */
static bool is_behind(const struct forward *f, const struct forward_entry *entry)
{
	for (const struct forward_entry *e = f->first; e != entry; e = e->next)
		if (e->lane == entry->lane &&
		    (e->request || !is_failing(f) || e->tries < TRIES_MAX))
			return true;
	return false;
}

/* The one that is to be sent next, when it is due; NULL: none may. */
static struct forward_entry *next_entry(const struct forward *f)
{
	struct forward_entry *next = NULL;

	for (struct forward_entry *e = f->first; e; e = e->next)
		if (!e->request && (!next || e->due_ms < next->due_ms) && !is_behind(f, e))
			next = e;
	return next;
}

static uint32_t post(struct forward_entry *e, muzzle_http_done *done)
{
	struct forward *f = e->forward;
	const char *headers[FORWARD_HEADERS_MAX + 2], *line = e->header_lines;
	struct muzzle_http req = { .size = sizeof(req),
				   .method = e->method,
				   .url = e->url,
				   .headers = headers,
				   .body = e->body,
				   .body_bytes = e->body_bytes,
				   .timeout_ms = f->timeout_ms,
				   .max_body_bytes = ANSWER_BYTES };

	for (size_t i = 0; i < e->headers; i++) {
		headers[i] = line;
		line += strlen(line) + 1;
	}
	headers[e->headers] = f->via;
	headers[e->headers + 1] = NULL;
	return f->host->http(f->inst, &req, NULL, done, e);
}

/* The consumer is not at fault for one request that it never takes, but the person must know of
 * one that takes nothing. */
static void judge_consumer(struct forward *f, const char *why)
{
	int64_t for_ms = f->host->now(f->inst) - f->failing_ms;

	if (f->told || !is_failing(f) || for_ms < f->tell_ms)
		return;
	f->told = true;
	snprintf(f->fault, sizeof(f->fault),
		 "forward: the consumer takes nothing: %s; see that it runs, or correct `forward`",
		 why);
	f->host->log(f->inst, MUZZLE_WARN,
		     "forward: the consumer takes nothing since=%" PRId64 "s waiting=%" PRId64
		     " why=%s",
		     for_ms / 1000, f->waiting, why);
}

/* It is read and not wanted, and will not be wanted later; 401 and 404 a proxy says of one that is away. */
static bool is_unwanted(const struct muzzle_answer *answer)
{
	static const int statuses[] = { 400, 413, 415, 422 };
	size_t i = 0;

	while (i < sizeof(statuses) / sizeof(statuses[0]) && statuses[i] != answer->status)
		i++;
	return i < sizeof(statuses) / sizeof(statuses[0]);
}

/* What fails as all else does is kept: the consumer is away. */
static bool is_lost(const struct forward *f, const struct forward_entry *e,
		    const struct muzzle_answer *answer)
{
	return is_unwanted(answer) ? e->tries >= REFUSALS_MAX
				   : e->tries >= TRIES_MAX && f->accepted_ms > e->first_ms;
}

static void note_failure(struct forward *f, struct forward_entry *e,
			 const struct muzzle_answer *answer)
{
	int64_t now_ms = f->host->now(f->inst);

	if (f->streak++ == 0)
		f->failing_ms = now_ms;
	e->tries++;
	if (is_lost(f, e, answer)) {
		f->failed++;
		remove_entry(f, e);
		log_loss(f, answer->why);
	} else {
		e->due_ms = now_ms + pause_after_ms(e->tries);
	}
	if (is_failing(f))
		pause_grant(&f->quiet_until_ms, now_ms, pause_after_ms(f->streak - STREAK + 1));
	pause_grant(&f->quiet_until_ms, now_ms, answer->retry_after_ms);
	judge_consumer(f, answer->why);
}

/* What failed before says nothing now: all are due, in their order. */
static void note_success(struct forward *f, struct forward_entry *e)
{
	f->forwarded++;
	f->accepted_ms = f->host->now(f->inst);
	remove_entry(f, e);
	if (is_failing(f))
		for (struct forward_entry *other = f->first; other; other = other->next)
			other->due_ms = 0;
	if (f->told)
		f->host->log(f->inst, MUZZLE_INFO,
			     "forward: the consumer takes requests again waiting=%" PRId64,
			     f->waiting);
	f->streak = 0;
	f->told = false;
	f->fault[0] = '\0';
}

static void send_entry(struct forward *f, struct forward_entry *e)
{
	static const struct muzzle_answer refused = { .why = "the request could not be made" };

	if (!e->first_ms)
		e->first_ms = f->host->now(f->inst);
	e->request = post(e, f->done);
	if (e->request)
		f->sending++;
	else
		note_failure(f, e, &refused);
}

static bool may_send(const struct forward *f)
{
	return f->sending < (is_failing(f) ? 1 : SENDING_MAX);
}

/* When the next one is to be sent, and which (NULL: there is nothing to be sent before). */
static int64_t find_due(const struct forward *f, struct forward_entry **next)
{
	*next = NULL;
	if (!f->first || !may_send(f))
		return NEVER;
	if (f->quiet_until_ms > f->host->now(f->inst))
		return f->quiet_until_ms;
	*next = next_entry(f);
	return *next ? (*next)->due_ms : NEVER;
}

static void set_timer(struct forward *f, int64_t due_ms, muzzle_timer *cb)
{
	if (f->timer && f->timer_ms == due_ms)
		return;
	if (f->timer)
		f->host->timer_stop(f->inst, f->timer);
	f->timer = 0;
	f->timer_ms = due_ms;
	if (due_ms != NEVER)
		f->timer = f->host->timer_start(f->inst, due_ms - f->host->now(f->inst), cb, f);
}

/* Sends what is due and sets the timer for the rest; is the timer's callback, too (then self is set). */
static void send_due(void *self, void *arg)
{
	struct forward *f = arg;
	struct forward_entry *e;
	int64_t due_ms;

	if (self)
		f->timer = 0;
	while ((due_ms = find_due(f, &e)) <= f->host->now(f->inst) && e)
		send_entry(f, e);
	set_timer(f, due_ms, send_due);
	show(f);
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct forward_entry *e = arg;
	struct forward *f = e->forward;

	(void)self;
	e->request = 0;
	f->sending--;
	if (answer->status / 100 == 2)
		note_success(f, e);
	else
		note_failure(f, e, answer);
	send_due(NULL, f);
}

/* What a request line may hold; the rest of such a query is no query. */
static size_t query_bytes(const char *query)
{
	size_t bytes = 0;

	for (; query && query[bytes]; bytes++)
		if (query[bytes] <= ' ' || query[bytes] > '~' || query[bytes] == '#')
			return 0;
	return bytes;
}

static char *append(char *to, const char *from, size_t bytes)
{
	if (bytes)
		memcpy(to, from, bytes);
	return to + bytes;
}

static struct forward_entry *new_entry(struct forward *f, const struct forward_request *r)
{
	size_t url = strlen(f->url), query = query_bytes(r->query), method = strlen(r->method);
	size_t bytes = sizeof(struct forward_entry) + url + 1 + query + 1 + method + 1 +
		       r->head->bytes + r->body_bytes;
	struct forward_entry *e = malloc(bytes);
	char *at;

	if (!e)
		return NULL;
	*e = (struct forward_entry){ .forward = f,
				     .lane = lane_of(r->session),
				     .bytes = bytes,
				     .body_bytes = r->body_bytes,
				     .headers = r->head->count };
	e->url = at = e->text;
	at = append(at, f->url, url);
	if (query)
		*at++ = strchr(f->url, '?') ? '&' : '?';
	at = append(at, r->query, query);
	*at++ = '\0';
	e->method = at;
	e->header_lines = at = append(at, r->method, method + 1);
	e->body = at = append(at, r->head->text, r->head->bytes);
	append(at, r->body, r->body_bytes);
	return e;
}

/* Makes room by dropping the oldest that are not on their way; false: there is none to be made. */
static bool make_room(struct forward *f, int64_t bytes)
{
	while (f->waiting >= f->queue_max || f->bytes + bytes > f->bytes_max) {
		struct forward_entry *oldest = f->first;

		while (oldest && oldest->request)
			oldest = oldest->next;
		if (!oldest)
			return false;
		f->dropped++;
		remove_entry(f, oldest);
		log_loss(f, "the queue is full");
	}
	return true;
}

/* `forward` leads back to us, by whatever way: what has no id would go round for ever. */
static bool is_back(const struct forward *f, const struct forward_head *head)
{
	const char *line = head->text;

	for (size_t i = 0; i < head->count; i++, line += strlen(line) + 1)
		if (strncasecmp(line, VIA, strlen(VIA)) == 0 && strstr(line, f->via + strlen(VIA)))
			return true;
	return false;
}

/* Why the request cannot be kept; NULL: there is room now. */
static const char *find_obstacle(struct forward *f, const struct forward_entry *e,
				 const struct forward_request *request)
{
	if (!e)
		return "out of memory";
	if (is_back(f, request->head))
		return "`forward` leads back to muzzle";
	if ((int64_t)e->bytes > f->bytes_max)
		return "larger than `forward_bytes`";
	return make_room(f, (int64_t)e->bytes) ? NULL : "all that wait are on their way";
}

void forward_take(struct forward *f, const struct forward_request *request)
{
	struct forward_entry *e = f->url ? new_entry(f, request) : NULL;
	const char *obstacle = f->url ? find_obstacle(f, e, request) : NULL;

	if (obstacle) {
		free(e);
		f->dropped++;
		log_loss(f, obstacle);
		show(f);
	}
	if (obstacle || !f->url)
		return;
	if (f->last)
		f->last->next = e;
	else
		f->first = e;
	f->last = e;
	f->waiting++;
	f->bytes += (int64_t)e->bytes;
	send_due(NULL, f);
}

bool forward_report_fault(struct forward *f)
{
	const struct muzzle_report fault = {
		.size = sizeof(fault), .kind = MUZZLE_FAULT, .what = MUZZLE_SETUP, .why = f->fault
	};

	if (!f->fault[0])
		return false;
	f->host->report(f->inst, &fault);
	f->fault[0] = '\0';
	return true;
}

void forward_init(struct forward *f, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	f->host = host;
	f->inst = inst;
	f->done = on_answer;
	snprintf(f->via, sizeof(f->via), VIA "muzzle-%08x",
		 (unsigned)(host->wall(inst) ^ (int64_t)(uintptr_t)f));
	if (f->url)
		show(f);
}

void forward_fini(struct forward *f)
{
	if (f->waiting)
		f->host->log(f->inst, MUZZLE_WARN,
			     "forward: requests lost with the queue waiting=%" PRId64, f->waiting);
	while (f->first)
		remove_entry(f, f->first);
}
