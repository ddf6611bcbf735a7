/* level.c - see level.h.  SPDX-License-Identifier: ISC */
#include "level.h"

#include <stddef.h>
#include <string.h>

#include "epoch.h"
#include "guard.h"
#include "incident.h"
#include "reach.h"

static const struct {
	const char *name, *words;
	enum colour colour;
} levels[LEVELS] = {
	[LEVEL_DEAD] = { "dead", "dead", COLOUR_BAD },
	[LEVEL_PERSON] = { "person", "needs a person", COLOUR_BAD },
	[LEVEL_QUARANTINED] = { "quarantined", "in quarantine", COLOUR_BAD },
	[LEVEL_FAULTING] = { "faulting", "out of sight", COLOUR_BAD },
	[LEVEL_UNKNOWN] = { "unknown", "unknown", COLOUR_DOUBT },
	[LEVEL_DOUBTFUL] = { "doubtful", "in doubt", COLOUR_DOUBT },
	[LEVEL_STOPPED] = { "stopped", "stopped by somebody", COLOUR_DOUBT },
	[LEVEL_HELD] = { "held", "held", COLOUR_DOUBT },
	[LEVEL_WELL] = { "well", "well", COLOUR_GOOD },
};

const char *level_name(enum level level)
{
	return levels[level].name;
}

const char *level_words(enum level level)
{
	return levels[level].words;
}

enum colour level_colour(enum level level)
{
	return levels[level].colour;
}

enum level level_value(const char *name)
{
	for (enum level level = LEVEL_DEAD; level < LEVELS; level++)
		if (strcmp(levels[level].name, name) == 0)
			return level;
	return 0;
}

/* A source that looks, and has had no answer since a fault.  Of one that never had an answer it is
 * not known whether it looks: then it counts while it goes on to report a setup fault. */
static bool faults(const struct target *target, const struct source *source, int64_t now_ms)
{
	return source->fault_from_ms &&
	       (source->claims ||
		(source->setup && now_ms - source->fault_ms < epoch_fresh_ms(target)));
}

/* The source that has had no answer for longest; NULL: all have one. */
static const struct source *faulting(const struct target *target, int64_t now_ms)
{
	const struct source *worst = NULL, *sources = target->gateway->sources;

	for (const struct source *source = sources; source < sources + TARGET_SOURCES_MAX; source++)
		if (faults(target, source, now_ms) &&
		    (!worst || source->fault_from_ms < worst->fault_from_ms))
			worst = source;
	return worst;
}

/* Since the source's last answer in the present epoch, but at the latest since its first fault. */
static int64_t faulting_since(const struct target *target, int64_t now_ms)
{
	const struct source *worst = faulting(target, now_ms);
	int64_t since_ms;

	if (!worst)
		return 0;
	since_ms = target_later(worst->answer_ms, target->gateway->target.epoch.start_ms);
	return since_ms < worst->fault_from_ms ? since_ms : worst->fault_from_ms;
}

/* Since when the session has been out of sight; 0: it is seen.  One failed poll does not count. */
static int64_t unseen_since(const struct target *target, int64_t now_ms)
{
	const struct container *container = &target->gateway->container;
	const struct epoch *epoch = &target->epoch;

	if (container->dead) /* only what came after its death shows life */
		return epoch->proof_ms > container->die_ms ? 0 : container->die_ms;
	if (epoch->proof_ms && now_ms - epoch->proof_ms < EPOCH_PROOF_FRESH_MS)
		return 0;
	return epoch->blind_ms && now_ms - epoch->blind_ms >= epoch_fresh_ms(target)
		       ? epoch->blind_ms
		       : 0;
}

static bool is_stopped(const struct guard_act *asked)
{
	const struct target *target = asked->target;

	return target->gateway->container.stopped || (target->human && target->human_stopped);
}

static bool needs_person(const struct guard_act *asked)
{
	return asked->target->human;
}

static bool is_quarantined(const struct guard_act *asked)
{
	return asked->target->quarantine.on;
}

static bool is_convicted(const struct guard_act *asked)
{
	return asked->target->incident.convicted_ms != 0;
}

static bool is_held(const struct guard_act *asked)
{
	const struct target *target = asked->target;

	return asked->now_ms <
	       target_later(target->hold_until_ms, target->gateway->target.hold_until_ms);
}

/* After an act a target is in doubt until it is known whether the act helped.  An open incident
 * without anything bad is no doubt. */
