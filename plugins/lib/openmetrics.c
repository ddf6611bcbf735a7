/* openmetrics.c - see openmetrics.h.  SPDX-License-Identifier: ISC */
#include "openmetrics.h"

#include <string.h>

static const char *const types[] = {
	[OPENMETRICS_GAUGE] = "gauge",
	[OPENMETRICS_COUNTER] = "counter",
	[OPENMETRICS_HISTOGRAM] = "histogram",
};

static void say_meta(struct openmetrics *out, const char *what,
		     const struct openmetrics_family *family, const char *words)
{
	growing_say(&out->text, what);
	growing_say(&out->text, family->name);
	if (family->type == OPENMETRICS_COUNTER && !out->open)
		growing_say(&out->text, "_total");
	growing_say(&out->text, " ");
	growing_say(&out->text, words);
	growing_say(&out->text, "\n");
}

void openmetrics_begin(struct openmetrics *out, const struct openmetrics_family *family)
{
	say_meta(out, "# HELP ", family, family->help);
	say_meta(out, "# TYPE ", family, types[family->type]);
	if (out->open && family->unit)
		say_meta(out, "# UNIT ", family, family->unit);
}

static bool is_special(char c)
{
	return c == '\\' || c == '"' || c == '\n';
}

/* Escapes backslash, quote and newline; by hand, as strcspn() would take most of the time. */
static void say_value(struct growing *text, const char *value)
{
	const char *from = value;

	for (; *value; value++) {
		if (!is_special(*value))
			continue;
		growing_put(text, from, (size_t)(value - from));
		growing_say(text, *value == '\n' ? "\\n" : *value == '"' ? "\\\"" : "\\\\");
		from = value + 1;
	}
	growing_put(text, from, (size_t)(value - from));
}

static void say_labels(struct growing *text, const struct openmetrics_label *label)
{
	const char *before = "{";

	for (; label && label->name; label++) {
		growing_say(text, before);
		growing_say(text, label->name);
		growing_say(text, "=\"");
		say_value(text, label->value);
		growing_say(text, "\"");
		before = ",";
	}
	growing_say(text, *before == ',' ? "} " : " ");
}

static void say_name(struct openmetrics *out, const struct openmetrics_family *family,
		     const struct openmetrics_label *labels)
{
	growing_say(&out->text, family->name);
	if (family->type == OPENMETRICS_COUNTER)
		growing_say(&out->text, "_total");
	say_labels(&out->text, labels);
}

/* Without decimals if there are none. */
static void say_seconds(struct growing *text, int64_t ms)
{
	const char rest[] = { '.', (char)('0' + ms / 100 % 10), (char)('0' + ms / 10 % 10),
			      (char)('0' + ms % 10) };

	growing_number(text, ms / 1000);
	if (ms % 1000)
		growing_put(text, rest, sizeof(rest));
}

static bool is_in_seconds(const struct openmetrics_family *family)
{
	return family->unit && strcmp(family->unit, "seconds") == 0;
}

void openmetrics_sample(struct openmetrics *out, const struct openmetrics_family *family,
			const struct openmetrics_label *labels, int64_t value)
{
	say_name(out, family, labels);
	if (is_in_seconds(family))
		say_seconds(&out->text, value);
	else
		growing_number(&out->text, value);
	growing_say(&out->text, "\n");
}

void openmetrics_bucket(struct openmetrics *out, const struct openmetrics_family *family,
			int64_t bound_ms, int64_t count)
{
	growing_say(&out->text, family->name);
	growing_say(&out->text, "_bucket{le=\"");
	if (bound_ms < 0)
		growing_say(&out->text, "+Inf");
	else
		say_seconds(&out->text, bound_ms);
	/* OpenMetrics wants bounds to look like floating point numbers */
	if (bound_ms >= 0 && bound_ms % 1000 == 0)
		growing_say(&out->text, ".0");
	growing_say(&out->text, "\"} ");
	growing_number(&out->text, count);
	growing_say(&out->text, "\n");
}

void openmetrics_sum(struct openmetrics *out, const struct openmetrics_family *family,
		     int64_t sum_ms, int64_t count)
{
	growing_say(&out->text, family->name);
	growing_say(&out->text, "_sum ");
	say_seconds(&out->text, sum_ms);
	growing_say(&out->text, "\n");
	growing_say(&out->text, family->name);
	growing_say(&out->text, "_count ");
	growing_number(&out->text, count);
	growing_say(&out->text, "\n");
}

void openmetrics_end(struct openmetrics *out)
{
	growing_say(&out->text, "# EOF\n");
}
