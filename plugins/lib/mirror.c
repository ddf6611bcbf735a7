/* mirror.c - see mirror.h.  SPDX-License-Identifier: ISC */
#include "mirror.h"

#include <json-c/json.h>
#include <stddef.h>
#include <string.h>

#include "field.h"
#include "hash.h"

#define SETTLE_MS 10000  /* until its policy is known */
#define FORGET_MS 600000 /* a session that was found, and is absent for so long, is forgotten */

/* By their numbers in a ledger. */
static const char *const states[] = { NULL, "up", "starting", "down", "off", "human", "absent" };
#define STATES ((int64_t)(sizeof(states) / sizeof(states[0])))

const char *mirror_state(const char *word, int64_t number)
{
	for (int64_t i = 1; i < STATES; i++)
		if (i == number || (word && strcmp(states[i], word) == 0))
			return states[i];
	return NULL;
}

void mirror_init(struct mirror *m, struct mirror *gateway)
{
	*m = (struct mirror){ .gateway = gateway ? gateway : m, .settle_ms = SETTLE_MS };
}

static bool is(const struct mirror *m, const char *state)
{
	return m->claim && strcmp(m->claim, state) == 0;
}

static bool is_bad(const struct mirror *m)
{
	return m->claim && !is(m, "up") && !is(m, "human") && (m->configured || !is(m, "absent"));
}

static int64_t later(int64_t a_ms, int64_t b_ms)
{
	return a_ms > b_ms ? a_ms : b_ms;
}

/* --- what is seen */

/* Since when a source that looks, but that one, has been faulting, after known_ms; 0: none does. */
static int64_t faulting_since(const struct mirror *gateway, uint64_t but, int64_t known_ms)
{
	int64_t since_ms = 0;

	for (int i = 0; i < MIRROR_SOURCES; i++) {
		const struct mirror_source *source = &gateway->sources[i];

		if (source->looks && source->id != but && source->fault_ms &&
		    source->fault_ms >= known_ms && (!since_ms || source->fault_ms < since_ms))
			since_ms = source->fault_ms;
	}
	return since_ms;
}

static int64_t seen_until(const struct mirror *m, int64_t now_ms)
{
	int64_t blind_ms = m->gateway == m ? faulting_since(m, 0, later(m->claim_ms, m->begun_ms))
					   : m->blind_ms;

	return blind_ms && blind_ms < now_ms ? blind_ms : now_ms;
}

static bool up_held(const struct mirror *m, int64_t since_ms, int64_t now_ms)
{
	return is(m, "up") && m->claim_ms >= since_ms &&
	       seen_until(m, now_ms) - later(m->up_ms, since_ms) >= m->settle_ms;
}

static struct mirror_source *find_source(struct mirror *gateway, uint64_t id)
{
	for (int i = 0; i < MIRROR_SOURCES; i++) {
		if (!gateway->sources[i].id)
			gateway->sources[i].id = id;
		if (gateway->sources[i].id == id)
			return &gateway->sources[i];
	}
	return NULL;
}

static bool faults_as_a_whole(const struct mirror *gateway)
{
	bool any = false;

	for (int i = 0; i < MIRROR_SOURCES; i++) {
		any |= gateway->sources[i].looks;
		if (gateway->sources[i].looks && !gateway->sources[i].fault_ms)
			return false;
	}
	return any;
}

void mirror_answer(struct mirror *gateway, uint64_t id, bool looked)
{
	struct mirror_source *source = find_source(gateway, id);

	if (!source)
		return;
	source->looks |= looked;
	source->fault_ms = 0;
	gateway->whole_fault = gateway->whole_fault && faults_as_a_whole(gateway);
}

int64_t mirror_fault(struct mirror *gateway, uint64_t id, bool setup, int64_t now_ms)
{
	struct mirror_source *source = find_source(gateway, id);
	bool first;

	if (!source)
		return 0;
	first = !source->fault_ms || !source->looks;
	if (!source->fault_ms)
		source->fault_ms = now_ms;
	if (!setup) {
		source->looks = true;
		gateway->whole_fault = faults_as_a_whole(gateway);
	}
	return first && source->looks ? source->fault_ms : 0;
}

