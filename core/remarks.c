/* remarks.c - see remarks.h.  SPDX-License-Identifier: ISC */
#include "remarks.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"

#define LINE_BYTES 2048

struct remarks *remarks_new(void)
{
	return calloc(1, sizeof(struct remarks));
}

void remarks_free(struct remarks *remarks)
{
	if (!remarks)
		return;
	for (size_t i = 0; i < remarks->count; i++) {
		free(remarks->list[i].file);
		free(remarks->list[i].text);
	}
	free(remarks);
}

static bool is_known(const struct remarks *remarks, const struct remark *remark)
{
	for (size_t i = 0; i < remarks->count; i++) {
		const struct remark *other = &remarks->list[i];

		if (other->line == remark->line && strcmp(other->text, remark->text) == 0 &&
		    strcmp(other->file, remark->file) == 0)
			return true;
	}
	return false;
}

/* Takes over the remark's strings.  An error counts even if there is no memory to say which. */
static void add(struct remarks *remarks, struct remark *remark)
{
	bool lost = !remark->file || !remark->text;

	if (!lost && is_known(remarks, remark)) {
		free(remark->file);
		free(remark->text);
		return;
	}
	if (!remark->warning)
		remarks->errors++;
	if (lost || remarks->count == REMARKS_MAX) {
		remarks->left++;
		free(remark->file);
		free(remark->text);
		return;
	}
	remark->number = remarks->count;
	remarks->list[remarks->count++] = *remark;
}

static char *format_text(const char *fmt, va_list args)
{
	char text[LINE_BYTES];

	vsnprintf(text, sizeof(text), fmt, args);
	return strdup(text);
}

static struct remark at_place(const struct remark_place *place)
{
	return (struct remark){
		.file = strdup(place && place->file ? place->file : ""),
		.line = place ? place->line : 0,
	};
}

void remarks_error(struct remarks *remarks, const struct remark_place *place, const char *fmt, ...)
{
	struct remark remark = at_place(place);
	va_list args;

	va_start(args, fmt);
	remark.text = format_text(fmt, args);
	va_end(args);
	add(remarks, &remark);
}

void remarks_warning(struct remarks *remarks, const struct remark_place *place, const char *fmt,
		     ...)
{
	struct remark remark = at_place(place);
	va_list args;

	va_start(args, fmt);
	remark.text = format_text(fmt, args);
	va_end(args);
	remark.warning = true;
	add(remarks, &remark);
}

/* qsort is not stable: the number keeps what was said first in front. */
static int compare(const void *left, const void *right)
{
	const struct remark *a = left, *b = right;
	int order = strcmp(a->file, b->file);

	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	return order ? order : (a->number > b->number) - (a->number < b->number);
}

void remarks_sort(struct remarks *remarks)
{
	qsort(remarks->list, remarks->count, sizeof(remarks->list[0]), compare);
}

void remarks_format(const struct remark *remark, char *text, size_t bytes)
{
	const char *word = remark->warning ? "warning: " : "";

	if (*remark->file == '\0')
		snprintf(text, bytes, "%s%s", word, remark->text);
	else if (remark->line == 0)
		snprintf(text, bytes, "%s: %s%s", remark->file, word, remark->text);
	else
		snprintf(text, bytes, "%s:%d: %s%s", remark->file, remark->line, word,
			 remark->text);
}

void remarks_print(const struct remarks *remarks, FILE *out)
{
	char text[2 * LINE_BYTES];

	for (size_t i = 0; i < remarks->count; i++) {
		remarks_format(&remarks->list[i], text, sizeof(text));
		colour_begin(out, remarks->list[i].warning ? COLOUR_DOUBT : COLOUR_BAD);
		fprintf(out, "%s", text);
		colour_end(out);
		fputc('\n', out);
	}
	if (remarks->left > 0)
		fprintf(out, "and %zu more\n", remarks->left);
}
