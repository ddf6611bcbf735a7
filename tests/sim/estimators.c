/* estimators.c - the report of estimators: patience and true false restarts.  SPDX-License-Identifier: ISC
 *
 * estimators [HISTORIES [SEED]].  Each history is lived through by each estimator in turn: runs are polled,
 * deaths come in between, and what lasts longer than its patience it ends itself and does not see.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "law.h"
#include "lengths.h"
#include "rivals.h"

#define FALSE_A_YEAR 0.5
#define DAY_MS 86400000.0
#define SESSIONS 4
#define STEP_RUNS 128 /* patience is asked anew after so many */
#define RUNS_MAX 25000
#define POINTS 3
#define PUPILS 7
#define HISTORIES_MAX 2000

/* One seen run, and what came before it. */
struct lesson {
	double seen_s;
	double watched_ms;
	int deaths;
	uint8_t bin;
};

/* What happens, and after how many runs learnt it is looked at how the pupils do. */
struct course {
	size_t first, then; /* laws; then: from run .change on */
	int change;
	int points[POINTS];
	double runs_a_day; /* of each session, and of deaths: */
	double deaths_a_year;
};

struct pupil {
	const struct rival *rival; /* NULL: the law itself */
	struct law law;
	double patience_s;
};

/* By point and history. */
struct marks {
	double patience_s[POINTS][HISTORIES_MAX];
	double false_a_year[POINTS][HISTORIES_MAX];
};

struct report {
	int histories;
	uint64_t seed;
	struct lesson lessons[RUNS_MAX];
	struct marks marks[PUPILS];
};

/* A run that no poll meets is only time that passed. */
static void draw_lesson(struct lesson *lesson, const struct course *course,
			const struct lengths *lengths, struct chance *chance)
{
	double length_s, from_s;

	memset(lesson, 0, sizeof(*lesson));
	do {
		lesson->watched_ms += DAY_MS / course->runs_a_day;
		lesson->deaths +=
			chance_hit(chance, course->deaths_a_year / 365 / course->runs_a_day);
		length_s = lengths_draw_s(lengths, chance);
		from_s = LENGTHS_POLL_S * chance_unit(chance);
	} while (length_s <= from_s);
	while (lesson->seen_s < length_s - from_s && lesson->seen_s < 7200)
		lesson->seen_s += LENGTHS_HURRY_S;
	lesson->bin = law_bin((int64_t)(1000 * lesson->seen_s));
}

/* A fifth of them may be cut short. */
static int lessons_of(const struct course *course)
{
	return course->points[POINTS - 1] * 5 / 4;
}

static void draw(struct report *report, const struct course *course, int history)
{
	struct chance chance = chance_of(report->seed, 1, 0, (uint64_t)history);

	for (int run = 0; run < lessons_of(course); run++)
		draw_lesson(&report->lessons[run], course,
			    lengths_at(run < course->change ? course->first : course->then),
			    &chance);
}

/* True if it saw the run's end. */
static bool teach(struct pupil *pupil, const struct lesson *lesson)
{
	int64_t watched_ms = (int64_t)lesson->watched_ms;
	bool ends = lesson->seen_s <= pupil->patience_s;

	for (int i = 0; i < lesson->deaths; i++)
		law_end(&pupil->law, law_bin((int64_t)(1000 * pupil->patience_s)), 0, 1);
	if (ends)
		law_learn(&pupil->law, lesson->bin, watched_ms, 1);
	else
		law_end(&pupil->law, law_bin((int64_t)(1000 * pupil->patience_s)), watched_ms, 1);
	return ends;
}

/* As if the week had passed. */
static double ask(const struct pupil *pupil)
{
	const struct policy_rate rate = { 1, (int64_t)(365 * DAY_MS / FALSE_A_YEAR) };

	if (pupil->rival)
		return (double)rivals_patience_ms(pupil->rival, &pupil->law, FALSE_A_YEAR) / 1000;
	return (double)law_patience_ms(&pupil->law, &rate, LAW_AGE_MIN_MS + 1) / 1000;
}

static double false_a_year(const struct course *course, double patience_s)
{
	return 365 * course->runs_a_day * lengths_beyond(lengths_at(course->then), patience_s);
}

static void live(struct report *report, const struct course *course, int history,
		 struct marks *marks)
{
	struct pupil pupil = { .rival = rivals_at((size_t)(marks - report->marks)),
			       .patience_s = POLICY_PATIENCE_FALLBACK_MS / 1000.0 };
	int week = (int)(7 * SESSIONS * course->runs_a_day);
	const struct lesson *lesson = report->lessons, *end = lesson + lessons_of(course);