void mirror_blind(struct mirror *m, int64_t since_ms)
{
	if (m->claim && !m->blind_ms && since_ms >= m->claim_ms)
		m->blind_ms = since_ms;
}

/* --- epochs */

static void forget(struct mirror *m, int64_t now_ms)
{
	spans_end(&m->runs, now_ms);
	m->claim = NULL;
	m->begun_ms = m->claim_ms = m->up_ms = m->bad_ms = 0;
	m->absent_ms = m->proof_ms = m->blind_ms = 0;
}

void mirror_meet(struct mirror *m, int64_t now_ms)
{
	if (!m->gateway->begun_ms)
		m->gateway->begun_ms = now_ms;
	if (!m->begun_ms)
		m->begun_ms = now_ms;
}

void mirror_begin(struct mirror *m, int64_t now_ms)
{
	if (!m->begun_ms)
		return;
	forget(m, now_ms);
	m->begun_ms = now_ms;
}

void mirror_drop(struct mirror *m, int64_t now_ms)
{
	forget(m, now_ms);
	m->whole_fault = false;
	m->unhealthy = false;
	m->started_ms = m->act_ms = m->own_until_ms = 0;
	m->act = m->container = 0;
	memset(m->sources, 0, sizeof(m->sources));
}

/* Behind an act only up to the start that it made. */
bool mirror_is_own(const struct mirror *gateway, int64_t now_ms)
{
	if (gateway->act && gateway->act_on == gateway)
		return true;
	return now_ms < gateway->own_until_ms &&
	       (!gateway->started_ms || gateway->started_ms < gateway->act_ms);
}

/* --- people */

static bool human_over(const struct mirror *m, int64_t now_ms)
{
	return m->proof_ms > m->human_ms || up_held(m, m->human_ms, now_ms) ||
	       (m->gateway == m && m->started_ms > m->human_ms &&
		now_ms - m->started_ms >= m->settle_ms);
}

void mirror_human(struct mirror *m, int64_t now_ms)
{
	m->human = true;
	m->human_ms = now_ms;
	spans_end(&m->runs, now_ms);
}

/* --- runs */

/* What lasted is over since it began to be up. */
static void note_held(struct mirror *m, int64_t now_ms)
{
	if (!up_held(m, 0, now_ms))
		return;
	m->human = m->human && !up_held(m, m->human_ms, now_ms);
	spans_end(&m->runs, m->up_ms);
}

void mirror_pass(struct mirror *m, int64_t now_ms)
{
	if (is(m, "absent") && !m->configured && now_ms - m->absent_ms >= FORGET_MS)
		forget(m, m->absent_ms + FORGET_MS);
	m->human = m->human && !human_over(m, now_ms);
	note_held(m, now_ms);
}

void mirror_restart(struct mirror *m, int64_t now_ms)
{
	const struct spans_one *run = spans_open(&m->runs);

	if (run && now_ms > run->from_ms)
		spans_begin(&m->runs, now_ms, NULL);
}

static void note_bad(struct mirror *m, int64_t at_ms)
{
	m->bad_ms = at_ms;
	if (m->proof_ms > at_ms)
		spans_end(&m->runs, m->proof_ms);
	else if (!spans_open(&m->runs))
		spans_begin(&m->runs, at_ms, NULL);
}

bool mirror_claim(struct mirror *m, const char *state, int64_t at_ms, uint64_t source)
{
	bool again = m->claim == state;

	if (at_ms < m->claim_ms || (at_ms == m->claim_ms && again))
		return false;
	note_held(m, at_ms);
	m->claim = state;
	m->claim_ms = at_ms;
	if (is(m, "absent") && !again)
		m->absent_ms = at_ms;
	if (!is(m, "up"))
		m->up_ms = 0;
	else if (!again)
		m->up_ms = at_ms;
	m->blind_ms = faulting_since(m->gateway, source, at_ms);
	if (is_bad(m) && !m->human)
		note_bad(m, at_ms);
	return true;
}

