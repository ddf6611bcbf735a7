/* bench_detection.c - the engine against every rule in use, on the same worlds.  SPDX-License-Identifier: ISC
 *
 * bench_detection [--years N] [--parts zero,law,week,faults,rules] [--jobs N] [--out DIR]
 *
 * Prints the table and the bars, writes both with a CSV file and a picture to DIR.  Exit 1: a bar was
 * missed; 2: usage; 3: it could not be run.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench_bars.h"
#include "bench_cells.h"
#include "bench_jobs.h"
#include "bench_picture.h"
#include "report.h"

#define JOBS_MAX 65536
#define PATH_BYTES 512
#define YEARS_OF_A_VERDICT 20.0

struct options {
	double years;
	uint32_t parts;
	int workers;
	const char *out; /* NULL: nothing is written */
};

struct job {
	int cell, index;
};

struct bench {
	struct options options;
	struct bench_plan plan;
	struct bench_sum *sums; /* owned, one a cell */
	struct job jobs[JOBS_MAX];
	int count;
};

static const struct {
	const char *name;
	const char *title;
} parts[BENCH_PARTS] = {
	[BENCH_ZERO] = { "zero", "Scenarios in which nobody may be restarted needlessly" },
	[BENCH_LAW] = { "law", "Re-initialisations every 28 minutes, by the law of their lengths" },
	[BENCH_WEEK] = { "week", "The first week of it" },
	[BENCH_FAULTS] = { "faults", "Loud, mute and crashed, by traffic" },
	[BENCH_RULES] = { "rules",
			  "All rules on the same worlds, medium traffic, a poll every 10 s" },
};

static bool take_parts(struct options *options, char *list)
{
	char *rest = NULL;

	options->parts = 0;
	for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		uint32_t bit = 0;

		for (int i = 1; i < BENCH_PARTS; i++)
			if (strcmp(word, parts[i].name) == 0)
				bit = UINT32_C(1) << i;
		if (!bit)
			return false;
		options->parts |= bit;
	}
	return options->parts != 0;
}

static bool take_number(double *value, const char *text)
{
	char *end;

	*value = strtod(text, &end);
	return end != text && *end == '\0' && *value > 0 && *value <= 100000;
}

static bool take_option(struct options *options, int option, char *value)
{
	double number;

	switch (option) {
	case 'y':
		return take_number(&options->years, value);
	case 'p':
		return take_parts(options, value);
	case 'j':
		if (!take_number(&number, value))
			return false;
		options->workers = number < 64 ? (int)ceil(number) : 64;
		return true;
	case 'o':
		options->out = value;
		return true;
	default:
		return false;
	}
}

