/* webhook_recv.c - source: gateways post their webhooks here.  SPDX-License-Identifier: ISC
 *
 * Who posts must have the key; what he posts is dated by the event, whenever it comes, and counts
 * once.  What is not evidence is counted, and `muzzle status` shows the numbers.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "muzzle_plugin.h"
#include "lib/envelope.h"
#include "lib/evidence.h"
#include "lib/forward.h"
#include "lib/hash.h"
#include "lib/inlet.h"
#include "lib/listener.h"
#include "lib/pause.h"
#include "lib/pointer.h"
#include "lib/proven.h"
#include "lib/signature.h"
#include "lib/sight.h"
#include "lib/skew.h"
#include "lib/url.h"
#include "lib/verdict.h"
#include "lib/window.h"
#include "lib/wordmap.h"

#define SHOW_MS 1000      /* numbers are shown so soon after a change */
#define SAY_MS 60000      /* refusals are logged at most so often */
#define SAY_OLD_MS 600000 /* likewise what is old */
#define ADDRESS_BYTES 64

enum count {
	ACCEPTED,
	REFUSED_SIGNATURE,
	REFUSED_OTHER,
	DUPLICATES,
	OLD,
	UNREADABLE,
	UNNAMED,
	NETWORK_CODES,
	NORMAL_CODES,
	COUNTS
};

static const char *const count_names[COUNTS] = {
	[ACCEPTED] = "accepted",
	[REFUSED_SIGNATURE] = "refused_signature",
	[REFUSED_OTHER] = "refused_other",
	[DUPLICATES] = "duplicates",
	[OLD] = "old",
	[UNREADABLE] = "unreadable",
	[UNNAMED] = "unnamed",
	[NETWORK_CODES] = "network_codes",
	[NORMAL_CODES] = "normal_codes",
};

struct webhook_recv {
	struct listener listener;
	const char *path, *signature_header, *token_header, *session;
	struct signature signature;
	struct envelope_map map;
	const char *const *proof, *const *not_proof, *const *claim, *const *code_event;
	const char *const *human_code, *const *network_code, *const *normal_code;
	struct wordmap words;
	int64_t window_ms, proof_every_ms, expect_ms;
	struct forward forward;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	struct window ids;
	struct skew skew;
	struct sight sight;
	struct proven proven;
	int64_t counts[COUNTS];
	int64_t said_ms, said_refused; /* when refusals were logged last, and how many there were */
	int64_t said_old_ms;
	uint32_t shows; /* a timer */
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct webhook_recv, member)

static const struct muzzle_option options[] = {
	LISTENER_OPTIONS(struct webhook_recv, listener),
	{ OPTION("path", path, STR), .help = "the only path that is there; unset: any" },
	{ OPTION("key", signature.keys, LIST), .flags = MUZZLE_OPT_SECRET,
	  .help = "what the gateway signs with; may be repeated" },
	{ OPTION("signature_header", signature_header, STR), .def = "X-Webhook-Hmac",
	  .help = "header with the HMAC of the body, in hexadecimal" },
	{ OPTION("signature_hash", signature.hash, WORD), .def = "sha512",
	  .words = SIGNATURE_HASHES, .help = "hash of the HMAC" },
	{ OPTION("token_header", token_header, STR), .help = "header that holds the key itself" },
	ENVELOPE_OPTIONS(struct webhook_recv, map),
	{ OPTION("session", session, STR), .help = "the session's name, if events name none" },
	{ OPTION("proof", proof, WORDS),
	  .help = "events that only a live session makes; a trailing * is a gap" },
	{ OPTION("not_proof", not_proof, LIST),
	  .help = "\"/json/pointer value\" of what the gateway itself sent; may be repeated" },
	{ OPTION("claim", claim, WORDS), .help = "events that carry a status" },
	WORDMAP_OPTIONS(struct webhook_recv, words),
	{ OPTION("code_event", code_event, WORDS), .help = "events that carry a reason code" },
	{ OPTION("human_code", human_code, WORDS), .help = "codes: a person is needed" },
	{ OPTION("network_code", network_code, WORDS),
	  .help = "codes of the network, only counted" },
	{ OPTION("normal_code", normal_code, WORDS),
	  .help = "codes that are normal, only counted" },
	{ OPTION("window", window_ms, MSEC), .def = "10m", .min = 1000, .max = 86400000,
	  .help = "older events are no evidence any more" },
	SIGHT_OPTION(struct webhook_recv, expect_ms),
	{ OPTION("proof_every", proof_every_ms, MSEC), .def = "1s", .min = 0, .max = 60000,
	  .help = "of a session's proofs within this time the first and last are told" },
	FORWARD_OPTIONS(struct webhook_recv, forward),
	MUZZLE_OPT_END
};

