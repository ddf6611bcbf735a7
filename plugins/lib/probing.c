/* probing.c - see probing.h.  SPDX-License-Identifier: ISC */
#include "probing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "fill.h"
#include "reply.h"

#define BODY_MAX 65536

static int make_url(const struct probing *probing, const char *session, char url[PROBING_URL_BYTES])
{
	const struct fill_value list[] = { { "session", session }, { NULL, NULL } };
	const struct fill_values values = { list, true };
	const char *base = probing->path[0] == '/' ? probing->base : "";
	size_t bytes = strlen(base);

	if (bytes >= PROBING_URL_BYTES)
		return -ENOSPC;
	snprintf(url, PROBING_URL_BYTES, "%s", base);
	return fill_template(url + bytes, PROBING_URL_BYTES - bytes, probing->path, &values);
}

static struct probing_flight *find_free(struct probing *probing)
{
	for (size_t i = 0; i < PROBING_FLIGHTS; i++)
		if (!probing->flights[i].request)
			return &probing->flights[i];
	return NULL;
}

static void start(struct probing *probing, const char *session, struct probing_flight *flight)
{
	char url[PROBING_URL_BYTES];
	struct muzzle_http req = probing->http;

	if (make_url(probing, session, url))
		return;
	req.size = sizeof(req);
	req.url = url;
	req.max_body_bytes = BODY_MAX;
	flight->probing = probing;
	snprintf(flight->session, sizeof(flight->session), "%s", session);
	flight->request =
		probing->by->host->http(probing->by->inst, &req, NULL, probing->answered, flight);
}

/* Starts what waits, as far as there is a free flight. */
static void go_on(struct probing *probing)
{
	struct probing_flight *flight;

	while (probing->count && (flight = find_free(probing))) {
		const char *session = probing->waiting[probing->first];

		probing->first = (probing->first + 1) % probing->room;
		probing->count--;
		start(probing, session, flight);
	}
}

/* Of an answer that is no verdict: what a person can mend.  NULL: it may pass by itself. */
static const char *remedy(int status)
{
	switch (status) {
	case 401:
	case 403:
		return "set `header`, `user` or `bearer` to the gateway's key";
	case 404:
		return "nothing of the kind there; see `probe`";
	}
	return status / 100 == 2 ? "it proves nothing; see `probe` and `probe_good`" : NULL;
}

static void describe(char *out, size_t out_bytes, const struct probing *probing,
		     const struct muzzle_answer *answer)
{
	const struct reply_secrets secrets = { .headers = probing->http.headers,
					       .transport = probing->http.transport,
					       .url = probing->base };

	reply_describe(out, out_bytes, answer, &secrets);
}

/* Nothing was learnt of the session.  A remedy is told once: all is as wrong at the next probe. */
static void tell_neither(struct probing *probing, const struct muzzle_answer *answer)
{
	const char *mend = remedy(answer->status);
	char why[CLEAN_TEXT_BYTES], said[CLEAN_TEXT_BYTES - sizeof("probe: ") + 1];

	if (!mend) {
		describe(said, sizeof(said), probing, answer);
		snprintf(why, sizeof(why), "probe: %s", said);
		evidence_fault(probing->by, MUZZLE_PATH, why);
	} else if (probing->told != answer->status) {
		snprintf(why, sizeof(why), "probe: HTTP %d: %s", answer->status, mend);
		evidence_fault(probing->by, MUZZLE_SETUP, why);
		probing->told = answer->status;
	}
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct probing_flight *flight = arg;
	struct probing *probing = flight->probing;
	enum verdict verdict = verdict_find(&probing->rules, answer);
	char why[CLEAN_TEXT_BYTES];

	(void)self;
	flight->request = 0;
	if (verdict == VERDICT_NEITHER) {
		tell_neither(probing, answer);
	} else {
		probing->told = 0;
		describe(why, sizeof(why), probing, answer);
		evidence_probe(probing->by, flight->session, verdict == VERDICT_GOOD, why);
	}
	go_on(probing);
}

int probing_init(struct probing *probing, size_t room)
{
	probing->waiting = calloc(room, sizeof(*probing->waiting));
	probing->room = room;
	probing->answered = on_answer;
	return probing->waiting ? 0 : -ENOMEM;
}

void probing_fini(struct probing *probing)
{
	free(probing->waiting);
	probing->waiting = NULL;
}

static bool is_asked(const struct probing *probing, const char *session)
{
	for (size_t i = 0; i < PROBING_FLIGHTS; i++)
		if (probing->flights[i].request && !strcmp(probing->flights[i].session, session))
			return true;
	for (size_t i = 0; i < probing->count; i++)
		if (strcmp(probing->waiting[(probing->first + i) % probing->room], session) == 0)
			return true;
	return false;
}

void probing_ask(struct probing *probing, const char *session)
{
	char *last;

	if (probing->count == probing->room || is_asked(probing, session))
		return;
	last = probing->waiting[(probing->first + probing->count) % probing->room];
	snprintf(last, PROBING_NAME_BYTES, "%s", session);
	probing->count++;
	go_on(probing);
}
