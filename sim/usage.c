/* usage.c - see usage.h.  SPDX-License-Identifier: ISC */
#include "usage.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "jobs.h"
#include "units.h"

#define DAYS_MAX 36500
#define SEEDS_MAX 1000000
#define RANGE_BYTES (2 * UNITS_TEXT_BYTES + 16)

enum option_kind { TEXT = 1, NUMBER, SPAN, FLAG, FORM, SEED };

/* An option: where its value goes.  Numbers and spans are checked against their range. */
struct option {
	const char *name;
	enum option_kind kind;
	size_t offset;
	int64_t min,
		max; /* of a form: its number in min; of a number: its unit, too, is in .unit */
	int64_t unit;
	const char *value, *help;
};

#define AT(field) offsetof(struct usage, field)

static const struct option options[] = {
	{ "--scenarios", TEXT, AT(wish.scenarios), 0, 0, 0, "LIST",
	  "numbers or names, `base` (faults at the study's rates), `swarm` (by seed), all;\n"
	  "                     a+b: both in one world" },
	{ "--traffic", TEXT, AT(wish.traffic), 0, 0, 0, "LIST",
	  "busy medium quiet very-quiet, all" },
	{ "--law", TEXT, AT(wish.laws), 0, 0, 0, "LIST",
	  "of harmless re-initialisations: lognormal wide weibull bimodal pareto updated, all" },
	{ "--bursty", FLAG, AT(common.bursty), 0, 0, 0, "", "traffic comes in bursts" },
	{ "--sessions", NUMBER, AT(common.sessions), 1, SIM_SESSIONS_MAX, 1, "N",
	  "of the gateway (4)" },
	{ "--poll", SPAN, AT(common.poll_ms), 1000, SIM_HOUR_MS, 1, "SPAN",
	  "between two polls (10s)" },
	{ "--days", SPAN, AT(common.length_ms), 1, DAYS_MAX, SIM_DAY_MS, "N",
	  "length of each world (30)" },
	{ "--years", SPAN, AT(common.length_ms), 1, DAYS_MAX / 365, SIM_YEAR_MS, "N",
	  "the same in years" },
	{ "--seed", SEED, AT(seed), 0, INT64_MAX, 1, "N", "of the first world (1)" },
	{ "--seeds", SEED, AT(seeds), 1, SEEDS_MAX, 1, "N", "so many worlds of each kind (1)" },
	{ "--jobs", NUMBER, AT(processes), 1, JOBS_MAX, 1, "N", "processes (1)" },
	{ "-c", TEXT, AT(conf), 0, 0, 0, "FILE",
	  "policy and ladder of its first gateway, instead of the defaults" },
	{ "--json", FORM, AT(form), REPORT_JSON, 0, 0, "", "instead of a table" },
	{ "--csv", FORM, AT(form), REPORT_CSV, 0, 0, "", "instead of a table" },
	{ "--trace", TEXT, AT(trace), 0, 0, 0, "FILE",
	  "write all that passes in one world, for `muzzle replay`" },
	{ "--shrink", SEED, AT(seed), 0, INT64_MAX, 1, "SEED",
	  "the minimal trace of that world's first broken rule or false restart" },
	{ "--list", FLAG, AT(list), 0, 0, 0, "", "the scenarios" },
	{ "--help", FLAG, AT(help), 0, 0, 0, "", "this" },
};

#define OPTIONS (sizeof(options) / sizeof(options[0]))

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

static int complain(char *why, const char *what, const char *about)
{
	snprintf(why, CELLS_WHY_BYTES, "%s %s", what, about);
	return -EINVAL;
}

/* A poll is a duration with its unit; days and years are numbers, their unit is the option's. */
static bool has_unit(const struct option *option)
{
	return option->kind == SPAN && option->unit == 1;
}

/* As it is typed; without an end where the end is that of the numbers; "": anything goes. */
static void format_range(const struct option *option, char range[RANGE_BYTES])
{
	char from[UNITS_TEXT_BYTES], to[UNITS_TEXT_BYTES];

	*range = '\0';
	if (option->kind != NUMBER && option->kind != SPAN && option->kind != SEED)
		return;
	snprintf(from, sizeof(from), "%" PRId64, option->min);
	snprintf(to, sizeof(to), "%" PRId64, option->max);
	if (has_unit(option)) {
		units_format_msec(option->min, from);
		units_format_msec(option->max, to);
	}
	if (option->max == INT64_MAX)
		snprintf(range, RANGE_BYTES, "at least %s", from);
	else
		snprintf(range, RANGE_BYTES, "%s to %s", from, to);
}

