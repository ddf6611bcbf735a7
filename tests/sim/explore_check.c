/* explore_check.c - a state seen from all sides: whatever is tried on it is undone.
 * SPDX-License-Identifier: ISC */
#include "explore.h"

#include <string.h>

#include "agenda.h"
#include "epoch.h"

#define SECOND INT64_C(1000)
#define POLL_MS (5 * SECOND + 7) /* in step with no deadline */
#define CURE_POLLS 1000 /* beyond every cooldown, budget and blast radius of the small policy */
#define CURE_EACH 256   /* of so many states one is followed to its cure */

static void save(struct explore *x)
{
	memcpy(x->spare, x->box, x->bytes);
}

static void restore(struct explore *x)
{
	memcpy(x->box, x->spare, x->bytes);
}

static void must(struct explore *x, bool holds, const char *what)
{
	if (holds || x->broken)
		return;
	x->broken = what;
	explore_print_difference(x);
}

static void tick(struct explore *x)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_TICK };

	explore_line(x, &evidence);
}

static void touch_all(struct explore *x)
{
	for (struct target *target = x->box->engine.first; target; target = target->next_all)
		agenda_touch(&x->box->engine, target);
}

/* Nothing is done twice because it is said twice. */
static void check_repetition(struct explore *x, const struct explore_symbol *letter, uint64_t hash)
{
	struct explore_symbol again = *letter;
	unsigned long before = x->ordered;

	again.after_ms = 0;
	again.times = 1;
	explore_tell(x, &again);
	must(x, x->ordered == before, "a repeated line orders nothing");
	must(x, explore_hash(x) == hash, "a repeated line changes nothing");
	restore(x);
}

/* A reset that is repeated forgives what was done since; a result repeated is that of the same act. */
static bool may_repeat(const struct explore *x, const struct explore_symbol *letter)
{
	if (letter->kind == EVIDENCE_RESULT)
		return x->answered == x->box->flown;
	return letter->kind && !(letter->kind == EVIDENCE_COMMAND && letter->what == COMMAND_RESET);
}

/* Judging all again finds nothing that was overlooked. */
static void check_rest(struct explore *x, uint64_t hash)
{
	unsigned long before = x->ordered;

	touch_all(x);
	tick(x);
	must(x, x->ordered == before, "nobody was left unjudged: orders");
	must(x, explore_hash(x) == hash, "nobody was left unjudged: state");
	restore(x);
}

/* Nothing is due before the moment that the engine names. */
static void check_deadline(struct explore *x)
{
	int64_t next_ms = engine_next_ms(&x->box->engine);
	unsigned long before = x->ordered;

	must(x, next_ms > x->box->t_ms, "the next deadline lies ahead");
	if (next_ms - x->box->t_ms < 2)
		return;
	x->box->t_ms = next_ms == TARGET_FOREVER ? x->box->t_ms + 3600 * SECOND : next_ms - 1;
	touch_all(x);
	tick(x);
	must(x, x->ordered == before, "nothing is due before the deadline");
	restore(x);
}

static void forget(struct target *target, int64_t now_ms)
{
	struct epoch *epoch = &target->epoch;
	struct epoch fresh = { .begun = epoch->begun,
			       .confirmed = epoch->confirmed || epoch->proof_ms ||
					    epoch_up_held(target, 0, now_ms) };

	*epoch = fresh;
}

/* What a life taught leaves no trace in the next. */
static void check_epoch(struct explore *x)
{
	static const struct explore_symbol start = { .kind = EVIDENCE_EVENT, .what = EVENT_START };
	int64_t now_ms = x->box->t_ms + TARGET_TIME_BASE;
	uint64_t after;

	explore_tell(x, &start);
	after = explore_hash(x);
	restore(x);
	if (x->box->g.target.epoch.begun)
		forget(&x->box->g.target, now_ms);
	x->box->g.open_runs = 0;
	for (struct target *session = x->box->g.sessions; session; session = session->next)
		if (session->epoch.begun)
			forget(session, now_ms);
	explore_tell(x, &start);
	must(x, explore_hash(x) == after, "a life leaves no trace in the next");
	restore(x);
}

static bool is_given_up(struct explore *x)
{
	const struct target *session = &x->box->sessions[0];
	const struct gateway *gateway = &x->box->g;

	return session->human || gateway->target.human || gateway->container.stopped ||
	       session->quarantine.on || gateway->target.quarantine.on || x->alphabet->observe;
}

static void clear_the_way(struct explore *x)
{
	static const struct explore_symbol line = { .kind = EVIDENCE_SELF, .what = SELF_UPLINK_UP };
	static const struct explore_symbol disk = { .kind = EVIDENCE_SELF, .what = SELF_LEDGER_UP };
	struct explore_symbol release = { .kind = EVIDENCE_COMMAND, .what = COMMAND_RELEASE };

	for (unsigned i = 0; i <= x->alphabet->sessions; i++) {
		release.who = i;
		explore_tell(x, &release);
	}
	explore_tell(x, &line);
	explore_tell(x, &disk);
}

/* a says down; the others say the same, or up. */
static void poll_all(struct explore *x, enum words_state others)
{
	struct explore_symbol claim = {
		.kind = EVIDENCE_CLAIM, .who = EXPLORE_A, .what = STATE_DOWN, .after_ms = POLL_MS
	};

	explore_tell(x, &claim);
	claim.after_ms = 0;
	claim.what = (int)others;
	for (unsigned i = 1; i < x->alphabet->sessions; i++) {
		claim.who = EXPLORE_A + i;
		explore_tell(x, &claim);
	}
}

/* Whoever stays down is acted on, or a person is told, when nothing stands in the way any more. */
static void check_cure(struct explore *x, enum words_state others)
{
	unsigned long acts;
	int polls = 0;

	clear_the_way(x);
	for (acts = x->acts; polls < CURE_POLLS && x->acts == acts && !is_given_up(x); polls++)
		poll_all(x, others);
	must(x, polls < CURE_POLLS, "whoever stays down is acted on");
	restore(x);
}

/* A tick is nothing but time: not while it repeats that a container is unhealthy, nor when it is the
 * first line, nor when observing has yet to say what holds the next act. */
static bool is_calm(struct explore *x)
{
	return x->box->engine.running && !x->box->g.container.unhealthy &&
	       x->box->sessions[0].held_by != GUARD_OBSERVE &&
	       x->box->g.target.held_by != GUARD_OBSERVE;
}

void explore_check_state(struct explore *x, const struct explore_symbol *letter)
{
	uint64_t hash = explore_hash(x), causes = x->causes, guards = x->guards;
	unsigned long acts = x->acts;

	save(x);
	if (may_repeat(x, letter))
		check_repetition(x, letter, hash);
	if (is_calm(x)) {
		check_rest(x, hash);
		check_deadline(x);
	}
	check_epoch(x);
	if (hash % CURE_EACH == 0)
		check_cure(x, hash / CURE_EACH % 2 ? STATE_UP : STATE_DOWN);
	x->acts = acts; /* what was only tried does not count */
	x->causes = causes;
	x->guards = guards;
}
