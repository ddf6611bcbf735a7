/* dispatch.c - see dispatch.h.  SPDX-License-Identifier: ISC */
#include "dispatch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "deliver.h"
#include "intake.h"
#include "reason.h"
#include "refusal.h"
#include "save.h"
#include "status.h"
#include "text.h"
#include "trace.h"

struct dispatch_order {
	struct dispatch_order *next;
	struct engine_order order;
	char why[TEXT_BYTES];
};

/* --- taking */

/* Acts and messages are what a log is read for; the rest is there for who looks closer. */
static void log_order(struct supervise *s, const struct engine_order *order, const char *why)
{
	const char *name = roster_name(order->target);

	switch (order->kind) {
	case ORDER_ACT:
		log_line(&s->log, MUZZLE_WARN, name, "act id=%llu action=%s rung=%u why=\"%s\"",
			 (unsigned long long)order->id,
			 roster_action(order->target, order->rung - 1), order->rung, why);
		break;
	case ORDER_HELD:
		log_line(&s->log, MUZZLE_INFO, name, "held by=%s why=\"%s\"",
			 words_name(&words_guard, (int)order->by), why);
		break;
	case ORDER_NOTIFY:
		log_line(&s->log, MUZZLE_WARN, name, "notify what=%s incident=%llu why=\"%s\"",
			 words_name(&words_notify, (int)order->what),
			 (unsigned long long)order->incident, why);
		break;
	default:
		log_line(&s->log, MUZZLE_DEBUG, name, "%s",
			 words_name(&words_order, (int)order->kind));
		break;
	}
}

static void queue(struct supervise *s, const struct engine_order *order, const char *why)
{
	struct dispatch_order *taken = calloc(1, sizeof(*taken));

	if (!taken) {
		log_line(&s->log, MUZZLE_ERR, roster_name(order->target), "order lost, no memory");
		return;
	}
	taken->order = *order;
	text_clean(taken->why, sizeof(taken->why), why);
	*(s->first ? s->last : &s->first) = taken;
	s->last = &taken->next;
	loop_timer_start(&s->loop, &s->dispatch, s->now_ms);
}

/* The owner of a hold stands in the notes, as the engine knows of no owners. */
static void explain(const struct supervise *s, const struct engine_order *order,
		    char why[REASON_BYTES])
{
	const struct why_subject subject = { s->roster, s->notes, order->target, order->t_ms };
	bool held = order->kind == ORDER_HELD && order->by == GUARD_HOLD;
	char whose[REFUSAL_WHOSE_BYTES];

	reason_text(order, held ? refusal_whose(&subject, whose) : trace_finder(order, s->saying),
		    why, REASON_BYTES);
}

void dispatch_take(void *ctx, const struct engine_order *order)
{
	struct supervise *s = ctx;
	struct json_object *line;
	char why[REASON_BYTES];

	explain(s, order, why);
	line = trace_order_told(order, why);
	journal_put(s->journal, line);
	json_object_put(line);
	counts_take_order(&s->counts, order);
	log_order(s, order, why);
	deliver_note(s, order->target);
	if (order->kind == ORDER_NOTIFY)
		deliver_owe(s, order, why);
	else if (order->kind != ORDER_HELD)
		queue(s, order, why);
}

/* --- carrying out */

/* Borrows from taken and the roster: good for one call of host_act. */
static struct muzzle_order describe(const struct supervise *s, const struct dispatch_order *taken)
{
	const struct target *target = taken->order.target;
	const struct conf_gateway *gateway =
		conf_find_gateway(s->fleet->conf, roster_gateway_name(target));

	return (struct muzzle_order){
		.size = sizeof(struct muzzle_order),
		.target = roster_name(target),
		.gateway = roster_gateway_name(target),
		.session = roster_session_name(target),
		.container = gateway ? gateway->container : NULL,
		.state = status_state(target),
		.why = taken->why,
		.incident = taken->order.incident,
		.wall_ms = clock_wall_ms(),
	};
}

