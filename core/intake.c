/* intake.c - see intake.h.  SPDX-License-Identifier: ISC */
#include "intake.h"

#include <errno.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "deliver.h"
#include "dispatch.h"
#include "exporters.h"
#include "relay.h"
#include "save.h"

/* The plugins' numbers are the engine's. */
static_assert((int)MUZZLE_UP == (int)STATE_UP && (int)MUZZLE_ABSENT == (int)STATE_ABSENT, "states");
static_assert((int)MUZZLE_PATH == (int)FAULT_PATH && (int)MUZZLE_SETUP == (int)FAULT_SETUP,
	      "faults");
static_assert((int)MUZZLE_START == (int)EVENT_START &&
		      (int)MUZZLE_UNHEALTHY == (int)EVENT_UNHEALTHY,
	      "events");

static const enum words_evidence kinds[] = {
	[MUZZLE_CLAIM] = EVIDENCE_CLAIM, [MUZZLE_PROOF] = EVIDENCE_PROOF,
	[MUZZLE_FAULT] = EVIDENCE_FAULT, [MUZZLE_EVENT] = EVIDENCE_EVENT,
	[MUZZLE_PROBE] = EVIDENCE_PROBE, [MUZZLE_MEMORY] = EVIDENCE_MEMORY,
};

/* All other evidence is of the moment in which it comes. */
static bool has_own_time(enum words_evidence kind)
{
	return kind == EVIDENCE_CLAIM || kind == EVIDENCE_PROOF;
}

/* t never decreases under one header, whatever the clock does. */
static void date(struct supervise *s, struct engine_evidence *evidence)
{
	int64_t now_ms = clock_boot_ms();

	if (now_ms > s->now_ms)
		s->now_ms = now_ms;
	evidence->t_ms = s->now_ms;
	if (!has_own_time(evidence->kind))
		evidence->at_ms = 0;
	else if (!evidence->at_ms || evidence->at_ms > evidence->t_ms)
		evidence->at_ms = evidence->t_ms;
}

/* A deadline that a tick did not move must not make the loop spin. */
static void wait_for_deadline(struct supervise *s)
{
	int64_t next_ms = engine_next_ms(roster_engine(s->roster));

	if (next_ms == TARGET_FOREVER || s->stopping)
		loop_timer_stop(&s->loop, &s->tick);
	else
		loop_timer_start(&s->loop, &s->tick,
				 next_ms > s->now_ms ? next_ms : s->now_ms + 100);
}

void intake_feed(struct supervise *s, struct engine_evidence *evidence,
		 const struct trace_words *words)
{
	struct json_object *line;

	date(s, evidence);
	line = trace_evidence(evidence, words);
	journal_put(s->journal, line);
	json_object_put(line);
	counts_take_evidence(&s->counts, evidence, words->source);
	s->saying = words;
	engine_step(roster_engine(s->roster), evidence, dispatch_take, s);
	s->saying = NULL;
	journal_commit(s->journal, s->now_ms);
	relay_wake(s->relay);
	wait_for_deadline(s);
}

void intake_tick(struct supervise *s)
{
	struct engine_evidence tick = { .kind = EVIDENCE_TICK };

	intake_feed(s, &tick, &(struct trace_words){ NULL });
}

void intake_self(struct supervise *s, enum words_self what, int64_t ms)
{
	struct engine_evidence self = { .kind = EVIDENCE_SELF, .what = (int)what, .for_ms = ms };

	log_line(&s->log, MUZZLE_WARN, "muzzle", "%s ms=%lld", words_name(&words_self, (int)what),
		 (long long)ms);
	intake_feed(s, &self,
		    &(struct trace_words){
			    .why = what == SELF_LEDGER_DOWN
					   ? "the ledger cannot be written, so nothing is acted on"
					   : NULL });
}

void intake_uplink(struct supervise *s, const struct trace_words *words)
{
	bool was = roster_engine(s->roster)->uplink_down;
	bool down = fleet_uplink_down(s->fleet, was);
	struct engine_evidence self = { .kind = EVIDENCE_SELF,
					.what = down ? SELF_UPLINK_DOWN : SELF_UPLINK_UP };

	if (down == was)
		return;
	log_line(&s->log, MUZZLE_WARN, "muzzle", "%s source=%s why=\"%s\"",
		 words_name(&words_self, self.what), words->source ? words->source : "-",
		 words->why ? words->why : "");
	intake_feed(s, &self, words);
	if (!down)
		deliver_hurry(s);
}