static bool is_doubtful(const struct guard_act *asked)
{
	const struct target *target = asked->target;
	enum incident_phase phase = target->incident.phase;

	return target->epoch.run.open || epoch_bad(target) || phase == INCIDENT_FLYING ||
	       phase == INCIDENT_VERIFY ||
	       (phase == INCIDENT_OPEN && target->incident.crash_loop) ||
	       target->epoch.claim == STATE_HUMAN; /* which a proof has contradicted */
}

static bool is_container_dead(const struct guard_act *asked)
{
	return asked->target->is_gateway && asked->target->gateway->container.dead;
}

static bool is_faulting(const struct guard_act *asked)
{
	const struct target *target = asked->target;
	const struct source *worst = faulting(target, asked->now_ms);

	return target->is_gateway && worst &&
	       (target->gateway->whole_fault || !worst->answered ||
		asked->now_ms - worst->fault_from_ms >= epoch_fresh_ms(target));
}

/* Its last claim does not count once nobody can look any more, be it good or bad. */
static bool is_out_of_sight(const struct guard_act *asked)
{
	const struct target *target = asked->target;

	return !target->is_gateway && (target->epoch.claim || target->epoch.proof_ms) &&
	       unseen_since(target, asked->now_ms);
}

static bool is_unknown(const struct guard_act *asked)
{
	const struct target *target = asked->target;
	const struct epoch *epoch = &target->epoch;
	int64_t answer_ms = reach_last_answer_ms(target->gateway);

	if (target->is_gateway)
		return !epoch->claim && !epoch->heard_ms &&
		       (answer_ms ? answer_ms < epoch->start_ms
				  : !target->gateway->container.running);
	return (!epoch->claim && !epoch->proof_ms) || epoch->claim == STATE_ABSENT;
}

/* The first that applies. */
static const struct {
	enum level level;
	bool (*is)(const struct guard_act *asked);
} questions[] = {
	{ LEVEL_STOPPED, is_stopped },
	{ LEVEL_PERSON, needs_person },
	{ LEVEL_QUARANTINED, is_quarantined },
	{ LEVEL_DEAD, is_convicted },
	{ LEVEL_HELD, is_held },
	{ LEVEL_DEAD, is_container_dead },
	{ LEVEL_UNKNOWN, is_out_of_sight },
	{ LEVEL_DOUBTFUL, is_doubtful },
	{ LEVEL_FAULTING, is_faulting },
	{ LEVEL_UNKNOWN, is_unknown },
};

enum level level_of(const struct target *target, int64_t now_ms)
{
	const struct guard_act asked = { target, false, now_ms + TARGET_TIME_BASE };

	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (questions[i].is(&asked))
			return questions[i].level;
	return LEVEL_WELL;
}

/* Bad again in the epoch that an act began: it has been in doubt since that act. */
static int64_t doubtful_since(const struct target *target)
{
	const struct incident *incident = &target->incident;

	if (incident->phase == INCIDENT_VERIFY)
		return incident->verify_ms;
	if (target->epoch.run.open)
		return target->epoch.run.start_ms;
	if (epoch_bad(target) || target->epoch.claim == STATE_HUMAN)
		return target->epoch.not_up_since_ms;
	return incident->phase && incident->phase != INCIDENT_MENDED ? incident->opened_ms : 0;
}

/* Since when, by the engine's time; 0: not known. */
static int64_t since(const struct target *target, enum level level, int64_t now_ms)
{
	switch (level) {
	case LEVEL_PERSON:
		return target->human_ms;
	case LEVEL_STOPPED:
		return target->human_stopped ? target->human_ms : 0;
	case LEVEL_DEAD:
		return target->incident.convicted_ms ? target->incident.convicted_ms
						     : target->gateway->container.die_ms;
	case LEVEL_QUARANTINED:
		return incident_quarantined_ms(target);
	case LEVEL_DOUBTFUL:
		return doubtful_since(target);
	case LEVEL_FAULTING:
		return faulting_since(target, now_ms);
	case LEVEL_UNKNOWN:
		return target->is_gateway ? 0 : unseen_since(target, now_ms);
	default:
		return 0;
	}
}

int64_t level_for_ms(const struct target *target, enum level level, int64_t now_ms)
{
	int64_t since_ms = since(target, level, now_ms + TARGET_TIME_BASE);

	return since_ms ? now_ms + TARGET_TIME_BASE - since_ms : -1;
}
