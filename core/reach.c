/* reach.c - see reach.h.  SPDX-License-Identifier: ISC */
#include "reach.h"

#include <stddef.h>

#include "agenda.h"
#include "epoch.h"

/* Ends with the first unused record. */
#define EACH_SOURCE(source, gateway)      \
	for (source = (gateway)->sources; \
	     source < (gateway)->sources + TARGET_SOURCES_MAX && source->id; source++)

/* A source that only hears of the gateway (a log that carries a status) never faults; what it said long
 * ago does not speak against those that look and fail. */
static bool speaks_well(const struct gateway *gateway, const struct source *source, int64_t now_ms)
{
	return !source->fault_from_ms && now_ms - source->answer_ms < gateway->conf.unreachable_ms;
}

static bool faults_as_a_whole(const struct gateway *gateway, int64_t now_ms)
{
	const struct source *source;
	bool any = false;

	EACH_SOURCE(source, gateway)
	{
		if (source->claims && speaks_well(gateway, source, now_ms))
			return false;
		any |= source->claims && source->fault_from_ms;
	}
	return any;
}

/* Setup faults are the configuration's, so only the way there counts for the company of another. */
static bool in_company(struct engine *engine, struct gateway *gateway)
{
	bool together = engine->fault_gateway && engine->fault_gateway != gateway &&
			engine->now_ms - engine->fault_gateway_ms < REACH_TOGETHER_MS;

	engine->fault_gateway = gateway;
	engine->fault_gateway_ms = engine->now_ms;
	return together;
}

static void tell_setup(struct engine *engine, struct gateway *gateway, struct source *source)
{
	if (source->setup)
		return;
	source->setup = true;
	agenda_notify(engine, &gateway->target, NOTIFY_SETUP, 0);
}

bool reach_fault(struct engine *engine, struct gateway *gateway, uint32_t id, enum words_fault what)
{
	struct source *source = epoch_source(gateway, id);
	bool whole_before = gateway->whole_fault, first;

	agenda_touch(engine, &gateway->target);
	if (!source || (source->fault_ms == engine->now_ms && source->fault == what))
		return false; /* a repetition is no new fault */
	source->fault_ms = engine->now_ms;
	source->fault = what;
	first = !source->fault_from_ms || !source->claims;
	if (!source->fault_from_ms)
		source->fault_from_ms = engine->now_ms;
	if (what == FAULT_SETUP) {
		source->path_faults = 0;
		source->answer_ms = source->claims ? engine->now_ms : source->answer_ms;
		if (first && source->claims)
			epoch_blind(gateway, source->fault_from_ms);
		tell_setup(engine, gateway, source);
		return false;
	}
	source->claims = true;
	source->path_faults++;
	if (first)
		epoch_blind(gateway, source->fault_from_ms);
	gateway->whole_fault = faults_as_a_whole(gateway, engine->now_ms);
	return gateway->whole_fault && !whole_before && in_company(engine, gateway);
}

/* A setup fault is none of them: as an answer it puts the conviction off, and who goes on to answer so
 * (401, 404) puts it off for ever.  One that was told once and long ago, of a file or of a key, does not
 * speak for a gateway that others cannot reach. */
static uint32_t count_path_faults(const struct gateway *gateway)
{
	const struct source *source;
	uint32_t faults = 0;

	EACH_SOURCE(source, gateway)
	faults += source->path_faults;
	return faults;
}

void reach_answer(struct engine *engine, struct gateway *gateway, uint32_t id, bool looked)
{
	struct source *source = epoch_source(gateway, id);

	if (!source)
		return;
	if (source->fault_from_ms || !source->answered)
		source->answering_since_ms = engine->now_ms;
	/* the first answer may bring the deadline nearer for those that still fault */
	if (source->fault_from_ms || count_path_faults(gateway))
		agenda_touch(engine, &gateway->target);
	source->answered = true;
	source->claims |= looked;
	source->setup = false;
	source->path_faults = 0;
	source->fault_from_ms = 0;
	if (looked)
		source->answer_ms = engine->now_ms;
	if (gateway->whole_fault)
		gateway->whole_fault = faults_as_a_whole(gateway, engine->now_ms);
}

void reach_forget_faults(struct gateway *gateway)
{
	struct source *source;

	EACH_SOURCE(source, gateway)
	source->path_faults = 0;
}

uint32_t reach_setup_faults(const struct gateway *gateway)
{
	const struct source *source;
	uint32_t faults = 0;

	EACH_SOURCE(source, gateway)
	faults += source->setup;
	return faults;
}

int64_t reach_last_answer_ms(const struct gateway *gateway)
{
	const struct source *source;
	int64_t last_ms = 0;

	EACH_SOURCE(source, gateway)
	if (source->claims)
		last_ms = target_later(last_ms, source->answer_ms);
	return last_ms;
}

int64_t reach_last_fault_ms(const struct gateway *gateway)
{
	const struct source *source;
	int64_t last_ms = 0;

	EACH_SOURCE(source, gateway)
	last_ms = target_later(last_ms, source->fault_ms);
	return last_ms;
}

int64_t reach_good_for_ms(const struct gateway *gateway, int64_t since_ms, int64_t now_ms)
{
	const struct source *source;
	int64_t good_ms = -1;

	EACH_SOURCE(source, gateway)
	{
		if (!source->claims || source->fault_from_ms || source->answer_ms <= since_ms)
			continue;
		good_ms = target_later(good_ms,
				       now_ms - target_later(source->answering_since_ms, since_ms));
	}
	return good_ms;
}

/* Since when the gateway is given time to answer; 0: since our own start. */
static int64_t began_ms(const struct engine *engine, const struct gateway *gateway)
{
	int64_t act_ms = target_later(gateway->target.last_act_ms, gateway->flight.from_ms);

	return target_later(target_later(gateway->container.start_ms, act_ms),
			    engine->restarted_ms);
}

int64_t reach_due_ms(const struct engine *engine, const struct gateway *gateway)
{
	int64_t answer_ms = reach_last_answer_ms(gateway);
	int64_t base_ms = began_ms(engine, gateway);
	int64_t limit_ms =
		answer_ms > base_ms ? gateway->conf.unreachable_ms : gateway->conf.start_max_ms;

	if (gateway->container.dead || gateway->container.stopped || !count_path_faults(gateway))
		return 0;
	/* traffic is a success, too, but never makes the wait shorter */
	base_ms = target_later(target_later(base_ms, engine->start_ms),
			       target_later(answer_ms, gateway->target.epoch.heard_ms));
	return base_ms + limit_ms;
}

bool reach_judge(struct engine *engine, struct gateway *gateway, int64_t now_ms)
{
	int64_t due_ms = reach_due_ms(engine, gateway);

	if (now_ms < due_ms)
		agenda_wake(engine, &gateway->target, due_ms);
	if (!due_ms || now_ms < due_ms)
		return false;
	return faults_as_a_whole(gateway, now_ms) && count_path_faults(gateway) >= REACH_FAULTS_MIN;
}
