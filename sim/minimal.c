/* minimal.c - see minimal.h.  SPDX-License-Identifier: ISC */
#include "minimal.h"

#include <errno.h>
#include <stdlib.h>

#include "rules.h"
#include "rules_sight.h"
#include "shrink.h"

#define KEEP_LINES 200000

struct hunt {
	struct trial trial;           /* how each world is run */
	struct trial_verdict verdict; /* the failure that is hunted */
	struct tape tape;
	enum tape_start start;
	bool seen; /* the act, in the play at hand */
	int rc;
};

static int64_t fails_at(void *ctx, const struct sim_setup *setup)
{
	struct hunt *hunt = ctx;
	struct trial trial = hunt->trial;
	struct trial_verdict verdict;

	trial.setup = setup;
	if (trial_run(&trial, &verdict) || verdict.rule != hunt->verdict.rule)
		return -1;
	return verdict.t_ms;
}

/* The same act: at that moment, on that target. */
static void look_for_act(void *ctx, const struct engine_order *order)
{
	struct hunt *hunt = ctx;

	if (order->kind == ORDER_ACT && order->t_ms == hunt->verdict.t_ms &&
	    rules_sight_index(order->target) - 1 == hunt->verdict.who)
		hunt->seen = true;
}

static bool shows_mistake(struct hunt *hunt, const struct tape_cut *cut)
{
	struct watcher_tap tap = { .ctx = hunt, .order = look_for_act };

	hunt->seen = false;
	hunt->rc = tape_play(&hunt->tape, cut, &tap);
	return !hunt->rc && hunt->seen;
}

static bool breaks_rule(struct hunt *hunt, const struct tape_cut *cut)
{
	struct watcher_tap tap;
	struct rules rules;
	bool same;

	rules_init(&rules, hunt->trial.promised ? hunt->trial.promised : hunt->trial.config);
	tap = rules_tap(&rules);
	hunt->rc = tape_play(&hunt->tape, cut, &tap);
	same = !hunt->rc && rules.broken == hunt->verdict.rule &&
	       rules.broken_ms == hunt->verdict.t_ms;
	rules_fini(&rules);
	return same;
}

static bool still_fails(void *ctx, const uint32_t *picks, size_t count)
{
	struct hunt *hunt = ctx;
	struct tape_cut cut = { hunt->start, picks, count };

	return hunt->verdict.mistake ? shows_mistake(hunt, &cut) : breaks_rule(hunt, &cut);
}

static int run_world(struct hunt *hunt, const struct sim_setup *setup, struct tape *tape)
{
	hunt->trial.setup = setup;
	hunt->trial.tape = tape;
	return trial_run(&hunt->trial, &hunt->verdict);
}

/* An engine that knows nothing else explains itself better than one that remembers. */
static int choose_start(struct hunt *hunt, const uint32_t *picks, size_t count)
{
	for (hunt->start = TAPE_BLANK; hunt->start <= TAPE_SNAPSHOT; hunt->start++)
		if (still_fails(hunt, picks, count))
			return 0;
	return hunt->rc ? hunt->rc : -ENODATA;
}

static int shrink_tape(struct hunt *hunt, struct minimal *minimal, FILE *out)
{
	size_t count = tape_count(&hunt->tape);
	uint32_t *picks = malloc(count * sizeof(*picks) + 1);
	struct tape_cut cut = { .picks = picks };
	struct watcher_tap tap;
	struct scribe scribe;
	int rc = -ENOMEM;

	if (!picks)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		picks[i] = (uint32_t)i;
	rc = choose_start(hunt, picks, count);
	if (rc)
		goto out;
	minimal->heard = count;
	minimal->kept = shrink_picks(picks, count, still_fails, hunt);
	cut.start = hunt->start;
	cut.count = minimal->kept;
	scribe_init(&scribe, out);
	tap = scribe_tap(&scribe);
	rc = minimal->kept == SIZE_MAX ? -ENOMEM : tape_play(&hunt->tape, &cut, &tap);
out:
	free(picks);
	return rc;
}

int minimal_find(struct minimal *minimal, FILE *out)
{
	struct hunt hunt = { .trial = { .config = minimal->config,
					.promised = minimal->promised,
					.minds_mistakes = true } };
	int rc = run_world(&hunt, &minimal->setup, NULL);

	if (rc || !hunt.verdict.rule)
		return rc ? rc : -ENOENT;
	shrink_world(&minimal->setup, hunt.verdict.t_ms, fails_at, &hunt);
	tape_init(&hunt.tape, KEEP_LINES);
	rc = run_world(&hunt, &minimal->setup, &hunt.tape);
	if (!rc)
		rc = hunt.tape.rc;
	if (!rc)
		rc = shrink_tape(&hunt, minimal, out);
	minimal->verdict = hunt.verdict;
	tape_fini(&hunt.tape);
	return rc;
}
