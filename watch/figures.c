/* figures.c - see figures.h.  SPDX-License-Identifier: ISC */
#include "figures.h"

#include <stdio.h>
#include <string.h>

#include "tell.h"

#define BAR_MIN 3 /* cells; less says nothing */
#define BAR_MAX 20
#define BAR_FRAME 3 /* brackets and the blank behind them */

static const struct {
	int64_t ms, below_ms;
	char name;
} units[] = {
	{ 1000, 120000, 's' },
	{ 60000, 7200000, 'm' },
	{ 3600000, 172800000, 'h' },
	{ 86400000, 0, 'd' },
};

const char *figures_span(int64_t span_ms, char *text)
{
	size_t i = 0;

	if (span_ms < 0)
		span_ms = 0;
	while (units[i].below_ms && span_ms >= units[i].below_ms)
		i++;
	snprintf(text, FIGURES_BYTES, "%lld%c", (long long)(span_ms / units[i].ms), units[i].name);
	return text;
}

/* Appends sign and second to text, if they fit. */
static void join(int columns, char *text, const char *sign, const char *second)
{
	size_t used = strlen(text);

	if (used + strlen(sign) + strlen(second) <= (size_t)columns)
		snprintf(text + used, FIGURES_BYTES - used, "%s%s", sign, second);
}

/* "-" when the row has no such key. */
static void span_of(struct json_object *row, const char *key, char *text)
{
	if (tell_get(row, key))
		figures_span(tell_get_number(row, key), text);
	else
		snprintf(text, FIGURES_BYTES, "-");
}

void figures_state(struct json_object *row, int columns, char *text)
{
	(void)columns;
	snprintf(text, FIGURES_BYTES, "%s", tell_get_text(row, "state"));
}

void figures_since(struct json_object *row, int columns, char *text)
{
	(void)columns;
	span_of(row, "since_ms", text);
}

/* Rounded down: the bar is full only when patience is over. */
static void draw_bar(int64_t run_ms, int64_t patience_ms, int cells, char *text)
{
	int full = run_ms < patience_ms ? (int)(cells * run_ms / patience_ms) : cells;

	*text++ = '[';
	for (int i = 0; i < cells; i++)
		*text++ = i < full ? '#' : '-';
	*text++ = ']';
	*text = '\0';
}

void figures_run(struct json_object *row, int columns, char *text)
{
	char numbers[FIGURES_BYTES], patience[FIGURES_BYTES];
	int cells;

	span_of(row, "run_ms", numbers);
	if (tell_get(row, "run_ms"))
		join(columns, numbers, "/",
		     figures_span(tell_get_number(row, "patience_ms"), patience));
	cells = columns - (int)strlen(numbers) - BAR_FRAME;
	cells = cells > BAR_MAX ? BAR_MAX : cells;
	*text = '\0';
	if (tell_get(row, "run_ms") && cells >= BAR_MIN) {
		draw_bar(tell_get_number(row, "run_ms"), tell_get_number(row, "patience_ms"), cells,
			 text);
		strcat(text, " ");
	}
	strncat(text, numbers, (size_t)columns - strlen(text));
}

void figures_proof(struct json_object *row, int columns, char *text)
{
	char gap[FIGURES_BYTES];
	size_t wide;

	span_of(row, "proof_age_ms", text);
	if (!tell_get(row, "proof_gap_ms"))
		return;
	figures_span(tell_get_number(row, "proof_gap_ms"), gap);
	wide = strlen(text) + strlen(" of ~") + strlen(gap);
	join(columns, text, wide <= (size_t)columns ? " of ~" : "/~", gap);
}

void figures_left(struct json_object *row, int columns, char *text)
{
	long long max = (long long)tell_get_number(row, "acts_max");
	long long left = max - (long long)tell_get_number(row, "acts");

	(void)columns;
	snprintf(text, FIGURES_BYTES, "%lld/%lld", left < 0 ? 0 : left, max);
}

void figures_held(struct json_object *row, int columns, char *text)
{
	const char *held = tell_get_text(row, "held_by");
	char left[FIGURES_BYTES];

	snprintf(text, FIGURES_BYTES, "%s", *held ? held : "-");
	if (*held && tell_get(row, "held_for_ms"))
		join(columns, text, " ", figures_span(tell_get_number(row, "held_for_ms"), left));
}