static bool read_options(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
		{ "years", required_argument, NULL, 'y' },
		{ "parts", required_argument, NULL, 'p' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "out", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*options = (struct options){ .years = 100, .parts = UINT32_MAX };
	options->workers = (int)sysconf(_SC_NPROCESSORS_ONLN);
	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		if (!take_option(options, option, optarg))
			return false;
	return optind == argc;
}

static int run_job(void *ctx, int job, void *sums)
{
	const struct bench *bench = ctx;
	const struct job *which = &bench->jobs[job];
	struct bench_sum *sum = sums;

	return bench_cells_run(&bench->plan.cells[which->cell], which->index, &sum[which->cell]);
}

static void merge_jobs(void *ctx, void *into, const void *from)
{
	const struct bench *bench = ctx;
	const struct bench_sum *theirs = from;
	struct bench_sum *ours = into;

	for (int i = 0; i < bench->plan.count; i++)
		bench_cells_merge(&ours[i], &theirs[i]);
}

static void show_progress(void *ctx, int job)
{
	const struct bench *bench = ctx;

	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%d of %d worlds ", job + 1, bench->count);
}

static int run(struct bench *bench)
{
	struct bench_jobs jobs = {
		.ctx = bench,
		.workers = bench->options.workers,
		.run = run_job,
		.merge = merge_jobs,
		.done = show_progress,
	};

	bench_cells_fill(&bench->plan, bench->options.years, bench->options.parts);
	for (int cell = 0; cell < bench->plan.count; cell++)
		for (int i = 0; i < bench->plan.cells[cell].worlds && bench->count < JOBS_MAX; i++)
			bench->jobs[bench->count++] = (struct job){ cell, i };
	bench->sums = calloc((size_t)bench->plan.count, sizeof(*bench->sums));
	if (!bench->sums)
		return -ENOMEM;
	jobs.count = bench->count;
	jobs.sum_bytes = sizeof(*bench->sums) * (size_t)bench->plan.count;
	return bench_jobs_run(&jobs, bench->sums);
}

static struct report_row row_of(const struct bench *bench, int i)
{
	const struct bench_cell *cell = &bench->plan.cells[i];

	return (struct report_row){
		.label = cell->name,
		.scenario = cell->part == BENCH_ZERO ? cell->name : parts[cell->part].name,
		.traffic = bench_traffic_name(cell->setup.traffic),
		.law = bench_law_name(cell->setup.law),
		.decider = cell->part == BENCH_RULES ? cell->name : "muzzle",
		.tally = &bench->sums[i].tally,
	};
}

static void write_csv(const struct bench *bench, FILE *out)
{
	struct report_row rows[BENCH_CELLS_MAX];

	for (int i = 0; i < bench->plan.count; i++)
		rows[i] = row_of(bench, i);
	report_print(REPORT_CSV, rows, (size_t)bench->plan.count, out);
}

/* One row a name: cells that differ in their traffic only are merged into merged. */
static size_t rows_of(const struct bench *bench, enum bench_part part, struct report_row *rows,
		      struct tally *merged)
{
	size_t count = 0;

	for (int i = 0; i < bench->plan.count; i++) {
		if (bench->plan.cells[i].part != part)
			continue;
		if (!count || strcmp(rows[count - 1].label, bench->plan.cells[i].name) != 0) {
			merged[count] = (struct tally){ 0 };
			rows[count] = row_of(bench, i);
			rows[count].tally = &merged[count];
			count++;
		}
		tally_merge(&merged[count - 1], &bench->sums[i].tally);
	}
	return count;
}

/* How many bars were missed; -ENOMEM. */
static int print_text(const struct bench *bench, FILE *out)
{
	struct report_row rows[BENCH_CELLS_MAX];
	struct tally *merged = calloc(BENCH_CELLS_MAX, sizeof(*merged));
	size_t count;

	if (!merged)
		return -ENOMEM;
	for (enum bench_part part = BENCH_PARTS - 1; part > 0; part--) {
		count = rows_of(bench, part, rows, merged);
		if (!count)
			continue;
		fprintf(out, "%s\n", parts[part].title);
		report_print(REPORT_TEXT, rows, count, out);
		fputc('\n', out);
	}
	free(merged);
	fprintf(out, "Bars (wanted)\n");
	if (bench->options.years < YEARS_OF_A_VERDICT)
		fprintf(out,
			"Bars on rates need some 100 session-years: in %g a miss is no verdict.\n",
			bench->options.years);
	return bench_bars_print(out, &bench->plan, bench->sums);
}

static FILE *open_in(const char *dir, const char *name)
{
	char path[PATH_BYTES];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file)
		fprintf(stderr, "bench_detection: %s: %s\n", path, strerror(errno));
	return file;
}

static int write_files(const struct bench *bench)
{
	FILE *text = open_in(bench->options.out, "detection.txt");
	FILE *csv = text ? open_in(bench->options.out, "detection.csv") : NULL;
	FILE *svg = csv ? open_in(bench->options.out, "detection.svg") : NULL;
	int rc = svg ? 0 : -EIO;

	if (svg) {
		print_text(bench, text);
		write_csv(bench, csv);
		if (bench->options.parts & UINT32_C(1) << BENCH_RULES)
			bench_picture_write(svg, &bench->plan, bench->sums);
		fclose(svg);
	}
	if (csv)
		fclose(csv);
	if (text)
		fclose(text);
	return rc;
}

int main(int argc, char **argv)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	int rc = -ENOMEM, missed = 0;

	if (bench && !read_options(&bench->options, argc, argv)) {
		fprintf(stderr, "usage: bench_detection [--years N] [--jobs N] [--out DIR] "
				"[--parts zero,law,week,faults,rules]\n");
		free(bench);
		return 2;
	}
	if (bench)
		rc = run(bench);
	if (!rc)
		missed = print_text(bench, stdout);
	if (!rc && bench->options.out)
		rc = write_files(bench);
	if (rc)
		fprintf(stderr, "bench_detection: %s\n", strerror(-rc));
	if (bench)
		free(bench->sums);
	free(bench);
	return rc ? 3 : missed != 0;
}