static int read_number(const struct option *option, const char *text, int64_t *number)
{
	const char *why;
	int rc = has_unit(option) ? units_parse_msec(text, number, &why)
				  : units_parse_int(text, number, &why);

	if (rc || *number < option->min || *number > option->max)
		return -EINVAL;
	*number *= option->unit;
	return 0;
}

static int set_number(struct usage *usage, const struct option *option, const char *text, char *why)
{
	char *field = (char *)usage + option->offset;
	char range[RANGE_BYTES];
	int64_t number;
	int narrow;

	if (read_number(option, text, &number)) {
		format_range(option, range);
		snprintf(why, CELLS_WHY_BYTES, "%s wants %s, %s, not %.20s", option->name,
			 has_unit(option) ? "a duration with its unit" : "a whole number", range,
			 text);
		return -EINVAL;
	}
	narrow = (int)number;
	if (option->kind == NUMBER)
		memcpy(field, &narrow, sizeof(narrow));
	else
		memcpy(field, &number, sizeof(number));
	return 0;
}

static void set_simple(struct usage *usage, const struct option *option, const char *text)
{
	char *field = (char *)usage + option->offset;
	enum report_form form = (enum report_form)option->min;

	if (option->kind == TEXT)
		memcpy(field, &text, sizeof(text));
	else if (option->kind == FLAG)
		memcpy(field, &(bool){ true }, sizeof(bool));
	else
		memcpy(field, &form, sizeof(form));
}

/* The option before that set the same field: which of the two is meant? */
static const struct option *find_rival(const bool given[OPTIONS], const struct option *option)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (given[i] && &options[i] != option && options[i].offset == option->offset)
			return &options[i];
	return NULL;
}

static int take(struct usage *usage, const struct option *option, const char *text, char *why)
{
	if (*option->value && !text)
		return complain(why, "its value is missing:", option->name);
	usage->shrink = usage->shrink || strcmp(option->name, "--shrink") == 0;
	if (option->kind == NUMBER || option->kind == SPAN || option->kind == SEED)
		return set_number(usage, option, text, why);
	set_simple(usage, option, text);
	return 0;
}

static int take_all(int argc, char **argv, struct usage *usage, char *why)
{
	bool given[OPTIONS] = { false };

	for (int i = 1; i < argc; i++) {
		const struct option *option = find(argv[i]), *rival;

		if (!option)
			return complain(why, "there is no option", argv[i]);
		rival = find_rival(given, option);
		if (rival) {
			snprintf(why, CELLS_WHY_BYTES, "one of %s and %s is enough", rival->name,
				 option->name);
			return -EINVAL;
		}
		if (take(usage, option, argv[i + 1], why))
			return -EINVAL;
		given[option - options] = true;
		i += *option->value != '\0';
	}
	return 0;
}

int usage_parse(int argc, char **argv, struct usage *usage, char why[CELLS_WHY_BYTES])
{
	*usage = (struct usage){
		.wish = { "base", "medium", "lognormal" },
		.common = { .sessions = 4,
			    .poll_ms = 10 * SIM_SECOND_MS,
			    .length_ms = 30 * SIM_DAY_MS },
		.seed = 1,
		.seeds = 1,
		.processes = 1,
		.form = REPORT_TEXT,
	};
	if (take_all(argc, argv, usage, why))
		return -EINVAL;
	if (usage->trace && usage->seeds > 1)
		return complain(why, "--trace", "writes one world: no --seeds");
	if (usage->trace && usage->processes > 1)
		return complain(why, "--trace", "writes one world: no --jobs");
	return 0;
}

void usage_print(FILE *out)
{
	fprintf(out, "usage: muzzle sim [OPTION]...\n"
		     "The shipped engine in worlds whose truth is known, in invented time.\n\n");
	for (size_t i = 0; i < OPTIONS; i++) {
		char range[RANGE_BYTES];

		format_range(&options[i], range);
		fprintf(out, "  %-11s %-5s  %s%s%s\n", options[i].name, options[i].value,
			options[i].help, *range ? "; " : "", range);
	}
	fprintf(out,
		"\ncolumns: lived in session-years; false restarts (of the living, or of what no restart "
		"cures) a\nsession-year, and their 95 %% Poisson limit; loud, die, silent: p50/p99 from "
		"death to the first act\nthat could cure, inf: missed; acts a failure; the longest chain "
		"of acts with gaps below 10 min;\nalerts an incident; part of the time up; session-seconds "
		"a session-year that acts took from the\nhealthy; probes a session and day.\n");
	fprintf(out, "\nexit codes: 0 ok, 1 a rule was broken, 2 usage or configuration\n");
}