/* --- numbers */

static void on_show(void *self, void *arg)
{
	struct webhook_recv *w = self;
	const struct skew_now now = { w->host->now(w->inst), w->host->wall(w->inst) };

	(void)arg;
	w->shows = 0;
	if (!MUZZLE_HAS(w->host, gauge))
		return;
	for (size_t i = 0; i < COUNTS; i++)
		w->host->gauge(w->inst, count_names[i],
			       w->counts[i] + (i == REFUSED_OTHER ? w->listener.httpd.refused : 0));
	w->host->gauge(w->inst, "cut_off", w->listener.httpd.cut_off);
	w->host->gauge(w->inst, "clock_ahead_ms", skew_ahead_ms(&w->skew, now));
}

static void counted(void *arg)
{
	struct webhook_recv *w = arg;

	if (!w->shows)
		w->shows = w->host->timer_start(w->inst, SHOW_MS, on_show, NULL);
}

static void add(struct webhook_recv *w, enum count what)
{
	w->counts[what]++;
	counted(w);
}

/* --- who may post */

static void say_refused(struct webhook_recv *w, const struct incoming *request)
{
	int64_t refused = w->counts[REFUSED_SIGNATURE];
	char peer[ADDRESS_BYTES];

	if (!pause_is_over(&w->said_ms, w->host->now(w->inst), SAY_MS))
		return;
	incoming_print_peer(peer, sizeof(peer), request);
	w->host->log(w->inst, MUZZLE_WARN,
		     "refused requests=%" PRId64 " newest_from=%s why=\"no valid signature: `key` "
		     "must be what the gateway has\"",
		     refused - w->said_refused, peer);
	w->said_refused = refused;
}

static bool is_authentic(const struct webhook_recv *w, const struct incoming *request)
{
	if (!*w->signature.keys)
		return true;
	if (w->token_header)
		return signature_is_key(&w->signature, incoming_header(request, w->token_header));
	return signature_fits(&w->signature, incoming_header(request, w->signature_header),
			      request->body);
}

static int refuse(struct webhook_recv *w, enum count what, enum listener_status status)
{
	add(w, what);
	return (int)status;
}

static int judge(void *arg, const struct incoming *request)
{
	struct webhook_recv *w = arg;

	if (w->path && strcmp(w->path, request->path) != 0)
		return refuse(w, REFUSED_OTHER, LISTENER_NOT_FOUND);
	if (strcmp(request->method, "POST") != 0)
		return refuse(w, REFUSED_OTHER, LISTENER_NO_METHOD);
	if (is_authentic(w, request))
		return LISTENER_OK;
	refuse(w, REFUSED_SIGNATURE, LISTENER_UNSIGNED);
	say_refused(w, request);
	return LISTENER_UNSIGNED;
}

/* --- what it says */

/* An event of one session at CLOCK_BOOTTIME .at_ms, 0: now. */
struct happening {
	const struct envelope *envelope;
	const char *session;
	int64_t at_ms;
};

static void report_claim(struct webhook_recv *w, const struct happening *what,
			 enum muzzle_state state, const char *raw)
{
	const struct muzzle_report claim = {
		.size = sizeof(claim),
		.kind = MUZZLE_CLAIM,
		.session = what->session,
		.what = state,
		.raw = raw,
		.at_ms = what->at_ms,
	};

	forward_report_fault(&w->forward);
	w->host->report(w->inst, &claim);
}

/* A consumer that fails is a fault until the next answer, which must follow at once: none is held back. */
static void take_proof(struct webhook_recv *w, const struct muzzle_report *proof)
{
	if (!forward_report_fault(&w->forward))
		proven_take(&w->proven, proof);
	else
		w->host->report(w->inst, proof);
}