/* Under whom it acts on, and under whose incident it is. */
static void note_act(struct supervise *s, const struct engine_order *order, const struct target *on)
{
	struct notes_target *notes = notes_of(s->notes, on);

	if (!notes)
		return;
	free(notes->act.output);
	notes->act = (struct notes_act){ .id = order->id,
					 .incident = order->incident,
					 .from_ms = order->t_ms };
	text_clean(notes->act.owner, sizeof(notes->act.owner), roster_name(order->owner));
	text_clean(notes->act.action, sizeof(notes->act.action),
		   roster_action(order->target, order->rung - 1));
}

/* The result may come from inside host_act, so it is due before. */
int dispatch_give(struct supervise *s, const char *action, const struct muzzle_order *order)
{
	struct fleet_member *member = fleet_action(s->fleet, action);
	int rc;

	if (!member || !member->inst)
		return -ENOENT;
	member->due++;
	rc = host_act(member->inst, order);
	if (rc < 0)
		member->due--;
	return rc;
}

static bool take_back_from(struct fleet *fleet, uint64_t id)
{
	for (size_t i = 0; i < fleet->count; i++) {
		struct fleet_member *member = &fleet->members[i];

		if (!member->inst || !host_cancel(member->inst, id))
			continue;
		member->due--;
		return true;
	}
	return false;
}

bool dispatch_take_back(struct supervise *s, uint64_t id)
{
	bool taken = take_back_from(s->fleet, id);

	for (struct fleet *fleet = s->retired; !taken && fleet; fleet = fleet->next)
		taken = take_back_from(fleet, id);
	return taken;
}

/* The engine has waited for its answer long enough, or it would not act again. */
static void give_up(struct supervise *s, const struct target *on)
{
	struct notes_target *notes = notes_of(s->notes, on);
	bool taken;

	if (!notes || !notes->act.id || notes->act.until_ms)
		return;
	taken = dispatch_take_back(s, notes->act.id);
	notes->act.until_ms = clock_boot_ms();
	notes->act.what = RESULT_TIMEOUT;
	text_clean(notes->act.text, sizeof(notes->act.text), "no answer");
	if (taken)
		log_line(&s->log, MUZZLE_WARN, roster_name(on), "act cancelled, no answer id=%llu",
			 (unsigned long long)notes->act.id);
}

/* Two actions at once on one gateway are none of the engine's orders. */
static void give_up_all(struct supervise *s, const struct gateway *gateway)
{
	give_up(s, &gateway->target);
	for (const struct target *session = gateway->sessions; session; session = session->next)
		give_up(s, session);
}

static void act(struct supervise *s, const struct dispatch_order *taken)
{
	const struct engine_order *order = &taken->order;
	struct muzzle_order told = describe(s, taken);
	int rc;

	if (s->stopping)
		return;
	give_up_all(s, order->target->gateway);
	note_act(s, order, order->target);
	if (order->owner != order->target)
		note_act(s, order, order->owner);
	if (save_now(s)) {
		intake_result(s, order->id, RESULT_FAILED, "ledger: cannot be written");
		return;
	}
	told.id = order->id;
	rc = dispatch_give(s, roster_action(order->target, order->rung - 1), &told);
	deliver_acted(s);
	if (rc < 0)
		intake_result(s, order->id, RESULT_FAILED, strerror(-rc));
}

void dispatch_hurry(struct supervise *s, const char *gateway, bool hurry)
{
	for (size_t i = 0; i < s->fleet->count; i++)
		if (fleet_is_source(&s->fleet->members[i], gateway))
			host_hurry(s->fleet->members[i].inst, hurry);
}

/* Every source that can: each knows its own sessions only. */
static void probe(struct supervise *s, const struct target *target)
{
	for (size_t i = 0; roster_session_name(target) && i < s->fleet->count; i++)
		if (fleet_is_source(&s->fleet->members[i], roster_gateway_name(target)))
			host_probe(s->fleet->members[i].inst, roster_session_name(target));
}

