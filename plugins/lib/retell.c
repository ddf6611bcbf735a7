/* retell.c - see retell.h.  SPDX-License-Identifier: ISC */
#include "retell.h"

#include <json-c/json.h>
#include <string.h>

#include "field.h"
#include "hash.h"
#include "timeline.h"

#define LAG_MS 2000
#define UNWELL_AGAIN_MS 600000 /* lags, and faults in company, restart clocks at most so often */
#define TOGETHER_MS 30000      /* gateways that begin to fault within it do so in company */

/* A line, and what it is about. */
struct said {
	struct json_object *line;
	struct timeline_target *target;
	int64_t now_ms, at_ms; /* of the line; of what it tells */
	uint64_t source;       /* hash of its name */
};

/* --- clocks */

static void restart_all(struct timeline *timeline, int64_t now_ms)
{
	struct timeline_target *target;

	timeline_pass(timeline, timeline->now_ms);
	TIMELINE_EACH(target, timeline)
	mirror_restart(&target->mirror, now_ms);
}

static void restart_at_times(struct timeline *timeline, int64_t *last_ms, int64_t now_ms)
{
	if (*last_ms && now_ms - *last_ms < UNWELL_AGAIN_MS)
		return;
	*last_ms = now_ms;
	restart_all(timeline, now_ms);
}

/* What was held is judged anew; a gateway's hold covers its sessions. */
static void end_hold(struct timeline *timeline, struct mirror *held, int64_t now_ms)
{
	struct timeline_target *target;

	held->hold_until_ms = 0;
	TIMELINE_EACH(target, timeline)
	if (&target->mirror == held || target->mirror.gateway == held)
		mirror_restart(&target->mirror, now_ms);
}

/* Ends holds in the step in which the engine does: at the first line behind their end. */
static void end_holds(struct timeline *timeline, int64_t now_ms)
{
	struct timeline_target *target;

	if (now_ms < timeline->hold_ends_ms)
		return;
	timeline_pass(timeline, now_ms);
	timeline->hold_ends_ms = INT64_MAX;
	TIMELINE_EACH(target, timeline)
	{
		int64_t until_ms = target->mirror.hold_until_ms;

		if (until_ms && until_ms <= now_ms)
			end_hold(timeline, &target->mirror, now_ms);
		else if (until_ms && until_ms < timeline->hold_ends_ms)
			timeline->hold_ends_ms = until_ms;
	}
}

/* --- what sources tell */

static void take_claim(struct timeline *timeline, const struct said *said)
{
	struct mirror *mirror = &said->target->mirror;
	const char *state = mirror_state(field_text(said->line, "state"), 0);

	(void)timeline;
	mirror_meet(mirror, said->now_ms);
	if (said->at_ms < mirror->begun_ms)
		return;
	if (state && mirror_claim(mirror, state, said->at_ms, said->source))
		timeline_set_state(said->target, said->at_ms, state);
	mirror_answer(mirror->gateway, said->source, true);
}

static void take_proof(struct timeline *timeline, const struct said *said)
{
	struct mirror *mirror = &said->target->mirror;

	(void)timeline;
	timeline_count_proof(said->target, said->at_ms);
	mirror_meet(mirror, said->now_ms);
	if (said->at_ms < mirror->begun_ms)
		return;
	mirror_proof(mirror, said->at_ms);
	mirror_answer(mirror->gateway, said->source, false);
}

static void take_probe(struct timeline *timeline, const struct said *said)
{
	(void)timeline;
	mirror_meet(&said->target->mirror, said->now_ms);
	mirror_answer(said->target->mirror.gateway, said->source, true);
}

/* Where a second gateway begins to fault, neither is blamed, as in the engine. */
static void note_whole_fault(struct timeline *timeline, const struct mirror *gateway,
			     int64_t now_ms)
{
	const struct mirror *other = timeline->fault_gateway;
	bool together =
		other && other != gateway && now_ms - timeline->fault_gateway_ms < TOGETHER_MS;

	timeline->fault_gateway = gateway;
	timeline->fault_gateway_ms = now_ms;
	if (together)
		restart_at_times(timeline, &timeline->company_ms, now_ms);
}

