/* status_poll.c - source: asks a gateway what its sessions do.  SPDX-License-Identifier: ISC
 *
 * One question serves all sessions, whether its answer is one or a page after the other, and there is
 * never a second request before an answer.  What the mapping can read are claims, whatever the HTTP
 * status says; anything else is a fault.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "muzzle_plugin.h"
#include "lib/clean.h"
#include "lib/evidence.h"
#include "lib/fault.h"
#include "lib/fill.h"
#include "lib/mapping.h"
#include "lib/pace.h"
#include "lib/paging.h"
#include "lib/probing.h"
#include "lib/reply.h"
#include "lib/transport.h"
#include "lib/url.h"

#define RETRY_AFTER_MAX_MS 60000

struct status_poll {
	const char *url, *path, *unix_socket, *probe_path, *probe_good;
	const char *const *headers, *const *ok_status, *const *probe_bad;
	int64_t timeout_ms, probe_timeout_ms, body_bytes_max, redirects_max;
	struct muzzle_transport transport;
	struct mapping mapping;
	struct paging paging;
	struct evidence by;
	muzzle_http_done *answered;      /* ours */
	char base_url[PAGING_URL_BYTES]; /* without the path, and without a slash at its end */
	uint32_t request;
	struct pace pace; /* of rounds; what one took is how long the gateway worked for it */
	struct probing probing;
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct status_poll, member)

static const struct muzzle_option options[] = {
	{ OPTION("url", url, STR), .flags = MUZZLE_OPT_MANDATORY,
	  .help = "where the gateway answers, http:// or https://" },
	{ OPTION("path", path, STR), .help = "appended to the url; with {session} and {page}" },
	{ OPTION("unix_socket", unix_socket, STR),
	  .help = "path of a socket to ask instead of the network" },
	{ OPTION("header", headers, LIST), .flags = MUZZLE_OPT_SECRET,
	  .help = "\"Name: value\" sent along, a key for instance; may be repeated" },
	TRANSPORT_OPTIONS(struct status_poll, transport),
	{ OPTION("redirects", redirects_max, INT), .def = "0", .max = 9,
	  .help = "how many are followed, within the scheme, host and port of the url" },
	{ OPTION("every", pace.every_ms, MSEC), .def = "5s", .min = 1000, .max = 3600000,
	  .help = "time between two questions" },
	{ OPTION("timeout", timeout_ms, MSEC), .def = "10s", .min = 100, .max = 300000,
	  .help = "how long an answer may take" },
	{ OPTION("form", mapping.form, WORD), .def = "json", .words = "json text",
	  .help = "text: the first line of the answer is the status word" },
	{ OPTION("items", mapping.items, STR),
	  .help = "JSON pointer to the list of sessions, or to an object with one for each key" },
	{ OPTION("name", mapping.name, STR), .def = "/name",
	  .help = "JSON pointer to a session's name in its item; empty: the item's key" },
	{ OPTION("status", mapping.status, STR), .def = "/status",
	  .help = "JSON pointer to the status word in an item; empty: the item itself" },
	{ OPTION("activity", mapping.activity_at, STR),
	  .help = "JSON pointer to a number in an item that grows only with traffic" },
	{ OPTION("session", mapping.session, STR),
	  .help = "the session's name, if the answer tells of one only" },
	{ OPTION("next", mapping.next_at, STR),
	  .help = "JSON pointer to the address of the next page, if there may be several" },
	{ OPTION("pages", paging.pages_max, INT), .def = "16", .min = 1, .max = 1000,
	  .help = "more pages in one round are a fault" },
	{ OPTION("page_first", paging.first, INT), .def = "1", .min = 0, .max = 1,
	  .help = "the {page} that the first one has" },
	WORDMAP_OPTIONS(struct status_poll, mapping.words),
	{ OPTION("human_when", mapping.human_when, LIST),
	  .help = "a JSON pointer, a blank and the value that make an item human unless it is up" },
	{ OPTION("failing", mapping.rolls.failing, LIST),
	  .help = "in place of items: pointer to the names in trouble, a blank, their state if not down" },
	{ OPTION("known", mapping.rolls.known, WORDS),
	  .help = "with failing: the sessions that there are, up when they are not listed" },
	{ OPTION("ok_status", ok_status, WORDS),
	  .help = "HTTP status codes such as 2xx that prove the gateway; the body is not read then" },
	{ OPTION("probe", probe_path, STR),
	  .help = "path or url with {session} that only its upstream can answer" },
	{ OPTION("probe_good", probe_good, STR),
	  .help = "a JSON pointer, a blank and the value that a probe's 2xx must hold to count" },
	{ OPTION("probe_bad", probe_bad, LIST),
	  .help = "text that a probe's 5xx must hold to count against the session; repeatable" },
	{ OPTION("probe_timeout", probe_timeout_ms, MSEC), .def = "30s", .min = 100, .max = 600000,
	  .help = "longer than the gateway itself waits for its upstream" },
	{ OPTION("max_sessions", mapping.sessions_max, INT), .def = "256", .min = 1, .max = 10000,
	  .help = "more in one answer are a fault" },
	{ OPTION("max_body", body_bytes_max, BYTES), .def = "4M", .min = 1024, .max = 67108864,
	  .help = "a longer answer is a fault" },
	MUZZLE_OPT_END
};

