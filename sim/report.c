/* report.c - see report.h.  SPDX-License-Identifier: ISC */
#include "report.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <math.h>
#include <string.h>

#define CELL_BYTES 32

enum field_type { NAME = 1, COUNT, RATE };

/* A column of JSON and CSV.  Names lie in the row, counts in the tally, rates in its figures. */
struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	int decimals;
};

#define ROW(key, field)                                          \
	{                                                        \
		key, NAME, offsetof(struct report_row, field), 0 \
	}
#define SUM(key, field)                                      \
	{                                                    \
		key, COUNT, offsetof(struct tally, field), 0 \
	}
#define FIGURE(key, field, decimals)                                       \
	{                                                                  \
		key, RATE, offsetof(struct tally_figures, field), decimals \
	}
#define KIND(name, kind)                                               \
	FIGURE("detect_" name "_p50_s", found_p50_s[kind], 3),         \
		FIGURE("detect_" name "_p99_s", found_p99_s[kind], 3), \
		FIGURE("missed_" name "_pct", missed_pct[kind], 3)

static const struct field fields[] = {
	ROW("scenario", scenario),
	ROW("traffic", traffic),
	ROW("law", law),
	ROW("decider", decider),
	SUM("worlds", worlds),
	FIGURE("session_years", session_years, 4),
	SUM("restarts", acts),
	SUM("false_restarts", false_acts),
	FIGURE("false_per_session_year", false_per_year, 5),
	FIGURE("false_upper95_per_session_year", false_upper_per_year, 5),
	KIND("loud", TALLY_LOUD),
	KIND("certain", TALLY_CERTAIN),
	KIND("silent", TALLY_SILENT),
	KIND("hung", TALLY_HUNG),
	KIND("human", TALLY_HUMAN),
	SUM("failures", failures),
	FIGURE("restarts_per_failure", acts_per_failure, 4),
	FIGURE("longest_chain", longest_chain, 0),
	SUM("incidents", incidents),
	SUM("alerts", alerts),
	SUM("needless_alerts", needless),
	FIGURE("alerts_per_incident", alerts_per_incident, 4),
	FIGURE("available_pct", available_pct, 6),
	FIGURE("self_down_s_per_session_year", self_down_s, 3),
	FIGURE("probes_per_session_day", probes_per_day, 3),
	FIGURE("blast_session_s_per_restart", blast_s, 3),
	FIGURE("mistake_session_s", mistake_s, 3),
	FIGURE("mtbm_session_days", mtbm_days, 3),
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* A row with what was made of its tally. */
struct sheet {
	const struct report_row *row;
	struct tally_figures figures;
};

/* "" when there is nothing to tell. */
static void write_rate(char cell[CELL_BYTES], double value, int decimals)
{
	if (isnan(value))
		cell[0] = '\0';
	else
		snprintf(cell, CELL_BYTES, "%.*f", decimals, value);
}

static const char *read_name(const struct sheet *sheet, const struct field *field)
{
	const char *name;

	memcpy(&name, (const char *)sheet->row + field->offset, sizeof(name));
	return name ? name : "";
}

static uint64_t read_count(const struct sheet *sheet, const struct field *field)
{
	uint64_t count;

	memcpy(&count, (const char *)sheet->row->tally + field->offset, sizeof(count));
	return count;
}

static double read_rate(const struct sheet *sheet, size_t offset)
{
	double rate;

	memcpy(&rate, (const char *)&sheet->figures + offset, sizeof(rate));
	return rate;
}

static struct json_object *make_rate(double rate, int decimals)
{
	char cell[CELL_BYTES];

	write_rate(cell, rate, decimals);
	if (isfinite(rate))
		return json_object_new_double_s(rate, cell);
	return *cell ? json_object_new_string(cell) : NULL;
}

static struct json_object *make_value(const struct sheet *sheet, const struct field *field)
{
	if (field->type == NAME)
		return json_object_new_string(read_name(sheet, field));
	if (field->type == COUNT)
		return json_object_new_int64((int64_t)read_count(sheet, field));
	return make_rate(read_rate(sheet, field->offset), field->decimals);
}

static void print_json_row(const struct sheet *sheet, FILE *out)
{
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < FIELDS; i++)
		json_object_object_add(object, fields[i].key, make_value(sheet, &fields[i]));
	fputs(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN), out);
	json_object_put(object);
}

static void print_csv_head(FILE *out)
{
	for (size_t i = 0; i < FIELDS; i++)
		fprintf(out, "%s%s", i ? "," : "", fields[i].key);
	fputc('\n', out);
}

static void print_csv_row(const struct sheet *sheet, FILE *out)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const struct field *field = &fields[i];
		char cell[CELL_BYTES] = "";

		if (field->type == RATE)
			write_rate(cell, read_rate(sheet, field->offset), field->decimals);
		else if (field->type == COUNT)
			snprintf(cell, sizeof(cell), "%" PRIu64, read_count(sheet, field));
		fprintf(out, "%s%s", i ? "," : "",
			field->type == NAME ? read_name(sheet, field) : cell);
	}
	fputc('\n', out);
}

