/* run.c - see run.h.  SPDX-License-Identifier: ISC */
#include "run.h"

#include <string.h>

#include "agenda.h"
#include "epoch.h"
#include "learn.h"

/* Counted time of the run at at_ms: without what was spent between a fault and the next claim. */
static int64_t counted(const struct target *target, int64_t at_ms)
{
	const struct run *run = &target->epoch.run;

	return epoch_seen_until(target, at_ms) - run->start_ms - run->uncounted_ms;
}

/* The same of a moment that may lie before the last gap; of gaps before that nothing is remembered, so
 * it is never less than what was counted. */
static int64_t counted_then(const struct run *run, int64_t at_ms)
{
	int64_t counted_ms = at_ms - run->start_ms;
	int64_t at_gap_ms = run->gap_until_ms - run->start_ms - run->uncounted_ms;

	if (at_ms >= run->gap_until_ms)
		return counted_ms - run->uncounted_ms;
	return counted_ms < at_gap_ms ? counted_ms : at_gap_ms;
}

/* When the memory is full, the oldest bad stretch is forgotten: that can only delay a conviction. */
static void note_switch(struct run *run, int64_t counted_ms)
{
	if (run->switches == TARGET_SWITCHES_MAX) {
		run->switches -= 2;
		memmove(run->switch_ms, run->switch_ms + 2,
			run->switches * sizeof(run->switch_ms[0]));
	}
	if (counted_ms < 0)
		counted_ms = 0;
	run->switch_ms[run->switches++] =
		counted_ms < UINT32_MAX ? (uint32_t)counted_ms : UINT32_MAX;
}

static void open_run(struct engine *engine, struct target *target, int64_t at_ms)
{
	struct run *run = &target->epoch.run;

	memset(run, 0, sizeof(*run));
	run->open = true;
	run->start_ms = at_ms;
	if (!target->is_gateway)
		target->gateway->open_runs++;
	agenda_touch(engine, &target->gateway->target);
}

void run_end(struct engine *engine, struct target *target)
{
	if (!target->epoch.run.open)
		return;
	memset(&target->epoch.run, 0, sizeof(target->epoch.run));
	if (!target->is_gateway)
		target->gateway->open_runs--;
	agenda_touch(engine, target);
	agenda_touch(engine, &target->gateway->target);
}

/* A run that ended in recovery: the target was up since since_ms. */
static void close_run(struct engine *engine, struct target *target, int64_t since_ms)
{
	learn_keep(engine, target);
	run_end(engine, target);
	target->epoch.good_since_ms = since_ms;
}

static void note_bad(struct engine *engine, struct target *target, int64_t at_ms)
{
	struct epoch *epoch = &target->epoch;
	struct run *run = &epoch->run;

	if (!run->open)
		open_run(engine, target, at_ms);
	if (at_ms > epoch->bad_ms || !run->bad_claims)
		run->bad_claims++;
	epoch->bad_ms = at_ms;
	learn_class(engine, target);
	if (!run->bad) {
		run->bad = true;
		note_switch(run, counted(target, at_ms));
	}
	if (epoch->proof_ms > at_ms)
		close_run(engine, target, epoch->proof_ms);
}

static void note_not_bad(struct target *target, int64_t at_ms)
{
	struct run *run = &target->epoch.run;

	if (!run->open || !run->bad)
		return;
	run->bad = false;
	note_switch(run, counted(target, at_ms));
}

static void note_up(struct target *target, bool was_up, int64_t at_ms)
{
	struct epoch *epoch = &target->epoch;

	if (!was_up)
		epoch->up_since_ms = at_ms;
	if (!was_up && !epoch->run.open)
		epoch->good_since_ms = at_ms;
	epoch->revivable = false;
}

static void note_not_up(struct target *target, bool was_up, int64_t at_ms)
{
	struct epoch *epoch = &target->epoch;

	if (was_up)
		epoch_alive(target, at_ms);
	if (was_up || !epoch->not_up_since_ms)
		epoch->not_up_since_ms = at_ms;
	epoch->up_since_ms = 0;
}