static void take_fault(struct timeline *timeline, const struct said *said)
{
	bool setup = strcmp(field_text(said->line, "what"), "setup") == 0;
	struct mirror *gateway = said->target->mirror.gateway;
	bool was_whole = gateway->whole_fault;
	struct timeline_target *target;
	int64_t since_ms;

	mirror_meet(gateway, said->now_ms);
	since_ms = mirror_fault(gateway, said->source, setup, said->now_ms);
	TIMELINE_EACH(target, timeline)
	if (since_ms && target->mirror.gateway == gateway)
		mirror_blind(&target->mirror, since_ms);
	if (gateway->whole_fault && !was_whole)
		note_whole_fault(timeline, gateway, said->now_ms);
}

/* --- what becomes of containers */

/* An act on the whole gateway, or its start, begins an epoch for it and for its sessions. */
static void begin_all(struct timeline *timeline, struct mirror *gateway, int64_t now_ms)
{
	struct timeline_target *target;

	timeline_pass(timeline, timeline->now_ms);
	TIMELINE_EACH(target, timeline)
	if (target->mirror.gateway == gateway)
		mirror_begin(&target->mirror, now_ms);
}

static void note_start(struct timeline *timeline, struct mirror *gateway, uint64_t id,
		       int64_t now_ms)
{
	begin_all(timeline, gateway, now_ms);
	gateway->container = id ? id : gateway->container;
	gateway->started_ms = now_ms;
	gateway->unhealthy = false;
}

/* A container that is unhealthy is so until it is healthy, dies or starts. */
static void claim_health(struct mirror *gateway, int64_t now_ms)
{
	mirror_claim(gateway, mirror_state(gateway->unhealthy ? "down" : "up", 0), now_ms, 0);
}

static void note_event(struct mirror *gateway, const char *what, int64_t now_ms)
{
	if (strcmp(what, "die") == 0) {
		gateway->started_ms = 0;
		gateway->unhealthy = false;
	} else if (strstr(what, "healthy")) {
		gateway->unhealthy = *what == 'u';
		claim_health(gateway, now_ms);
	}
}

static uint64_t hash_of(const struct said *said, const char *key)
{
	const char *text = field_text(said->line, key);

	return *text ? hash_add(HASH_START, text, strlen(text)) : 0;
}

/* The container that started last is the gateway's; events of others do not count. */
static void take_event(struct timeline *timeline, const struct said *said)
{
	static const struct {
		const char *what, *state;
	} events[] = {
		{ "start", "running" }, { "die", "dead" },        { "stop", "stopped" },
		{ "pause", "stopped" }, { "unpause", "running" },
	};
	const char *what = field_text(said->line, "what");
	struct mirror *gateway = said->target->mirror.gateway;
	uint64_t id = hash_of(said, "id");

	mirror_meet(gateway, said->now_ms);
	if (strcmp(what, "start") == 0)
		note_start(timeline, gateway, id, said->now_ms);
	else if ((!id || !gateway->container || id == gateway->container) &&
		 !mirror_is_own(gateway, said->now_ms))
		note_event(gateway, what, said->now_ms);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].what, what) == 0)
			timeline_set_state(said->target, said->now_ms, events[i].state);
}

/* --- what people and the engine do */

static void take_command(struct timeline *timeline, const struct said *said)
{
	const char *what = field_text(said->line, "what");
	struct mirror *mirror = &said->target->mirror;
	int64_t *first_ms = &timeline->hold_ends_ms;

	if (strcmp(what, "hold") == 0) {
		mirror->hold_until_ms = said->now_ms + field_number(said->line, "for_ms");
		if (mirror->hold_until_ms < *first_ms)
			*first_ms = mirror->hold_until_ms;
	} else if (strcmp(what, "reset") == 0) {
		mirror->human = false;
	} else if (mirror->hold_until_ms) {
		timeline_pass(timeline, timeline->now_ms);
		end_hold(timeline, mirror, said->now_ms);
	}
}