enum column_type { NUMBER = 1, PAIR };

/* A column of the text; a pair is p50/p99 of the kind at that place of the arrays. */
struct column {
	const char *head, *unit;
	int width;
	enum column_type type;
	size_t offset;
	int decimals;
};

#define TEXT(field, decimals) NUMBER, offsetof(struct tally_figures, field), decimals
#define FOUND(kind) 10, PAIR, (kind) * sizeof(double), 0

static const struct column columns[] = {
	{ "lived", "s.year", 7, TEXT(session_years, 1) },
	{ "false", "/s.year", 8, TEXT(false_per_year, 2) },
	{ "95 %", "at most", 8, TEXT(false_upper_per_year, 2) },
	{ "loud", "p50/p99", FOUND(TALLY_LOUD) },
	{ "die", "p50/p99", FOUND(TALLY_CERTAIN) },
	{ "silent", "p50/p99", FOUND(TALLY_SILENT) },
	{ "acts", "/fail", 6, TEXT(acts_per_failure, 2) },
	{ "chain", "max", 6, TEXT(longest_chain, 0) },
	{ "alerts", "/inc", 7, TEXT(alerts_per_incident, 2) },
	{ "up", "%", 8, TEXT(available_pct, 3) },
	{ "by us", "s/yr", 7, TEXT(self_down_s, 0) },
	{ "probes", "/day", 7, TEXT(probes_per_day, 1) },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define LABEL 26

/* The two or three digits that matter, with the unit in which they are few. */
static void write_span(char cell[CELL_BYTES], double seconds)
{
	static const struct {
		double below_s, unit_s;
		char name;
	} units[] = { { 120, 1, 's' }, { 7200, 60, 'm' }, { 172800, 3600, 'h' } };
	size_t i = 0;

	while (i < 3 && seconds >= units[i].below_s)
		i++;
	if (isnan(seconds))
		snprintf(cell, CELL_BYTES, "-");
	else if (isinf(seconds))
		snprintf(cell, CELL_BYTES, "inf");
	else
		snprintf(cell, CELL_BYTES, "%.0f%c", seconds / (i < 3 ? units[i].unit_s : 86400),
			 i < 3 ? units[i].name : 'd');
}

static void write_pair(char cell[2 * CELL_BYTES], const struct sheet *sheet, size_t offset)
{
	char half[CELL_BYTES], other[CELL_BYTES];

	write_span(half, read_rate(sheet, offsetof(struct tally_figures, found_p50_s) + offset));
	write_span(other, read_rate(sheet, offsetof(struct tally_figures, found_p99_s) + offset));
	snprintf(cell, 2 * CELL_BYTES, "%s/%s", half, other);
}

static void print_text_head(FILE *out)
{
	fprintf(out, "%-*s", LABEL, "");
	for (size_t i = 0; i < COLUMNS; i++)
		fprintf(out, "%*s", columns[i].width, columns[i].head);
	fprintf(out, "\n%-*s", LABEL, "");
	for (size_t i = 0; i < COLUMNS; i++)
		fprintf(out, "%*s", columns[i].width, columns[i].unit);
	fputc('\n', out);
}

static void print_text_row(const struct sheet *sheet, FILE *out)
{
	fprintf(out, "%-*.*s", LABEL, LABEL, sheet->row->label);
	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *column = &columns[i];
		char cell[2 * CELL_BYTES];

		if (column->type == PAIR)
			write_pair(cell, sheet, column->offset);
		else
			write_rate(cell, read_rate(sheet, column->offset), column->decimals);
		fprintf(out, "%*s", column->width, *cell ? cell : "-");
	}
	fputc('\n', out);
}

static void print_json_head(FILE *out)
{
	fprintf(out, "{\"version\":\"%s\",\"rows\":[", MUZZLE_VERSION);
}

void report_print(enum report_form form, const struct report_row *rows, size_t count, FILE *out)
{
	static const struct {
		void (*head)(FILE *out);
		void (*row)(const struct sheet *sheet, FILE *out);
		const char *between, *end;
	} forms[] = {
		[REPORT_TEXT - 1] = { print_text_head, print_text_row, "", "" },
		[REPORT_JSON - 1] = { print_json_head, print_json_row, ",\n", "]}\n" },
		[REPORT_CSV - 1] = { print_csv_head, print_csv_row, "", "" },
	};

	forms[form - 1].head(out);
	for (size_t i = 0; i < count; i++) {
		struct sheet sheet = { .row = &rows[i] };

		tally_figure(rows[i].tally, &sheet.figures);
		fputs(i ? forms[form - 1].between : "", out);
		forms[form - 1].row(&sheet, out);
	}
	fputs(forms[form - 1].end, out);
}