/* Health that only a proof shows ends with its freshness, whether or not anybody looked meanwhile. */
static void end_stale_health(struct target *target, int64_t at_ms)
{
	struct epoch *epoch = &target->epoch;

	if (target->is_gateway || epoch->claim == STATE_UP ||
	    at_ms - epoch->proof_ms < EPOCH_PROOF_FRESH_MS)
		return;
	epoch->well_since_ms = 0;
	epoch->well_spent_ms = 0;
}

/* Time between a fault and this claim does not count: neither as run nor as health. */
static void skip_gap(struct epoch *epoch, int64_t gap_ms, int64_t at_ms)
{
	if (gap_ms <= 0)
		return;
	if (epoch->run.open) {
		epoch->run.tainted = true;
		epoch->run.uncounted_ms += gap_ms;
		epoch->run.gap_until_ms = at_ms;
	}
	if (epoch->well_since_ms)
		epoch->well_since_ms += gap_ms;
}

/* Up before this claim may have held before anybody judged it. */
static void note_held(struct engine *engine, struct target *target, int64_t at_ms)
{
	struct epoch *epoch = &target->epoch;

	if (!epoch_up_held(target, 0, at_ms))
		return;
	epoch->confirmed = true;
	if (epoch_up_held(target, target->human_ms, at_ms))
		target->human = false;
	if (epoch->run.open)
		close_run(engine, target, epoch->up_since_ms);
}

/* What the former claim made of the run until this one. */
static void note_age(struct target *target, int64_t counted_ms)
{
	const struct run *run = &target->epoch.run;

	if (run->open && run->bad)
		learn_age(target, counted_ms - run->clock_ms);
}

static bool is_news(const struct epoch *epoch, enum words_state state, int64_t at_ms)
{
	if (at_ms < epoch->claim_ms)
		return false;
	return at_ms > epoch->claim_ms || state != epoch->claim;
}

bool run_claim(struct engine *engine, struct target *target, const struct run_said *said)
{
	enum words_state state = said->state;
	int64_t at_ms = said->at_ms;
	struct epoch *epoch = &target->epoch;
	bool was_up = epoch->claim == STATE_UP, was_open;

	if (!is_news(epoch, state, at_ms))
		return false;
	note_held(engine, target, at_ms);
	was_open = epoch->run.open;
	skip_gap(epoch, at_ms - epoch_seen_until(target, at_ms), at_ms);
	note_age(target, counted(target, at_ms));
	if (state == STATE_ABSENT && epoch->claim != STATE_ABSENT)
		epoch->absent_since_ms = at_ms;
	end_stale_health(target, at_ms);
	epoch->claim = state;
	epoch->claim_ms = at_ms;
	epoch->claim_source = said->source;
	epoch_see(target, said->source);
	if (was_up != (state == STATE_UP))
		agenda_touch_held(engine, target->gateway);
	if (state == STATE_UP)
		note_up(target, was_up, at_ms);
	else
		note_not_up(target, was_up, at_ms);
	if (epoch_bad(target) && !target->human)
		note_bad(engine, target, at_ms);
	else
		note_not_bad(target, at_ms);
	agenda_touch(engine, target);
	return epoch->run.open && !was_open;
}

bool run_proof(struct engine *engine, struct target *target, int64_t at_ms)
{
	struct epoch *epoch = &target->epoch;
	struct epoch *gateway = &target->gateway->target.epoch;
	struct run *run = &epoch->run;

	if (at_ms <= epoch->proof_ms)
		return false;
	end_stale_health(target, at_ms);
	epoch->proof_ms = at_ms;
	epoch->revivable = false;
	gateway->heard_ms = target_later(gateway->heard_ms, at_ms);
	epoch_alive(target, at_ms);
	agenda_touch(engine, target);
	if (run->open)
		note_age(target, counted_then(run, at_ms));
	if (run->open && at_ms > epoch->bad_ms)
		close_run(engine, target, at_ms);
	else if (run->open)
		run->clock_ms = target_later(run->clock_ms, counted_then(run, at_ms));
	return true;
}