void intake_result(struct supervise *s, uint64_t id, enum words_result what, const char *why)
{
	struct engine_evidence result = {
		.kind = EVIDENCE_RESULT, .id = id, .ok = !what, .what = (int)what
	};

	intake_feed(s, &result, &(struct trace_words){ .why = why && *why ? why : NULL });
}

void intake_command(struct supervise *s, struct engine_evidence *evidence, const char *by,
		    const char *why)
{
	const struct trace_words words = {
		.target = roster_name(evidence->target),
		.by = *by ? by : NULL,
		.why = *why ? why : NULL,
	};

	evidence->kind = EVIDENCE_COMMAND;
	log_line(&s->log, MUZZLE_INFO, words.target, "command what=%s by=\"%s\" why=\"%s\"",
		 words_name(&words_command, evidence->what), by, why);
	if (evidence->what == COMMAND_HOLD) /* before an order tells whose it is */
		notes_set_hold(notes_of(s->notes, evidence->target), by, why);
	intake_feed(s, evidence, &words);
}

/* --- what plugins report */

/* Sessions that come and go must not use up the places of those that are there; but a gateway that
 * makes up names for ever must not use up our memory either. */
static bool has_room(const struct target *gateway)
{
	uint32_t present = 0, known = 0;

	for (const struct target *session = gateway->gateway->sessions; session;
	     session = session->next) {
		present += session->configured || session->epoch.begun;
		known++;
	}
	return present < SUPERVISE_SESSIONS_MAX && known < SUPERVISE_SESSIONS_KNOWN_MAX;
}

/* Whom a report is about; NULL: nobody that is watched. */
static struct target *find_target(struct supervise *s, struct fleet_member *member,
				  const struct muzzle_report *report)
{
	const struct conf_gateway *gateway = conf_find_gateway(s->fleet->conf, report->gateway);
	char name[ROSTER_NAME_BYTES];
	struct target *target;

	if (!gateway || (report->session && !conf_watches_session(gateway, report->session)))
		return NULL;
	if (!report->session)
		return roster_get(s->roster, gateway->name);
	snprintf(name, sizeof(name), "%s/%s", gateway->name, report->session);
	target = roster_find(s->roster, name);
	if (target || has_room(roster_get(s->roster, gateway->name)))
		return target ? target : roster_get(s->roster, name);
	if (!member->told_full)
		log_line(&s->log, MUZZLE_WARN, gateway->name, "too many sessions max=%d dropped=%s",
			 SUPERVISE_SESSIONS_MAX, report->session);
	member->told_full = true;
	return NULL;
}

/* For people; the engine has heard it already. */
static void note(struct supervise *s, const struct fleet_member *member,
		 const struct engine_evidence *evidence, const struct trace_words *words)
{
	struct notes_target *on = notes_of(s->notes, evidence->target);
	struct notes_evidence *entry = notes_add_evidence(on, evidence, words);

	if (entry)
		entry->round = member->round;
}

static const char *unless_empty(const char *text)
{
	return text && *text ? text : NULL;
}

static void report(void *self, struct muzzle_inst *inst, const struct muzzle_report *said)
{
	struct supervise *s = self;
	struct fleet_member *member = fleet_member(s->fleet, inst);
	struct target *target = member && !s->stopping ? find_target(s, member, said) : NULL;
	struct engine_evidence evidence = {
		.kind = kinds[said->kind],
		.at_ms = said->at_ms,
		.target = target,
		.what = (int)said->what,
		.ok = said->ok,
		.code = (int32_t)said->code,
		.id = trace_container(said->id),
		.bytes = said->bytes,
		.limit_bytes = said->limit_bytes,
	};
	struct trace_words words = {
		.raw = unless_empty(said->raw),
		.why = unless_empty(said->why),
		.id = unless_empty(said->id),
	};

	if (!target)
		return;
	evidence.source = roster_source(s->roster, member->section->name);
	words.target = roster_name(target);
	words.source = member->section->name;
	intake_feed(s, &evidence, &words);
	if (evidence.kind != EVIDENCE_MEMORY) /* its last value is the engine's to know */
		note(s, member, &evidence, &words);
	if (evidence.kind == EVIDENCE_EVENT)
		save_soon(s);
}

/* Whoever is known and was not named is absent; who is forgotten is not looked for. */
static bool is_missing(struct supervise *s, const struct fleet_member *member,
		       const struct target *session, uint32_t source)
{
	struct notes_target *on = notes_of(s->notes, session);
	const struct notes_evidence *claim = on ? notes_find_claim(on, source) : NULL;

	if (!session->configured && !session->epoch.begun)
		return false;
	return !claim || claim->round != member->round;
}

