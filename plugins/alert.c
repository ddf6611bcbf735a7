/* alert.c - action: tells a person or a program by HTTP, signed if asked.  SPDX-License-Identifier: ISC
 *
 * Messages of one incident go out one after the other, in their order; incidents do not wait for
 * each other.  What could not be delivered is tried again after growing pauses.  A message may
 * arrive twice when only its answer was lost.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/clean.h"
#include "lib/order.h"
#include "lib/pause.h"
#include "lib/reply.h"
#include "lib/sign.h"
#include "lib/url.h"
#include "lib/wording.h"
#include "muzzle_plugin.h"

#define QUEUE_MAX 64
#define SENDING_MAX 4     /* requests at once */
#define HEADERS_MAX 16    /* the user's */
#define OWN_HEADERS_MAX 5 /* ours, at most */
#define SECRET_BYTES 4    /* shorter ones are in every text */

enum format { FORMAT_JSON, FORMAT_NTFY }; /* as in the option's words */

struct message {
	uint64_t turn;    /* 0: this place is free; else the order of arrival */
	uint32_t request; /* 0: waiting for its time or its turn */
	int64_t due_ms, tries;
	const struct wording *words;
	struct order order;
};

struct alert {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	int64_t format, timeout_ms, retries;
	const char *to, *key;
	const char *const *header;
	char hostname[65];
	muzzle_http_done *done; /* a field because it and send_due() call each other */
	uint64_t turns;
	uint32_t timer;
	int64_t quiet_until_ms; /* what the receiver asked for by Retry-After */
	struct message queue[QUEUE_MAX];
};

#define OPTION(k, t, field) \
	.key = (k), .type = MUZZLE_TYPE_##t, .offset = offsetof(struct alert, field)

static const struct muzzle_option options[] = {
	{ OPTION("to", STR, to), .flags = MUZZLE_OPT_MANDATORY | MUZZLE_OPT_SECRET,
	  .help = "url that takes the messages, by POST" },
	{ OPTION("format", WORD, format), .def = "json", .words = "json ntfy",
	  .help = "json: one object, for a program; ntfy: text, for people" },
	{ OPTION("header", LIST, header), .flags = MUZZLE_OPT_SECRET, .help = "Name: value" },
	{ OPTION("key", STR, key), .flags = MUZZLE_OPT_SECRET,
	  .help = "signs the body: X-Muzzle-Signature: sha256=<HMAC in hexadecimal>" },
	{ OPTION("timeout", MSEC, timeout_ms), .def = "10s", .min = 100, .max = 300000,
	  .help = "of one try" },
	{ OPTION("retries", INT, retries), .def = "8", .min = 0, .max = 100,
	  .help = "tries after the first, 1s 2s 4s ... 60s apart" },
	MUZZLE_OPT_END
};

/* The headers of one request; list points into text and into the configuration. */
struct headers {
	size_t count;
	const char *list[HEADERS_MAX + OWN_HEADERS_MAX + 1];
	char title[256], priority[32], tags[64], signature[32 + SIGN_HEX_BYTES];
};

/* The user's own header of that name wins. */
static void add_header(struct headers *to, const char *header)
{
	size_t name = strcspn(header, ":") + 1;

	for (size_t i = 0; i < to->count; i++)
		if (strncasecmp(to->list[i], header, name) == 0)
			return;
	to->list[to->count++] = header;
}

static void add_ntfy_headers(struct headers *to, const struct wording_message *m)
{
	static const char label[] = "Title: ";

	memcpy(to->title, label, sizeof(label));
	wording_print_title(to->title + sizeof(label) - 1, sizeof(to->title) - sizeof(label), m);
	snprintf(to->priority, sizeof(to->priority), "Priority: %s", m->words->priority);
	snprintf(to->tags, sizeof(to->tags), "Tags: %s", m->words->tags);
	add_header(to, "Content-Type: text/plain; charset=utf-8");
	add_header(to, to->title);
	add_header(to, to->priority);
	add_header(to, to->tags);
}

static void set_headers(struct headers *to, const struct alert *a, const struct wording_message *m)
{
	to->count = 0;
	for (const char *const *h = a->header; h && *h; h++)
		to->list[to->count++] = *h;
	if (a->format == FORMAT_NTFY)
		add_ntfy_headers(to, m);
	else
		add_header(to, "Content-Type: application/json");
}

/* The signature covers the bytes of the body as sent, so that a receiver needs no parser first. */
static int sign(struct headers *to, const char *key, struct sign_bytes body)
{
	static const char label[] = "X-Muzzle-Signature: sha256=";
	struct sign_bytes secret = { key, strlen(key) };

	memcpy(to->signature, label, sizeof(label));
	to->list[to->count++] = to->signature;
	return sign_hmac_sha256(to->signature + sizeof(label) - 1, secret, body);
}