static void take_code(struct webhook_recv *w, const struct happening *what)
{
	const char *code = what->envelope->code;

	if (!*code || !wordmap_lists(w->code_event, what->envelope->event))
		return;
	if (wordmap_lists(w->human_code, code))
		report_claim(w, what, MUZZLE_HUMAN, code);
	if (wordmap_lists(w->network_code, code))
		add(w, NETWORK_CODES);
	if (wordmap_lists(w->normal_code, code))
		add(w, NORMAL_CODES);
}

static void take_happening(struct webhook_recv *w, const struct happening *what)
{
	const struct envelope *e = what->envelope;
	const struct muzzle_report proof = {
		.size = sizeof(proof),
		.kind = MUZZLE_PROOF,
		.session = what->session,
		.at_ms = what->at_ms,
	};

	if (*e->event && wordmap_lists(w->proof, e->event) &&
	    !verdict_find_rule(e->root, w->not_proof))
		take_proof(w, &proof);
	if (*e->status && wordmap_lists(w->claim, e->event))
		report_claim(w, what, wordmap_state(&w->words, e->status), e->status);
	take_code(w, what);
}

/* By its id; without one by its bytes, if they hold a time: else what happens twice looks alike. */
static bool is_repeated(struct webhook_recv *w, const struct envelope *e, struct sign_bytes body)
{
	uint64_t id = HASH_START;

	if (*e->id) {
		id = hash_add(id, e->event, strlen(e->event) + 1);
		id = hash_add(id, e->name, strlen(e->name) + 1);
		id = hash_add(id, e->id, strlen(e->id));
	} else if (e->at_ms) {
		id = hash_add(id, body.data, body.bytes);
	} else {
		return false;
	}
	return !window_take(&w->ids, id);
}

static int64_t sent_ms(const struct incoming *request)
{
	const char *date = incoming_header(request, "Date");
	struct tm tm = { .tm_isdst = 0 };

	return date && strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &tm) ? timegm(&tm) * 1000 : 0;
}

static void say_old(struct webhook_recv *w, int64_t age_ms)
{
	add(w, OLD);
	if (!pause_is_over(&w->said_old_ms, w->host->now(w->inst), SAY_OLD_MS))
		return;
	w->host->log(w->inst, MUZZLE_WARN,
		     "old webhooks=%" PRId64 " age=%" PRId64
		     "s why=\"too late for evidence; a wrong clock is "
		     "learnt in 10 min\"",
		     w->counts[OLD], age_ms / 1000);
}

/* False: too long ago.  Without a time of its own an event is as new as its arrival. */
static bool date(struct webhook_recv *w, const struct incoming *request, struct happening *what)
{
	const struct skew_now now = { w->host->now(w->inst), w->host->wall(w->inst) };
	int64_t at_ms = what->envelope->at_ms;

	if (!at_ms)
		return true;
	skew_note(&w->skew, now, (struct skew_event){ at_ms, sent_ms(request) });
	at_ms = skew_boot_ms(&w->skew, now, at_ms);
	what->at_ms = at_ms < now.boot_ms ? at_ms : now.boot_ms;
	if (at_ms > 0 && now.boot_ms - at_ms <= w->window_ms)
		return true;
	say_old(w, now.boot_ms - at_ms);
	return false;
}

/* False: it is too old. */
static bool take_event(struct webhook_recv *w, const struct incoming *request,
		       const struct envelope *e)
{
	struct happening what = { e, *e->name ? e->name : w->session, 0 };

	if (!date(w, request, &what))
		return false;
	if (!what.session || !wordmap_name_valid(what.session))
		add(w, UNNAMED);
	else
		take_happening(w, &what);
	return true;
}

/* --- passing on */

static void copy_header(void *arg, const char *name, const char *value)
{
	forward_add_header(arg, name, value);
}

static void pass_on(struct webhook_recv *w, const struct incoming *request, const char *session)
{
	struct forward_head head = { .bytes = 0 };
	const struct forward_request copy = {
		.method = request->method,
		.query = request->query,
		.session = session,
		.head = &head,
		.body = request->body.data,
		.body_bytes = request->body.bytes,
	};

	if (!w->forward.url)
		return;
	incoming_walk_headers(request, copy_header, &head);
	forward_take(&w->forward, &copy);
}