static void claim_absent(struct supervise *s, const struct fleet_member *member,
			 struct target *session, uint32_t source)
{
	struct engine_evidence absent = {
		.kind = EVIDENCE_CLAIM,
		.target = session,
		.source = source,
		.what = STATE_ABSENT,
	};
	struct trace_words words = { .target = roster_name(session),
				     .source = member->section->name };

	intake_feed(s, &absent, &words);
	note(s, member, &absent, &words);
}

static void end_round(void *self, struct muzzle_inst *inst, const char *gateway)
{
	struct supervise *s = self;
	struct fleet_member *member = fleet_member(s->fleet, inst);
	const struct target *target =
		member && !s->stopping ? roster_find(s->roster, gateway) : NULL;
	uint32_t source = target ? roster_source(s->roster, member->section->name) : 0;

	if (!source || !conf_find_gateway(s->fleet->conf, gateway))
		return;
	for (struct target *session = target->gateway->sessions; session; session = session->next)
		if (is_missing(s, member, session, source))
			claim_absent(s, member, session, source);
	member->round++;
}

static void take_result(void *self, struct muzzle_inst *inst, uint64_t id,
			enum muzzle_result result, const char *why)
{
	static const enum words_result results[] = {
		[MUZZLE_DONE] = 0,
		[MUZZLE_FAILED] = RESULT_FAILED,
		[MUZZLE_NO_SETUP] = RESULT_SETUP,
		[MUZZLE_TIMEOUT] = RESULT_TIMEOUT,
	};
	bool known = result >= MUZZLE_DONE && result <= MUZZLE_TIMEOUT;

	dispatch_answered(
		self, inst,
		&(struct dispatch_answer){ id, known ? results[result] : RESULT_FAILED, why });
}

static void take_retry_after(void *self, struct muzzle_inst *inst, uint64_t id, int64_t after_ms)
{
	(void)inst;
	dispatch_retry_after(self, id, after_ms);
}

static void take_output(void *self, struct muzzle_inst *inst, uint64_t id, const char *text)
{
	(void)inst;
	dispatch_printed(self, id, text);
}

static void uplink(void *self, struct muzzle_inst *inst, bool up, const char *why)
{
	struct supervise *s = self;
	struct fleet_member *member = fleet_member(s->fleet, inst);

	if (!member || s->stopping)
		return;
	member->line = up ? FLEET_LINE_UP : FLEET_LINE_DOWN;
	intake_uplink(s, &(struct trace_words){ .source = member->section->name,
						.why = unless_empty(why) });
}

/* While a fleet is opened, its plugins ask about their own configuration. */
static const struct conf *conf_in_use(const struct supervise *s)
{
	return s->opening ? s->opening : s->fleet->conf;
}

static const char *gateway_of(void *self, const char *container)
{
	const struct conf_gateway *gateway = conf_find_container(conf_in_use(self), container);

	return gateway ? gateway->name : NULL;
}

static const char *container_at(void *self, size_t i)
{
	const struct conf *conf = conf_in_use(self);

	for (size_t g = 0; g < conf->gateways_count; g++)
		if (conf->gateways[g].container && i-- == 0)
			return conf->gateways[g].container;
	return NULL;
}

/* Before the first fleet stands there is no run_dir but that of its configuration. */
static struct bookmarks *bookmarks_in_use(struct supervise *s)
{
	if (!s->bookmarks)
		s->bookmarks = bookmarks_new(s->run_dir ? s->run_dir : conf_in_use(s)->main.run_dir,
					     &s->log);
	return s->bookmarks;
}

static int remember(void *self, struct muzzle_inst *inst, const char *text)
{
	struct bookmarks *bookmarks = bookmarks_in_use(self);
	int rc = bookmarks ? bookmarks_set(bookmarks, host_section(inst), text) : -ENOMEM;

	if (rc == 0)
		save_bookmarks_soon(self);
	return rc;
}

static const char *recall(void *self, struct muzzle_inst *inst)
{
	struct bookmarks *bookmarks = bookmarks_in_use(self);

	return bookmarks ? bookmarks_get(bookmarks, host_section(inst)) : NULL;
}

static char *ask(void *self, const char *request, bool may_command)
{
	return exporters_ask(self, request, may_command);
}

struct host_sink intake_sink(struct supervise *s)
{
	return (struct host_sink){
		.report = report,
		.round = end_round,
		.result = take_result,
		.retry_after = take_retry_after,
		.output = take_output,
		.uplink = uplink,
		.gateway_of = gateway_of,
		.container_at = container_at,
		.remember = remember,
		.recall = recall,
		.ask = ask,
		.arg = s,
	};
}