/* The request's handle, or 0.  The body is made anew for each try: it is cheaper than to keep it. */
static uint32_t post(struct alert *a, struct message *m)
{
	struct wording_message message = { m->words, &m->order, a->hostname };
	struct headers headers;
	char body[WORDING_BYTES];
	struct muzzle_http req = { .size = sizeof(req),
				   .method = "POST",
				   .url = a->to,
				   .headers = headers.list,
				   .body = body,
				   .timeout_ms = a->timeout_ms,
				   .max_body_bytes = REPLY_BODY_BYTES };

	req.body_bytes = a->format == FORMAT_NTFY
				 ? wording_print_text(body, sizeof(body), &message)
				 : wording_print_json(body, sizeof(body), &message);
	set_headers(&headers, a, &message);
	if (a->key && sign(&headers, a->key, (struct sign_bytes){ body, req.body_bytes }))
		return 0;
	headers.list[headers.count] = NULL;
	return a->host->http(a->inst, &req, NULL, a->done, m);
}

/* Each order ends here, once. */
static void finish(struct alert *a, struct message *m, enum muzzle_result result, const char *why)
{
	uint64_t id = m->order.id;

	if (result != MUZZLE_DONE)
		a->host->log(a->inst, MUZZLE_WARN,
			     "%s: message lost what=%s tries=%" PRId64 " why=%s", m->order.target,
			     m->words->what, m->tries, why);
	*m = (struct message){ .turn = 0 };
	a->host->result(a->inst, id, result, why);
}

/* A try has failed for a reason that may pass. */
static void try_later(struct alert *a, struct message *m, enum muzzle_result result,
		      const char *why)
{
	m->request = 0;
	if (m->tries > a->retries) {
		finish(a, m, result, why);
		return;
	}
	m->due_ms = a->host->now(a->inst) + pause_after_ms(m->tries);
	if (m->tries == 1)
		a->host->log(a->inst, MUZZLE_INFO, "%s: message delayed what=%s why=%s",
			     m->order.target, m->words->what, why);
}

/* What belongs to no incident is kept in order by target. */
static bool is_same_stream(const struct order *one, const struct order *other)
{
	return one->incident == other->incident &&
	       (one->incident || strcmp(one->target, other->target) == 0);
}

/* Nothing older of the same incident is left. */
static bool is_first(const struct alert *a, const struct message *m)
{
	for (const struct message *other = a->queue; other < a->queue + QUEUE_MAX; other++)
		if (other->turn && other->turn < m->turn &&
		    is_same_stream(&m->order, &other->order))
			return false;
	return true;
}

/* So that a hung receiver does not bind a connection for each message. */
static size_t count_sending(const struct alert *a)
{
	size_t n = 0;

	for (const struct message *m = a->queue; m < a->queue + QUEUE_MAX; m++)
		n += m->turn && m->request;
	return n;
}

static bool precedes(const struct message *m, const struct message *other)
{
	return m->due_ms < other->due_ms || (m->due_ms == other->due_ms && m->turn < other->turn);
}

/* The message that is to be sent next, when it is due; NULL: none waits. */
static struct message *next_message(struct alert *a)
{
	struct message *next = NULL;

	for (struct message *m = a->queue; m < a->queue + QUEUE_MAX; m++)
		if (m->turn && !m->request && (!next || precedes(m, next)) && is_first(a, m))
			next = m;
	return next;
}

static void send_message(struct alert *a, struct message *m)
{
	m->tries++;
	m->request = post(a, m);
	if (!m->request)
		try_later(a, m, MUZZLE_FAILED, "the request could not be made");
}

static int64_t wait_ms(const struct alert *a, const struct message *m)
{
	int64_t due_ms = m->due_ms > a->quiet_until_ms ? m->due_ms : a->quiet_until_ms;

	return due_ms - a->host->now(a->inst);
}

/* Sends what is due and sets the timer for the rest; is the timer's callback, too. */
static void send_due(void *self, void *fired)
{
	struct alert *a = self;
	struct message *m;

	if (a->timer && !fired)
		a->host->timer_stop(a->inst, a->timer);
	a->timer = 0;
	while (count_sending(a) < SENDING_MAX && (m = next_message(a))) {
		int64_t ms = wait_ms(a, m);

		if (ms > 0) {
			a->timer = a->host->timer_start(a->inst, ms, send_due, a);
			return;
		}
		send_message(a, m);
	}
}

/* No answer, "too many requests" and the server's own troubles. */
static bool may_pass(int status)
{
	return status == 0 || status == 429 || status >= 500;
}