static void take_act(struct timeline *timeline, const struct said *said)
{
	struct mirror *gateway = said->target->mirror.gateway;

	(void)timeline;
	gateway->act = (uint64_t)field_number(said->line, "id");
	gateway->act_on = &said->target->mirror;
	if (gateway->act_on == gateway)
		gateway->act_ms = said->now_ms;
}

static void take_notify(struct timeline *timeline, const struct said *said)
{
	(void)timeline;
	if (strcmp(field_text(said->line, "what"), "human") == 0)
		mirror_human(&said->target->mirror, said->now_ms);
}

/* --- what is of no target */

/* One that ran out of time may still end well. */
static void end_act(struct timeline *timeline, struct mirror *gateway, const struct said *said)
{
	struct mirror *on = gateway->act_on;

	if (on == gateway)
		gateway->own_until_ms = said->now_ms + gateway->settle_ms;
	if (strcmp(field_text(said->line, "what"), "timeout") == 0)
		return;
	gateway->act = 0;
	mirror_pass(on, timeline->now_ms);
	if (!field_flag(said->line, "ok"))
		return;
	if (on == gateway)
		begin_all(timeline, gateway, said->now_ms);
	else
		mirror_begin(on, said->now_ms);
}

static void take_result(struct timeline *timeline, const struct said *said)
{
	uint64_t id = (uint64_t)field_number(said->line, "id");
	struct timeline_target *target;

	TIMELINE_EACH(target, timeline)
	if (id && target->mirror.act == id)
		end_act(timeline, &target->mirror, said);
}

static void take_tick(struct timeline *timeline, const struct said *said)
{
	struct timeline_target *target;

	TIMELINE_EACH(target, timeline)
	if (target->mirror.unhealthy)
		claim_health(&target->mirror, said->now_ms);
}

static void take_self(struct timeline *timeline, const struct said *said)
{
	const char *what = field_text(said->line, "what");

	if (strcmp(what, "lag") == 0 && field_number(said->line, "ms") >= LAG_MS)
		restart_at_times(timeline, &timeline->lag_ms, said->now_ms);
	else if (strcmp(what, "resume") == 0 ||
		 (strcmp(what, "uplink-up") == 0 && timeline->uplink_down))
		restart_all(timeline, said->now_ms);
	if (strncmp(what, "uplink-", strlen("uplink-")) == 0)
		timeline->uplink_down = strcmp(what, "uplink-down") == 0;
}

/* --- what a header of the journal tells */

static void take_conf(struct timeline *timeline, const struct said *said)
{
	struct json_object *policy = field_get(said->line, "policy");

	(void)timeline;
	if (field_get(policy, "settle_ms"))
		said->target->mirror.settle_ms = field_number(policy, "settle_ms");
}

static void take_target(struct timeline *timeline, const struct said *said)
{
	struct mirror *mirror = &said->target->mirror;

	mirror_read(mirror, said->line, timeline->zero_ms, timeline->left_ms);
	if (mirror->gateway != mirror && mirror->claim && !spans_open(&said->target->states))
		timeline_set_state(said->target, said->now_ms, mirror->claim);
}

static void take_gateway(struct timeline *timeline, const struct said *said)
{
	struct timeline_target *on = timeline_find(timeline, field_text(said->line, "flight_on"));

	mirror_read_gateway(said->target->mirror.gateway, said->line, timeline->zero_ms);
	said->target->mirror.act_on = on ? &on->mirror : NULL;
}

