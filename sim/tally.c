/* tally.c - see tally.h.  SPDX-License-Identifier: ISC
 *
 * An incident is a stretch of trouble of a gateway: it begins when somebody dies and ends when all
 * have been alive for TALLY_CHAIN_MS, so that flapping is one.  A stretch with less than
 * BRIEF_MS of death in it that nobody acted on is none.
 */
#include "tally.h"

#include <math.h>
#include <string.h>

#include "poisson.h"

#define BRIEF_MS SIM_MINUTE_MS
#define GATEWAY 0 /* index into watch->who */

/* Which of the kinds a death is; 0: nobody need find it. */
static const enum tally_kind kind_of[SIM_DEATHS] = {
	[SIM_LOUD] = TALLY_LOUD,     [SIM_ZOMBIE] = TALLY_SILENT, [SIM_HUMAN] = TALLY_HUMAN,
	[SIM_CRASH] = TALLY_CERTAIN, [SIM_HANGS] = TALLY_HUNG,
};

/* These words to a person call him; the others only say how it goes on. */
static const bool is_alert[NOTIFIES] = {
	[NOTIFY_OPENED] = true,
	[NOTIFY_SETUP] = true,
	[NOTIFY_QUARANTINED] = true,
	[NOTIFY_HUMAN] = true,
};

static int index_of(int who)
{
	return who == SIM_GATEWAY ? GATEWAY : who + 1;
}

static int count_dead(const struct tally_watch *watch)
{
	int dead = 0;

	if (watch->who[GATEWAY].death)
		return watch->sessions;
	for (int i = 1; i <= watch->sessions; i++)
		dead += watch->who[i].death != 0;
	return dead;
}

static void account(struct tally_watch *watch, int64_t t_ms)
{
	int dead = count_dead(watch);

	watch->sum->dead_ms += dead * (t_ms - watch->last_ms);
	if (dead)
		watch->trouble_ms += t_ms - watch->last_ms;
	watch->last_ms = t_ms;
}

static void end_trouble(struct tally_watch *watch)
{
	if (watch->troubled && (watch->acted || watch->trouble_ms >= BRIEF_MS))
		watch->sum->incidents++;
	watch->troubled = false;
}

static void begin_trouble(struct tally_watch *watch, int64_t t_ms)
{
	if (watch->well_from_ms >= 0 && t_ms - watch->well_from_ms >= TALLY_CHAIN_MS)
		end_trouble(watch);
	watch->well_from_ms = -1;
	if (watch->troubled)
		return;
	watch->troubled = true;
	watch->acted = false;
	watch->trouble_ms = 0;
}

/* What dies with its gateway is no failure of its own. */
static enum tally_kind kind_here(const struct tally_watch *watch, int index)
{
	enum tally_kind kind = kind_of[watch->who[index].death];
	bool whole = kind == TALLY_CERTAIN || kind == TALLY_HUNG;

	return whole && index != GATEWAY ? 0 : kind;
}

static void count_failure(struct tally_watch *watch, enum tally_kind kind)
{
	if (kind != TALLY_HUMAN)
		watch->sum->failures++;
}

static void find(struct tally_watch *watch, int index, int64_t t_ms)
{
	struct tally_death *one = &watch->who[index];
	enum tally_kind kind = kind_here(watch, index);

	if (!kind || one->found)
		return;
	one->found = true;
	count_failure(watch, kind);
	delays_add(&watch->sum->found[kind], t_ms - one->since_ms);
}

/* This death is over, by whatever. */
static void bury(struct tally_watch *watch, int index, int64_t t_ms)
{
	struct tally_death *one = &watch->who[index];
	enum tally_kind kind = kind_here(watch, index);

	if (kind && !one->found && t_ms - one->since_ms >= TALLY_SPARED_MS) {
		count_failure(watch, kind);
		delays_miss(&watch->sum->found[kind]);
	}
	one->death = 0;
}

static void note_died(struct tally_watch *watch, const struct sim_fact *fact)
{
	int index = index_of(fact->who);
	struct tally_death *one = &watch->who[index];

	if (one->death == fact->death)
		return;
	bury(watch, index, fact->t_ms);
	*one = (struct tally_death){ .death = fact->death, .since_ms = fact->t_ms };
	begin_trouble(watch, fact->t_ms);
}

static void note_lives(struct tally_watch *watch, const struct sim_fact *fact)
{
	bury(watch, index_of(fact->who), fact->t_ms);
	if (watch->well_from_ms < 0 && count_dead(watch) == 0)
		watch->well_from_ms = fact->t_ms;
}

static void lengthen_chain(struct tally_watch *watch, int index, int64_t t_ms)
{
	struct tally_chain *chain = &watch->chains[index];
	struct tally *sum = watch->sum;

	if (!chain->acts || t_ms - chain->last_ms >= TALLY_CHAIN_MS)
		chain->acts = 0;
	chain->acts++;
	chain->last_ms = t_ms;
	if (chain->acts > sum->longest_chain)
		sum->longest_chain = chain->acts;
}