/* The last part of a url's path, with its query, is often a password; "" if there is no path. */
static const char *find_secret(const char *url)
{
	const char *slash = strrchr(strstr(url, "://") + 3, '/');

	return slash ? slash + 1 : "";
}

/* Servers like to repeat the path in an error. */
static void describe(char *out, size_t out_bytes, const struct alert *a,
		     const struct muzzle_answer *answer)
{
	const struct muzzle_http asked = { .headers = a->header };
	const char *secret = find_secret(a->to);

	reply_describe(out, out_bytes, answer, &asked);
	if (strlen(secret) >= SECRET_BYTES && strstr(out, secret))
		snprintf(out, out_bytes, "HTTP %d: (not shown: it repeats the url)",
			 answer->status);
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct alert *a = self;
	char why[CLEAN_TEXT_BYTES];

	describe(why, sizeof(why), a, answer);
	if (answer->status / 100 == 2) {
		finish(a, arg, MUZZLE_DONE, why);
	} else if (may_pass(answer->status)) {
		/* holds for all messages: it is the receiver who is busy */
		pause_grant(&a->quiet_until_ms, a->host->now(a->inst), answer->retry_after_ms);
		try_later(a, arg, answer->timed_out ? MUZZLE_TIMEOUT : MUZZLE_FAILED, why);
	} else {
		finish(a, arg, reply_is_setup(answer->status) ? MUZZLE_NO_SETUP : MUZZLE_FAILED,
		       why);
	}
	send_due(a, NULL);
}

static int refuse(const struct alert *a, const char *message)
{
	a->host->log(a->inst, MUZZLE_ERR, "%s", message);
	return -EINVAL;
}

/* The host of check() lends little: open() is given another. */
static int alert_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct alert *a = self;
	size_t headers = 0;

	a->host = host;
	a->inst = inst;
	while (a->header && a->header[headers])
		headers++;
	if (!url_is_http(a->to))
		return refuse(a, "`to` " URL_FORM);
	if (headers > HEADERS_MAX)
		return refuse(a, "more than 16 of `header`");
	if (!url_are_headers(a->header))
		return refuse(a, URL_HEADER_FORM);
	if (a->key && !*a->key)
		return refuse(a, "`key` is empty; leave it out");
	return 0;
}

static int alert_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct alert *a = self;

	a->host = host;
	a->inst = inst;
	a->done = on_answer;
	return gethostname(a->hostname, sizeof(a->hostname) - 1) ? -errno : 0;
}

static bool is_older_reminder(const struct message *m, const struct message *than)
{
	return !m->request && strcmp(m->words->what, "reminder") == 0 &&
	       (!than || m->turn < than->turn);
}

/* A free place; in a full queue that of the oldest reminder, which is lost.  NULL: there is none. */
static struct message *make_room(struct alert *a)
{
	struct message *reminder = NULL;

	for (struct message *m = a->queue; m < a->queue + QUEUE_MAX; m++) {
		if (!m->turn)
			return m;
		if (is_older_reminder(m, reminder))
			reminder = m;
	}
	if (reminder)
		finish(a, reminder, MUZZLE_FAILED, "too many messages are waiting");
	return reminder;
}

/* Never waits and never fails: what cannot be taken is answered like what cannot be sent. */
static int alert_act(void *self, const struct muzzle_order *order)
{
	struct alert *a = self;
	struct message refused, *m = make_room(a);
	bool full = !m;

	if (full)
		m = &refused;
	*m = (struct message){ .words = wording_find(order), .due_ms = a->host->now(a->inst) };
	order_keep(&m->order, order);
	if (full) {
		finish(a, m, MUZZLE_FAILED, "too many messages are waiting");
		return 0;
	}
	m->turn = ++a->turns;
	send_due(a, NULL);
	return 0;
}

/* Shutdown: nothing is sent in its place. */
static void alert_cancel(void *self, uint64_t id)
{
	struct alert *a = self;

	for (struct message *m = a->queue; m < a->queue + QUEUE_MAX; m++) {
		if (!m->turn || m->order.id != id)
			continue;
		if (m->request)
			a->host->http_cancel(a->inst, m->request);
		m->turn = 0;
	}
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_ACTION),
	.needs = MUZZLE_CAP_HTTP | MUZZLE_CAP_TIMER | MUZZLE_CAP_RESULT,
	.self_size = sizeof(struct alert),
	.name = "alert",
	.summary = "tells a person or a program by HTTP: JSON or ntfy, signed if asked",
	.options = options,
	.open = alert_open,
	.act = alert_act,
	.cancel = alert_cancel,
	.check = alert_check,
};