void mirror_proof(struct mirror *m, int64_t at_ms)
{
	if (at_ms <= m->proof_ms)
		return;
	m->proof_ms = at_ms;
	if (at_ms > m->bad_ms)
		spans_end(&m->runs, at_ms);
	else
		mirror_restart(m, at_ms);
}

/* --- headers */

int64_t mirror_time(struct json_object *line, const char *key, int64_t zero_ms)
{
	return field_get(line, key) ? zero_ms + field_number(line, key) : 0;
}

static const struct {
	const char *key;
	size_t offset;
} times[] = {
	{ "human_ms", offsetof(struct mirror, human_ms) },
	{ "hold_until_ms", offsetof(struct mirror, hold_until_ms) },
	{ "epoch.start_ms", offsetof(struct mirror, begun_ms) },
	{ "epoch.claim_ms", offsetof(struct mirror, claim_ms) },
	{ "epoch.up_since_ms", offsetof(struct mirror, up_ms) },
	{ "epoch.bad_ms", offsetof(struct mirror, bad_ms) },
	{ "epoch.absent_since_ms", offsetof(struct mirror, absent_ms) },
	{ "epoch.proof_ms", offsetof(struct mirror, proof_ms) },
	{ "epoch.blind_ms", offsetof(struct mirror, blind_ms) },
};

/* Since when the engine measures it. */
static int64_t run_from_ms(struct json_object *line)
{
	return field_number(line, "epoch.run.start_ms") +
	       field_number(line, "epoch.run.uncounted_ms") +
	       field_number(line, "epoch.run.clock_ms");
}

void mirror_read(struct mirror *m, struct json_object *line, int64_t zero_ms, int64_t left_ms)
{
	m->human = field_flag(line, "human");
	m->configured = field_flag(line, "configured");
	m->claim = mirror_state(NULL, field_number(line, "epoch.claim"));
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		int64_t time_ms = mirror_time(line, times[i].key, zero_ms);

		memcpy((char *)m + times[i].offset, &time_ms, sizeof(time_ms));
	}
	if (!field_flag(line, "epoch.run.open"))
		spans_end(&m->runs, left_ms);
	else if (!spans_open(&m->runs))
		spans_begin(&m->runs, zero_ms + run_from_ms(line), NULL);
}

static void read_source(struct mirror *gateway, struct json_object *line, int64_t zero_ms)
{
	const char *name = field_text(line, "name");
	struct mirror_source *source =
		find_source(gateway, hash_add(HASH_START, name, strlen(name)));

	if (!source)
		return;
	source->looks = field_flag(line, "claims");
	source->fault_ms = mirror_time(line, "fault_from_ms", zero_ms);
}

void mirror_read_gateway(struct mirror *gateway, struct json_object *line, int64_t zero_ms)
{
	struct json_object *list = field_get(line, "sources");

	gateway->whole_fault = field_flag(line, "whole_fault");
	gateway->container = (uint64_t)field_number(line, "container.id");
	gateway->unhealthy = field_flag(line, "container.unhealthy");
	gateway->act_ms = mirror_time(line, "flight.from_ms", zero_ms);
	gateway->own_until_ms = mirror_time(line, "flight.own_until_ms", zero_ms);
	gateway->started_ms = field_flag(line, "container.running")
				      ? mirror_time(line, "container.start_ms", zero_ms)
				      : 0;
	gateway->act = field_flag(line, "flight.flying") || field_flag(line, "flight.timed_out")
			       ? (uint64_t)field_number(line, "flight.id")
			       : 0;
	memset(gateway->sources, 0, sizeof(gateway->sources));
	for (size_t i = 0;
	     json_object_is_type(list, json_type_array) && i < json_object_array_length(list); i++)
		read_source(gateway, json_object_array_get_idx(list, i), zero_ms);
}