/* One that lasts is told by the mapping, once, if the pages before it were good: they would make it new
 * each time. */
static void tell_fault(struct status_poll *p, const struct muzzle_answer *answer, bool json)
{
	enum muzzle_fault kind = fault_kind(answer, json);
	char why[CLEAN_TEXT_BYTES];

	fault_describe(why, sizeof(why), answer, json);
	mapping_forget(&p->mapping);
	if (kind == MUZZLE_SETUP && p->paging.page > 1) {
		mapping_spoil(&p->mapping, "a page", why);
		mapping_end(&p->mapping);
	} else {
		evidence_fault(&p->by, kind, why);
	}
}

/* For gateways that tell nothing but an HTTP status. */
static void read_status(struct status_poll *p, const struct muzzle_answer *answer)
{
	char raw[32];

	snprintf(raw, sizeof(raw), "HTTP %d", answer->status);
	if (answer->status && fault_status_listed(p->ok_status, answer->status))
		evidence_claim(&p->by, p->mapping.session, MUZZLE_UP, raw);
	else
		tell_fault(p, answer, false);
}

static bool ask(struct status_poll *p)
{
	const struct muzzle_http req = {
		.size = sizeof(req),
		.url = p->paging.url,
		.unix_socket = p->unix_socket,
		.headers = p->headers,
		.timeout_ms = p->timeout_ms,
		.max_body_bytes = (size_t)p->body_bytes_max,
		.transport = &p->transport,
	};

	p->request = p->by.host->http(p->by.inst, &req, NULL, p->answered, NULL);
	if (!p->request)
		evidence_fault(&p->by, MUZZLE_SETUP,
			       "the request cannot be made; see `url` and `header`");
	return p->request != 0;
}

static bool begin_round(struct status_poll *p)
{
	mapping_begin(&p->mapping);
	paging_begin(&p->paging);
	pace_begin(&p->pace);
	return ask(p);
}

/* True if the round goes on. */
static bool turn_page(struct status_poll *p, const struct muzzle_answer *answer)
{
	const struct paging_seen seen = { p->mapping.reading.items, p->mapping.reading.next,
					  answer->link };
	bool pages = p->mapping.form == MAPPING_JSON && !p->mapping.session;
	enum paging_step step = pages ? paging_turn(&p->paging, &seen) : PAGING_LAST;

	if (step == PAGING_MORE)
		return ask(p);
	if (step == PAGING_FLAW)
		mapping_spoil(&p->mapping, "pages", p->paging.flaw);
	mapping_end(&p->mapping);
	return false;
}

/* True if the round goes on. */
static bool read_answer(struct status_poll *p, const struct muzzle_answer *answer)
{
	enum mapping_found found = MAPPING_NOTHING;

	if (answer->status)
		found = mapping_read(&p->mapping, answer);
	if (found == MAPPING_SESSIONS)
		return turn_page(p, answer);
	tell_fault(p, answer, found == MAPPING_OTHER);
	return false;
}

static void on_due(void *self, void *arg)
{
	struct status_poll *p = self;

	(void)arg;
	if (!begin_round(p))
		pace_next(&p->pace, p->pace.every_ms);
}

/* Retry-After is heeded, but nobody is to make us blind. */
static int64_t wanted_rest_ms(const struct muzzle_answer *answer)
{
	if (answer->retry_after_ms > RETRY_AFTER_MAX_MS)
		return RETRY_AFTER_MAX_MS;
	return answer->retry_after_ms > PACE_REST_MS ? answer->retry_after_ms : PACE_REST_MS;
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct status_poll *p = self;

	(void)arg;
	p->request = 0;
	if (answer->status)
		p->pace.took_ms = answer->took_ms + (p->paging.page > 1 ? p->pace.took_ms : 0);
	if (p->ok_status && *p->ok_status)
		read_status(p, answer);
	else if (read_answer(p, answer))
		return;
	pace_next(&p->pace, wanted_rest_ms(answer));
}

static void status_poll_hurry(void *self, bool hurry)
{
	struct status_poll *p = self;

	p->pace.hurried = hurry;
	if (!p->request)
		pace_next(&p->pace, 0);
}

static void status_poll_probe(void *self, const char *session)
{
	struct status_poll *p = self;

	if (p->probe_path)
		probing_ask(&p->probing, session);
}

static int refuse(const struct status_poll *p, const char *why)
{
	p->by.host->log(p->by.inst, MUZZLE_ERR, "status_poll: %s", why);
	return -EINVAL;
}