	for (int run = 0, point = 0; point < POINTS && lesson < end;) {
		if (!teach(&pupil, lesson++))
			continue;
		run++;
		if (run >= LAW_RUNS_MIN && run >= week && run % STEP_RUNS == 0)
			pupil.patience_s = ask(&pupil);
		if (run != course->points[point])
			continue;

		double patience_s = ask(&pupil);

		marks->patience_s[point][history] = patience_s;
		marks->false_a_year[point++][history] = false_a_year(course, patience_s);
	}
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void print_marks(const struct report *report, struct marks *marks)
{
	const struct rival *rival = rivals_at((size_t)(marks - report->marks));
	size_t all = (size_t)report->histories, last = all - 1;

	printf("  %-21s", rival ? rival->name : "muzzle");
	for (int point = 0; point < POINTS; point++) {
		double *patience_s = marks->patience_s[point], *rate = marks->false_a_year[point];

		qsort(patience_s, all, sizeof(*patience_s), by_size);
		qsort(rate, all, sizeof(*rate), by_size);
		printf(" | %4.0f %4.0f %4.0f %7.2f %7.2f", patience_s[last / 10],
		       patience_s[last / 2], patience_s[last * 9 / 10], rate[last / 2],
		       rate[last * 9 / 10]);
	}
	printf("\n");
}

static void print_head(const struct course *course)
{
	double best_s =
		lengths_best_s(lengths_at(course->then), FALSE_A_YEAR / 365 / course->runs_a_day);

	printf("%s: best is %.0f s\n  %-21s", lengths_at(course->then)->name, best_s, "");
	for (int point = 0; point < POINTS; point++)
		printf(" | %15d %-14s", course->points[point] - course->change,
		       course->change ? "runs later" : "runs");
	printf("\n");
}

/* From this pupil on: the rivals come first, the law itself last. */
static void print_course(struct report *report, const struct course *course, int from)
{
	print_head(course);
	for (int history = 0; history < report->histories; history++) {
		draw(report, course, history);
		for (int pupil = from; pupil < PUPILS; pupil++)
			live(report, course, history, &report->marks[pupil]);
	}
	for (int pupil = from; pupil < PUPILS; pupil++)
		print_marks(report, &report->marks[pupil]);
}

static void print_report(struct report *report)
{
	static const double deaths_a_year[] = { 0, 30, 60, 365 };
	struct course course = { .points = { 512, 2000, 20000 },
				 .runs_a_day = 51,
				 .deaths_a_year = 12 };

	for (size_t at = 0; at < LENGTHS_UPDATED; at++) {
		course.first = course.then = at;
		print_course(report, &course, 0);
	}
	printf("\nAfter 5000 runs a software update makes all runs twice as long.\n");
	print_course(report,
		     &(struct course){ 0, LENGTHS_UPDATED, 5000, { 5100, 5512, 7000 }, 51, 12 }, 0);
	course.first = course.then = 0;
	for (size_t i = 0; i < sizeof(deaths_a_year) / sizeof(deaths_a_year[0]); i++) {
		course.deaths_a_year = deaths_a_year[i];
		printf("\nEach session dies %.0f times a year.\n", deaths_a_year[i]);
		print_course(report, &course, PUPILS - 1);
	}
	printf("\nEach session shows 4 runs a day.\n");
	print_course(report, &(struct course){ 0, 0, 0, { 512, 2000, 5000 }, 4, 12 }, PUPILS - 1);
	printf("\nEach session shows one run a week: too few, the fall-back stays.\n");
	print_course(report, &(struct course){ 0, 0, 0, { 52, 208, 511 }, 1.0 / 7, 12 },
		     PUPILS - 1);
}

int main(int argc, char **argv)
{
	struct report *report = calloc(1, sizeof(*report));

	if (!report)
		return 1;
	report->histories = argc > 1 ? atoi(argv[1]) : 200;
	report->seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	if (report->histories < 1 || report->histories > HISTORIES_MAX) {
		fprintf(stderr, "estimators [HISTORIES, 1 to %d [SEED]]\n", HISTORIES_MAX);
		free(report);
		return 2;
	}
	printf("Estimators of patience: %d histories of each law, seed %llu.  %d sessions of 51 runs a day and\n"
	       "12 deaths a year, polled every 10 s and every 2 s in a run.  At most %.1f false restarts a\n"
	       "session-year are allowed, and best is the patience that would give them.  Columns: patience\n"
	       "in s, p10 p50 p90; what it would give a session-year, p50 p90.\n\n",
	       report->histories, (unsigned long long)report->seed, SESSIONS, FALSE_A_YEAR);
	print_report(report);
	free(report);
	return 0;
}