/* The last part of a header.  "running": the daemon only began another file. */
static void take_box(struct timeline *timeline, const struct said *said)
{
	const struct timeline_target *other =
		timeline_find(timeline, field_text(said->line, "fault_gateway"));
	int64_t zero_ms = timeline->zero_ms;

	timeline->uplink_down = field_flag(said->line, "uplink_down");
	timeline->lag_ms = mirror_time(said->line, "lag_ms", zero_ms);
	timeline->company_ms = mirror_time(said->line, "company_ms", zero_ms);
	timeline->fault_gateway = other ? &other->mirror : NULL;
	timeline->fault_gateway_ms = mirror_time(said->line, "fault_gateway_ms", zero_ms);
	timeline->hold_ends_ms = said->now_ms; /* to be looked for */
	timeline->was_away = !field_flag(said->line, "running");
}

static void take_header(struct timeline *timeline, const struct said *said)
{
	timeline_pass(timeline, timeline->now_ms);
	timeline->was_away = true;
	timeline->left_ms = timeline->now_ms;
	timeline->now_ms = said->now_ms;
	timeline->zero_ms = said->now_ms - field_number(said->line, "t");
}

/* The daemon was away: its states and runs ended with the last line before. */
static void end_epochs(struct timeline *timeline)
{
	struct timeline_target *target;

	timeline->was_away = false;
	timeline->uplink_down = false;
	timeline->lag_ms = timeline->company_ms = 0;
	timeline->fault_gateway = NULL;
	TIMELINE_EACH(target, timeline)
	{
		spans_end(&target->states, timeline->left_ms);
		mirror_drop(&target->mirror, timeline->left_ms);
	}
}

/* --- lines */

struct kind {
	const char *key, *word; /* by which a line is known */
	bool of_box;            /* it names no target */
	void (*take)(struct timeline *timeline, const struct said *said);
};

/* Parts of a header have no time of their own. */
static const struct kind parts[] = {
	{ "what", "conf", false, take_conf },
	{ "what", "target", false, take_target },
	{ "what", "gateway", false, take_gateway },
	{ "what", "box", true, take_box },
};

static const struct kind kinds[] = {
	{ "ev", "claim", false, take_claim },      { "ev", "proof", false, take_proof },
	{ "ev", "probe", false, take_probe },      { "ev", "fault", false, take_fault },
	{ "ev", "event", false, take_event },      { "ev", "command", false, take_command },
	{ "ev", "result", true, take_result },     { "ev", "tick", true, take_tick },
	{ "ev", "self", true, take_self },         { "order", "act", false, take_act },
	{ "order", "notify", false, take_notify },
};

static void take(struct timeline *timeline, struct said *said, const struct kind *kind)
{
	const char *name = field_text(said->line, "target");

	if (!kind->of_box)
		said->target = *name ? timeline_get(timeline, name) : NULL;
	if (said->target)
		mirror_pass(&said->target->mirror, timeline->now_ms);
	if (said->target || kind->of_box)
		kind->take(timeline, said);
}

static void take_any(struct timeline *timeline, struct said *said, const struct kind *list,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(field_text(said->line, list[i].key), list[i].word) == 0)
			take(timeline, said, &list[i]);
}
#define TAKE_ANY(timeline, said, list) \
	take_any(timeline, said, list, sizeof(list) / sizeof((list)[0]))

static void take_timed(struct timeline *timeline, struct said *said)
{
	struct json_object *at = field_get(said->line, "at");
	int64_t ago_ms = at ? field_number(said->line, "t") - json_object_get_int64(at) : 0;

	if (timeline->was_away)
		end_epochs(timeline);
	said->source = hash_of(said, "source");
	said->at_ms = said->now_ms - (ago_ms > 0 ? ago_ms : 0);
	end_holds(timeline, said->now_ms);
	TAKE_ANY(timeline, said, kinds);
	timeline->now_ms = said->now_ms;
}

void retell_line(struct timeline *timeline, struct json_object *line, int64_t wall_ms)
{
	struct said said = { .line = line, .now_ms = wall_ms };

	if (strcmp(field_text(line, "ev"), "ledger") == 0) {
		said.now_ms = timeline->now_ms;
		TAKE_ANY(timeline, &said, parts);
	} else if (field_get(line, "muzzle")) {
		take_header(timeline, &said);
	} else {
		take_timed(timeline, &said);
	}
}