static void note_acted(struct tally_watch *watch, const struct sim_fact *fact)
{
	bool wide = fact->act == SIM_RESTART_GATEWAY;
	int from = wide ? GATEWAY : index_of(fact->who);
	int to = wide ? watch->sessions : from;
	struct tally *sum = watch->sum;

	sum->acts++;
	sum->false_acts += fact->false_act;
	sum->self_down_ms += fact->interrupted * fact->down_ms;
	if (fact->false_act)
		sum->mistaken_ms += fact->interrupted * fact->down_ms;
	watch->acted = true;
	for (int i = from; i <= to; i++) {
		lengthen_chain(watch, i, fact->t_ms);
		if (!fact->false_act && kind_here(watch, i) != TALLY_HUMAN)
			find(watch, i, fact->t_ms);
	}
}

/* A word about a gateway is about all of its sessions. */
static bool is_anybody_dead(const struct tally_watch *watch, int index)
{
	return index == GATEWAY ? count_dead(watch) > 0
				: watch->who[index].death || watch->who[GATEWAY].death;
}

static void note_told(struct tally_watch *watch, const struct sim_fact *fact)
{
	int index = index_of(fact->who);

	if (!is_alert[fact->what])
		return;
	watch->sum->alerts++;
	watch->sum->needless += !is_anybody_dead(watch, index);
	if (kind_here(watch, index) == TALLY_HUMAN)
		find(watch, index, fact->t_ms);
}

static void note_asked(struct tally_watch *watch, const struct sim_fact *fact)
{
	(void)fact;
	watch->sum->probes++;
}

void tally_note(void *ctx, const struct sim_fact *fact)
{
	static void (*const notes[SIM_FACTS])(struct tally_watch *, const struct sim_fact *) = {
		[SIM_DIED] = note_died, [SIM_LIVES] = note_lives, [SIM_ACTED] = note_acted,
		[SIM_TOLD] = note_told, [SIM_ASKED] = note_asked,
	};
	struct tally_watch *watch = ctx;

	account(watch, fact->t_ms);
	notes[fact->kind](watch, fact);
}

void tally_begin(struct tally_watch *watch, struct tally *sum, const struct sim_setup *setup)
{
	*watch = (struct tally_watch){
		.sum = sum,
		.sessions = setup->sessions,
		.end_ms = setup->length_ms,
	};
}

void tally_end(struct tally_watch *watch)
{
	account(watch, watch->end_ms);
	end_trouble(watch);
	for (int i = GATEWAY; i <= watch->sessions; i++)
		bury(watch, i, watch->end_ms);
	watch->sum->worlds++;
	watch->sum->session_ms += watch->sessions * watch->end_ms;
}

void tally_merge(struct tally *into, const struct tally *from)
{
	into->worlds += from->worlds;
	into->session_ms += from->session_ms;
	into->dead_ms += from->dead_ms;
	into->self_down_ms += from->self_down_ms;
	into->mistaken_ms += from->mistaken_ms;
	into->acts += from->acts;
	into->false_acts += from->false_acts;
	into->failures += from->failures;
	into->incidents += from->incidents;
	into->alerts += from->alerts;
	into->needless += from->needless;
	into->probes += from->probes;
	if (from->longest_chain > into->longest_chain)
		into->longest_chain = from->longest_chain;
	for (int i = 1; i < TALLY_KINDS; i++)
		delays_merge(&into->found[i], &from->found[i]);
}

/* NAN for what there was none of. */
static double ratio(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

static void figure_kind(const struct delays *found, int kind, struct tally_figures *figures)
{
	figures->found_p50_s[kind] = delays_quantile_ms(found, .50) / 1e3;
	figures->found_p99_s[kind] = delays_quantile_ms(found, .99) / 1e3;
	figures->missed_pct[kind] =
		100 * ratio((double)found->missed, (double)(found->ended + found->missed));
}

void tally_figure(const struct tally *tally, struct tally_figures *figures)
{
	double years = (double)tally->session_ms / (double)SIM_YEAR_MS;
	double false_acts = (double)tally->false_acts, acts = (double)tally->acts;
	double down_ms = (double)(tally->dead_ms + tally->self_down_ms);

	*figures = (struct tally_figures){
		.session_years = years,
		.false_per_year = ratio(false_acts, years),
		.false_upper_per_year =
			ratio(poisson_upper(tally->false_acts, TALLY_CONFIDENCE), years),
		.acts_per_failure = ratio(acts - false_acts, (double)tally->failures),
		.longest_chain = tally->longest_chain,
		.alerts_per_incident = ratio((double)tally->alerts, (double)tally->incidents),
		.available_pct = 100 * (1 - ratio(down_ms, (double)tally->session_ms)),
		.self_down_s = ratio((double)tally->self_down_ms / 1e3, years),
		.probes_per_day = ratio((double)tally->probes, years * 365),
		.blast_s = ratio((double)tally->self_down_ms / 1e3, acts),
		.mtbm_days = false_acts > 0 ? years * 365 / false_acts : INFINITY,
		.mistake_s = ratio((double)tally->mistaken_ms / 1e3, false_acts),
	};
	for (int i = 1; i < TALLY_KINDS; i++)
		figure_kind(&tally->found[i], i, figures);
}
