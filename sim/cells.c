/* cells.c - see cells.h.  SPDX-License-Identifier: ISC */
#include "cells.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"
#include "swarm.h"

#define LIST_MAX 64

static const char *const traffic_names[SIM_TRAFFICS] = {
	[SIM_BUSY] = "busy",
	[SIM_MEDIUM] = "medium",
	[SIM_QUIET] = "quiet",
	[SIM_VERY_QUIET] = "very-quiet",
};

static const char *const law_names[SIM_LAWS] = {
	[SIM_LOGNORMAL] = "lognormal", [SIM_LOGNORMAL_WIDE] = "wide", [SIM_WEIBULL] = "weibull",
	[SIM_BIMODAL] = "bimodal",     [SIM_PARETO] = "pareto",       [SIM_UPDATED] = "updated",
};

const char *cells_traffic_name(int traffic)
{
	return traffic > 0 && traffic < SIM_TRAFFICS ? traffic_names[traffic] : NULL;
}

const char *cells_law_name(int law)
{
	return law > 0 && law < SIM_LAWS ? law_names[law] : NULL;
}

/* The words of a list with commas, in a copy. */
struct list {
	char *copy; /* owned */
	const char *words[LIST_MAX];
	size_t count;
};

static int split(struct list *list, const char *text)
{
	char *rest, *word;

	list->count = 0;
	list->copy = strdup(text);
	if (!list->copy)
		return -ENOMEM;
	rest = list->copy;
	while (list->count < LIST_MAX && (word = strsep(&rest, ",")))
		list->words[list->count++] = word;
	return rest ? -E2BIG : 0;
}

/* The numbers that a list names; `all` names all below end. */
static int find_numbers(const struct list *list, const char *(*name)(int), int numbers[LIST_MAX])
{
	int count = 0;

	for (size_t i = 0; i < list->count; i++) {
		bool all = strcmp(list->words[i], "all") == 0, found = false;

		for (int n = 1; name(n) && count < LIST_MAX; n++) {
			if (!all && strcmp(list->words[i], name(n)) != 0)
				continue;
			numbers[count++] = n;
			found = true;
		}
		if (!found)
			return -(int)i - 1;
	}
	return count;
}

static int find_scenario(const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (*word && !*end)
		return number >= 1 && number <= SCENARIO_MAX ? (int)number : 0;
	for (int i = 1; i <= SCENARIO_MAX; i++)
		if (strcmp(scenario_get(i)->name, word) == 0)
			return i;
	return 0;
}

static int add_part(struct cells_cell *cell, const char *part)
{
	int number = find_scenario(part);

	if (strcmp(part, "base") == 0)
		cell->base = true;
	else if (strcmp(part, "swarm") == 0)
		cell->swarm = true;
	else if (number)
		cell->scenarios |= UINT32_C(1) << number;
	else
		return -EINVAL;
	return 0;
}

/* What is joined by `+` happens in one world. */
static int read_scenarios(struct cells_cell *cell, const char *word)
{
	char copy[CELLS_NAME_BYTES], *rest = copy, *part;
	int rc = 0;

	*cell = (struct cells_cell){ .scenarios = 0 };
	snprintf(cell->scenario, sizeof(cell->scenario), "%s", word);
	snprintf(copy, sizeof(copy), "%s", word);
	while (!rc && (part = strsep(&rest, "+")))
		rc = add_part(cell, part);
	return rc;
}

/* Numbers that are asked for all stand in the table under their names. */
static void expand_all(struct list *list)
{
	if (list->count != 1 || strcmp(list->words[0], "all") != 0)
		return;
	for (int i = 0; i < SCENARIO_MAX; i++)
		list->words[i] = scenario_get(i + 1)->name;
	list->words[SCENARIO_MAX] = "base";
	list->count = SCENARIO_MAX + 1;
}

/* What was asked for, understood. */
struct plan {
	struct list scenarios, traffic, laws;
	int traffics[LIST_MAX], law_numbers[LIST_MAX];
	int traffic_count, law_count;
	char *why;
};