/* What cannot be read here the consumer may understand; repetitions he has already. */
static bool take(void *arg, const struct incoming *request)
{
	struct webhook_recv *w = arg;
	struct envelope e;
	bool news = false;

	add(w, ACCEPTED);
	sight_note(&w->sight, w->host->now(w->inst));
	if (envelope_open(&e, &w->map, request->body, w->host->wall(w->inst))) {
		add(w, UNREADABLE);
		pass_on(w, request, NULL);
		return false;
	}
	if (is_repeated(w, &e, request->body)) {
		add(w, DUPLICATES);
	} else {
		pass_on(w, request, e.name);
		news = take_event(w, request, &e);
	}
	envelope_close(&e);
	return news;
}

static const struct listener_calls calls = { .judge = judge, .take = take, .counted = counted };

/* --- life */

static int complain(const struct webhook_recv *w, const char *key, const char *what)
{
	w->host->log(w->inst, MUZZLE_ERR, "`%s` %s", key, what);
	return -EINVAL;
}

/* Empty keys have dropped out of the list. */
static int check_keys(const struct webhook_recv *w, const union dial_address *address)
{
	if (*w->signature.keys)
		return 0;
	if (w->token_header)
		return complain(w, "token_header", "is to hold `key`, which is missing");
	if (inlet_is_local(address))
		return 0;
	return complain(w, "key", "is missing: without one listen on 127.0.0.1 alone");
}

/* The members of .map, by the table that fills them. */
static int check_pointers(const struct webhook_recv *w)
{
	for (const struct muzzle_option *o = options; o->key; o++) {
		const char *const *value = (const void *)((const char *)w + o->offset);

		if (o->offset >= offsetof(struct webhook_recv, map) &&
		    o->offset < offsetof(struct webhook_recv, map) + sizeof(w->map) && *value &&
		    !pointer_is_valid(*value, strlen(*value)))
			return complain(w, o->key, POINTER_FORM);
	}
	return 0;
}

static bool is_empty(const char *text)
{
	return !text || !*text;
}

static int check_mapping(const struct webhook_recv *w)
{
	if (!*w->proof && !*w->claim && !*w->human_code)
		return complain(w, "proof", "and `claim` name no event");
	if (!verdict_forms_valid(w->not_proof))
		return complain(w, "not_proof", VERDICT_GOOD_FORM);
	if (*w->human_code && (!*w->code_event || is_empty(w->map.code)))
		return complain(w, "human_code", "needs `code` and `code_event`");
	if (!w->session && is_empty(w->map.name))
		return complain(w, "name", "or `session` must say whose they are");
	if (w->session && !wordmap_name_valid(w->session))
		return complain(w, "session", "is no name of a session");
	if (*w->claim && (!*w->words.up || is_empty(w->map.status)))
		return complain(w, "claim", "needs `status` and `up`");
	return wordmap_check(&w->words, &w->listener.httpd.by);
}

static int webhook_recv_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct webhook_recv *w = self;
	union dial_address address;
	int rc;

	w->host = host;
	w->inst = inst;
	w->listener.httpd.by = (struct evidence){ host, inst };
	if (inlet_parse(&address, w->listener.httpd.listen))
		return complain(w, "listen", INLET_FORM);
	if (w->path && *w->path != '/')
		return complain(w, "path", "must begin with /");
	if (forward_find_flaw(&w->forward))
		return complain(w, "forward", URL_FORM);
	rc = check_keys(w, &address);
	if (!rc)
		rc = check_pointers(w);
	return rc ? rc : check_mapping(w);
}

static void webhook_recv_close(void *self)
{
	struct webhook_recv *w = self;

	listener_close(&w->listener);
	forward_fini(&w->forward);
	proven_fini(&w->proven);
}

static int webhook_recv_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct webhook_recv *w = self;

	w->host = host;
	w->inst = inst;
	w->listener.calls = &calls;
	w->listener.arg = w;
	w->listener.httpd.by = (struct evidence){ host, inst };
	proven_init(&w->proven, w->listener.httpd.by, w->proof_every_ms);
	forward_init(&w->forward, host, inst);
	sight_open(&w->sight, w->listener.httpd.by, w->expect_ms, "webhook");
	return listener_open(&w->listener);
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "webhook_recv",
	.summary = "takes the webhooks that a gateway posts",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_FD | MUZZLE_CAP_HTTP,
	.self_size = sizeof(struct webhook_recv),
	.options = options,
	.open = webhook_recv_open,
	.close = webhook_recv_close,
	.check = webhook_recv_check,
};