/* Set to nothing is not set. */
static bool is_set(const char *value)
{
	return value && *value;
}

/* With ok_status no body is read. */
static const char *find_contradiction(const struct status_poll *p)
{
	const struct mapping *m = &p->mapping;

	if (is_set(m->next_at) && strstr(p->path, "{page}"))
		return "`next` goes without {page} in `path`";
	if (!*p->ok_status)
		return *m->words.up
			       ? NULL
			       : "`up` names no status word; set it, or a preset, or `ok_status`";
	if (reply_bad_pattern(p->ok_status))
		return "`ok_status` takes words such as 2xx or 204";
	if (m->items[0] || is_set(m->activity_at) || is_set(m->next_at) || *m->rolls.failing)
		return "`ok_status` goes without `items`, `activity`, `next` and `failing`";
	return NULL;
}

static int check_mapping(struct status_poll *p)
{
	const char *wrong = mapping_check(&p->mapping);

	if (!wrong)
		wrong = find_contradiction(p);
	return wrong ? refuse(p, wrong) : wordmap_check(&p->mapping.words, &p->by);
}

/* One slash where the url ends and the path begins. */
static const char *set_urls(struct status_poll *p)
{
	size_t bytes = strlen(p->url);

	if (bytes && p->url[bytes - 1] == '/' && p->path[0] == '/')
		bytes--;
	if (bytes >= sizeof(p->base_url))
		return "`url` is longer than 2047 bytes";
	memcpy(p->base_url, p->url, bytes);
	p->base_url[bytes] = '\0';
	p->paging.base = p->base_url;
	p->paging.path = p->path;
	p->paging.session = p->mapping.session;
	return paging_check(&p->paging);
}

static struct verdict_rules probe_rules(const struct status_poll *p)
{
	return (struct verdict_rules){ p->probe_good, p->probe_bad };
}

static int check_request(struct status_poll *p)
{
	static const struct fill_value known[] = { { "session", NULL }, { NULL, NULL } };
	const struct verdict_rules rules = probe_rules(p);
	const char *flaw = set_urls(p);
	char why[TRANSPORT_WHY_BYTES];

	if (flaw)
		return refuse(p, flaw);
	if (transport_check(&p->transport, p->url, why))
		return refuse(p, why);
	if (p->transport.proxy && is_set(p->unix_socket))
		return refuse(p, "`proxy` goes without `unix_socket`");
	p->transport.redirects_max = (int32_t)p->redirects_max;
	if (!url_are_headers(p->headers))
		return refuse(p, URL_HEADER_FORM);
	if (!verdict_rules_valid(&rules))
		return refuse(p, "`probe_good` " VERDICT_GOOD_FORM);
	if (p->probe_path && fill_unknown(p->probe_path, known))
		return refuse(p, "`probe` may only name {session}");
	if (p->probe_path && p->probe_path[0] != '/' && !url_is_http(p->probe_path))
		return refuse(p, "`probe` must begin with `/`, or " URL_FORM);
	return 0;
}

/* What the option table cannot say. */
static int status_poll_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct status_poll *p = self;
	int rc;

	p->by = (struct evidence){ host, inst };
	if (!p->path)
		p->path = ""; /* an empty value may come as none */
	rc = check_mapping(p);
	return rc ? rc : check_request(p);
}

static void status_poll_close(void *self)
{
	struct status_poll *p = self;

	mapping_fini(&p->mapping);
	probing_fini(&p->probing);
}

static int offer_probe(struct status_poll *p)
{
	p->probing.by = &p->by;
	p->probing.base = p->base_url;
	p->probing.path = p->probe_path;
	p->probing.http.unix_socket = p->unix_socket;
	p->probing.http.headers = p->headers;
	p->probing.http.transport = &p->transport;
	p->probing.http.timeout_ms = p->probe_timeout_ms;
	p->probing.rules = probe_rules(p);
	p->by.host->offer_probe(p->by.inst);
	return probing_init(&p->probing, (size_t)p->mapping.sessions_max);
}

static int status_poll_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct status_poll *p = self;
	int rc;

	p->by = (struct evidence){ host, inst };
	p->answered = on_answer;
	p->pace.by = p->by;
	p->pace.due = on_due;
	p->mapping.by = &p->by;
	rc = mapping_init(&p->mapping);
	if (!rc && p->probe_path)
		rc = offer_probe(p);
	if (!rc)
		p->pace.timer = host->timer_start(inst, 0, on_due, NULL);
	else
		status_poll_close(p);
	return rc;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "status_poll",
	.summary = "asks a gateway over HTTP what its sessions do",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_HTTP,
	.self_size = sizeof(struct status_poll),
	.options = options,
	.open = status_poll_open,
	.close = status_poll_close,
	.hurry = status_poll_hurry,
	.probe = status_poll_probe,
	.check = status_poll_check,
};