static int complain(const struct plan *plan, const char *what, const char *word)
{
	snprintf(plan->why, CELLS_WHY_BYTES, "there is no %s `%.30s`", what, word);
	return -EINVAL;
}

/* With what there is. */
static int complain_of_name(const struct plan *plan, const char *what, const char *word,
			    const char *(*name)(int))
{
	size_t bytes;

	complain(plan, what, word);
	for (int n = 1; name(n); n++) {
		bytes = strlen(plan->why);
		snprintf(plan->why + bytes, CELLS_WHY_BYTES - bytes, "%s %s%s",
			 n == 1 ? ", but" : "", name(n), name(n + 1) ? "" : " all");
	}
	return -EINVAL;
}

static void finish_cell(struct cells_cell *cell, int traffic, int law)
{
	cell->traffic = (enum sim_traffic)traffic;
	cell->law = (enum sim_law)law;
	snprintf(cell->label, sizeof(cell->label), "%s %s %s", cell->scenario,
		 traffic_names[traffic], law == SIM_LOGNORMAL ? "" : law_names[law]);
}

static int fill(const struct plan *plan, struct cells_cell *cells)
{
	size_t per_word = (size_t)plan->traffic_count * (size_t)plan->law_count;

	for (size_t i = 0; i < plan->scenarios.count; i++) {
		struct cells_cell *first = &cells[i * per_word];

		if (read_scenarios(first, plan->scenarios.words[i]))
			return complain(plan, "scenario", plan->scenarios.words[i]);
		for (size_t j = per_word; j-- > 0;) {
			first[j] = first[0];
			finish_cell(&first[j], plan->traffics[j / (size_t)plan->law_count],
				    plan->law_numbers[j % (size_t)plan->law_count]);
		}
	}
	return 0;
}

static int understand(struct plan *plan, const struct cells_wish *wish)
{
	const struct {
		struct list *list;
		const char *text;
	} lists[] = { { &plan->scenarios, wish->scenarios },
		      { &plan->traffic, wish->traffic },
		      { &plan->laws, wish->laws } };

	for (size_t i = 0; i < 3; i++) {
		int rc = split(lists[i].list, lists[i].text);

		if (rc)
			return rc == -ENOMEM ? rc
					     : complain(plan, "room for a list like", "a,b,c ...");
	}
	expand_all(&plan->scenarios);
	plan->traffic_count = find_numbers(&plan->traffic, cells_traffic_name, plan->traffics);
	if (plan->traffic_count < 0)
		return complain_of_name(plan, "traffic",
					plan->traffic.words[-plan->traffic_count - 1],
					cells_traffic_name);
	plan->law_count = find_numbers(&plan->laws, cells_law_name, plan->law_numbers);
	if (plan->law_count < 0)
		return complain_of_name(plan, "law", plan->laws.words[-plan->law_count - 1],
					cells_law_name);
	return 0;
}

int cells_make(const struct cells_wish *wish, struct cells_cell **cells, size_t *count,
	       char why[CELLS_WHY_BYTES])
{
	struct plan plan = { .why = why };
	int rc = understand(&plan, wish);

	*cells = NULL;
	if (rc)
		goto out;
	*count = plan.scenarios.count * (size_t)plan.traffic_count * (size_t)plan.law_count;
	if (*count > CELLS_MAX) {
		snprintf(why, CELLS_WHY_BYTES, "more than %d kinds of world", CELLS_MAX);
		rc = -EINVAL;
		goto out;
	}
	*cells = calloc(*count, sizeof(**cells));
	rc = *cells ? fill(&plan, *cells) : -ENOMEM;
out:
	if (rc) {
		free(*cells);
		*cells = NULL;
	}
	free(plan.scenarios.copy);
	free(plan.traffic.copy);
	free(plan.laws.copy);
	return rc;
}

void cells_setup(const struct cells_cell *cell, uint64_t seed, const struct sim_setup *common,
		 struct sim_setup *setup)
{
	*setup = *common;
	setup->seed = seed;
	setup->scenarios = cell->scenarios | (cell->swarm ? swarm_scenarios(seed) : 0);
	setup->base_faults = cell->base;
	setup->traffic = cell->traffic;
	setup->law = cell->law;
}