static void carry_out(struct supervise *s, const struct dispatch_order *taken)
{
	const struct engine_order *order = &taken->order;

	switch (order->kind) {
	case ORDER_ACT:
		act(s, taken);
		break;
	case ORDER_PROBE:
		probe(s, order->target);
		break;
	default:
		dispatch_hurry(s, roster_gateway_name(order->target), order->kind == ORDER_HURRY);
		break;
	}
}

/* An order may bring others: they queue up behind. */
static struct dispatch_order *take_first(struct supervise *s)
{
	struct dispatch_order *taken = s->first;

	if (taken)
		s->first = taken->next;
	return taken;
}

void dispatch_run(struct supervise *s)
{
	struct dispatch_order *taken;

	while ((taken = take_first(s))) {
		carry_out(s, taken);
		free(taken);
	}
}

void dispatch_drop(struct supervise *s)
{
	struct dispatch_order *taken;

	while ((taken = take_first(s)))
		free(taken);
}

/* --- answers */

/* The next note on the act with that id behind target (NULL: the first), and target with it; NULL: none. */
static struct notes_act *next_note(struct supervise *s, uint64_t id, struct target **target)
{
	*target = *target ? (*target)->next_all : roster_engine(s->roster)->first;
	for (; *target; *target = (*target)->next_all) {
		struct notes_target *on = notes_of(s->notes, *target);

		if (on && on->act.id == id)
			return &on->act;
	}
	return NULL;
}

static void note_answer(struct supervise *s, const struct dispatch_answer *answer)
{
	struct target *target = NULL;
	struct notes_act *act;

	while ((act = next_note(s, answer->id, &target))) {
		act->until_ms = clock_boot_ms();
		act->what = answer->what;
		text_clean(act->text, sizeof(act->text), answer->why);
	}
}

void dispatch_printed(struct supervise *s, uint64_t id, const char *text)
{
	struct target *target = NULL;
	struct notes_act *act;

	while ((act = next_note(s, id, &target))) {
		free(act->output);
		act->output = *text ? strdup(text) : NULL;
	}
}

static struct fleet_member *find_member(const struct supervise *s, const struct muzzle_inst *inst)
{
	struct fleet_member *member = fleet_member(s->fleet, inst);

	for (const struct fleet *fleet = s->retired; !member && fleet; fleet = fleet->next)
		member = fleet_member(fleet, inst);
	return member;
}

void dispatch_answered(struct supervise *s, const struct muzzle_inst *inst,
		       const struct dispatch_answer *answer)
{
	struct fleet_member *member = find_member(s, inst);
	const char *how = answer->what ? words_name(&words_result, (int)answer->what) : "done";

	if (!member)
		return;
	if (member->due)
		member->due--;
	if (s->retired || s->stopping)
		loop_timer_start(&s->loop, &s->reap, s->now_ms);
	log_line(&s->log, answer->what ? MUZZLE_WARN : MUZZLE_INFO, member->section->name,
		 "%s %s id=%llu why=\"%s\"", answer->id & OUTBOX_ATTEMPT ? "message" : "result",
		 how, (unsigned long long)(answer->id & ~OUTBOX_ATTEMPT), answer->why);
	if (answer->id & OUTBOX_ATTEMPT) {
		deliver_answered(s,
				 &(struct postman_answer){ answer->id, answer->what, answer->why });
		return;
	}
	note_answer(s, answer);
	intake_result(s, answer->id, answer->what, answer->why);
}

void dispatch_retry_after(struct supervise *s, uint64_t id, int64_t after_ms)
{
	log_line(&s->log, MUZZLE_INFO, "muzzle", "message id=%llu retry_after_ms=%lld",
		 (unsigned long long)(id & ~OUTBOX_ATTEMPT), (long long)after_ms);
	deliver_retry_after(s, id, after_ms);
}

uint32_t dispatch_owed(const struct supervise *s)
{
	uint32_t owed = fleet_owes(s->fleet);

	for (const struct fleet *fleet = s->retired; fleet; fleet = fleet->next)
		owed += fleet_owes(fleet);
	return owed;
}