void run_restart(struct target *target, int64_t now_ms)
{
	struct run *run = &target->epoch.run;

	if (!run->open)
		return;
	run->clock_ms = target_later(run->clock_ms, counted(target, now_ms));
	run->tainted = true;
}

int64_t run_patience_ms(const struct target *target)
{
	const struct run *run = &target->epoch.run;

	if (target->policy->patience_ms)
		return target->policy->patience_ms;
	return run->open ? run->patience_ms : POLICY_PATIENCE_FALLBACK_MS;
}

int64_t run_age_ms(const struct target *target, int64_t now_ms)
{
	return target->epoch.run.open ? counted(target, now_ms) - target->epoch.run.clock_ms : 0;
}

int64_t run_bad_ms(const struct target *target, int64_t window_ms, int64_t now_ms)
{
	const struct run *run = &target->epoch.run;
	int64_t end_ms = counted(target, now_ms);
	int64_t from_ms = target_later(run->clock_ms, end_ms - window_ms);
	int64_t bad_ms = 0;

	for (uint32_t i = 0; i < run->switches; i += 2) {
		int64_t since_ms = target_later(run->switch_ms[i], from_ms);
		int64_t until_ms = i + 1 < run->switches ? run->switch_ms[i + 1] : end_ms;

		if (until_ms > since_ms)
			bad_ms += until_ms - since_ms;
	}
	return bad_ms;
}

bool run_convincing(const struct target *target, int64_t window_ms, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	int64_t age_ms = run_age_ms(target, now_ms);

	if (!epoch->run.open || !epoch->run.bad)
		return false;
	if (epoch->run.bad_claims < RUN_CLAIMS_MIN ||
	    now_ms - epoch->bad_ms >= epoch_fresh_ms(target))
		return false;
	if (window_ms > age_ms)
		window_ms = age_ms;
	return 2 * run_bad_ms(target, window_ms, now_ms) >= window_ms;
}

bool run_ripe(const struct target *target, int64_t patience_ms, int64_t now_ms)
{
	return run_age_ms(target, now_ms) >= patience_ms &&
	       run_convincing(target, patience_ms, now_ms);
}

/* Between age and half-bad nothing but time passes: look again each second while the claim is fresh. */
static void wake_when_ripe(struct engine *engine, struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	int64_t left_ms = run_patience_ms(target) - run_age_ms(target, now_ms);

	if (!epoch->run.bad || epoch_seen_until(target, now_ms) < now_ms)
		return;
	if (left_ms > 0)
		agenda_wake(engine, target, now_ms + left_ms);
	else if (!target->incident.convicted_ms && now_ms - epoch->bad_ms < epoch_fresh_ms(target))
		agenda_wake(engine, target, now_ms + 1000);
}

void run_judge(struct engine *engine, struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;

	if (!epoch->run.open)
		return;
	if (epoch_up_held(target, 0, now_ms))
		close_run(engine, target, epoch->up_since_ms);
	else if (epoch->claim == STATE_UP && epoch_seen_until(target, now_ms) == now_ms)
		agenda_wake(engine, target, epoch->up_since_ms + target->policy->settle_ms);
	else
		wake_when_ripe(engine, target, now_ms);
}

bool run_stopped(const struct target *target)
{
	return target->epoch.claim == STATE_OFF && !target->epoch.revivable &&
	       !target->policy->stopped_restart;
}

bool run_up_at(const struct target *target, int64_t at_ms)
{
	const struct epoch *epoch = &target->epoch;
	const struct run *run = &epoch->run;

	if (!run->open || at_ms < run->start_ms)
		return epoch->good_since_ms && epoch->good_since_ms <= at_ms;

	int64_t counted_ms = at_ms - run->start_ms - run->uncounted_ms;
	bool bad = false;

	for (uint32_t i = 0; i < run->switches && run->switch_ms[i] <= counted_ms; i++)
		bad = !bad;
	return !bad;
}
