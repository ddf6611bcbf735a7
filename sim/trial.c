/* trial.c - see trial.h.  SPDX-License-Identifier: ISC */
#include "trial.h"

#include "rules.h"

#define EARS 3

struct hearing {
	const struct trial *trial;
	struct trial_verdict *verdict;
	struct watcher_tap ears[EARS]; /* the rules last: what they judge is written by then */
	size_t count;
	struct rules rules;
	struct tally_watch watch;
};

static void fail(struct hearing *hearing, const struct trial_verdict *verdict)
{
	if (hearing->verdict->rule)
		return;
	*hearing->verdict = *verdict;
	if (hearing->trial->tape)
		hearing->trial->tape->stopped = true;
}

static void hear_header(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct hearing *hearing = ctx;

	for (size_t i = 0; i < hearing->count; i++)
		if (hearing->ears[i].header)
			hearing->ears[i].header(hearing->ears[i].ctx, roster, t_ms);
}

static void hear_evidence(void *ctx, const struct engine_evidence *evidence,
			  const struct trace_words *words)
{
	struct hearing *hearing = ctx;

	for (size_t i = 0; i < hearing->count; i++)
		if (hearing->ears[i].evidence)
			hearing->ears[i].evidence(hearing->ears[i].ctx, evidence, words);
}

static void hear_order(void *ctx, const struct engine_order *order)
{
	struct hearing *hearing = ctx;

	for (size_t i = 0; i < hearing->count; i++)
		if (hearing->ears[i].order)
			hearing->ears[i].order(hearing->ears[i].ctx, order);
	if (hearing->rules.broken)
		fail(hearing, &(struct trial_verdict){ .rule = hearing->rules.broken,
						       .t_ms = hearing->rules.broken_ms });
}

static void hear_end(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct hearing *hearing = ctx;

	for (size_t i = 0; i < hearing->count; i++)
		if (hearing->ears[i].end)
			hearing->ears[i].end(hearing->ears[i].ctx, roster, t_ms);
}

static void witness(void *ctx, const struct sim_fact *fact)
{
	struct hearing *hearing = ctx;

	if (hearing->trial->tally)
		tally_note(&hearing->watch, fact);
	if (hearing->trial->minds_mistakes && fact->kind == SIM_ACTED && fact->false_act)
		fail(hearing, &(struct trial_verdict){ .rule = "no false restart",
						       .t_ms = fact->t_ms,
						       .who = fact->who,
						       .mistake = true });
}

static void add_ear(struct hearing *hearing, struct watcher_tap tap)
{
	hearing->ears[hearing->count++] = tap;
}

static void begin(struct hearing *hearing)
{
	const struct trial *trial = hearing->trial;

	rules_init(&hearing->rules, trial->promised ? trial->promised : trial->config);
	if (trial->tape)
		add_ear(hearing, tape_tap(trial->tape));
	if (trial->scribe)
		add_ear(hearing, scribe_tap(trial->scribe));
	add_ear(hearing, rules_tap(&hearing->rules));
	if (trial->tally)
		tally_begin(&hearing->watch, trial->tally, trial->setup);
}

int trial_run(const struct trial *trial, struct trial_verdict *verdict)
{
	struct hearing hearing = { .trial = trial, .verdict = verdict };
	struct watcher_config config = *trial->config;
	struct sim_decider decider;
	int rc;

	*verdict = (struct trial_verdict){ .rule = NULL };
	begin(&hearing);
	config.tap = (struct watcher_tap){ .ctx = &hearing,
					   .header = hear_header,
					   .evidence = hear_evidence,
					   .order = hear_order,
					   .end = hear_end };
	decider = watcher_decider(&config);
	rc = sim_run(trial->setup, &decider, witness, &hearing);
	if (trial->tally && !rc)
		tally_end(&hearing.watch);
	rules_fini(&hearing.rules);
	return rc;
}
