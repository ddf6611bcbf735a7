/* probing.c - see probing.h.  SPDX-License-Identifier: ISC */
#include "probing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "fault.h"
#include "fill.h"

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

/* An answer decides; without one nothing was learnt of the session. */
static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct probing_flight *flight = arg;
	struct probing *probing = flight->probing;
	char why[CLEAN_TEXT_BYTES];

	(void)self;
	flight->request = 0;
	if (answer->status && answer->status != 401 && answer->status != 403) {
		evidence_probe(probing->by, flight->session, answer->status);
	} else {
		fault_describe(why, sizeof(why), answer, false);
		evidence_fault(probing->by, fault_kind(answer->status, false), why);
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

static bool is_waiting(const struct probing *probing, const char *session)
{
	for (size_t i = 0; i < probing->count; i++)
		if (strcmp(probing->waiting[(probing->first + i) % probing->room], session) == 0)
			return true;
	return false;
}

void probing_ask(struct probing *probing, const char *session)
{
	char *last;

	if (probing->count == probing->room || is_waiting(probing, session))
		return;
	last = probing->waiting[(probing->first + probing->count) % probing->room];
	snprintf(last, PROBING_NAME_BYTES, "%s", session);
	probing->count++;
	go_on(probing);
}
