/* letter.c - see letter.h.  SPDX-License-Identifier: ISC */
#include "letter.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define LINE_BYTES 512
#define MORE_BYTES 48  /* "and 18446744073709551615 more", with what it stands in */
#define TAIL_BYTES 256 /* of a digest's text: what a template may say behind the lines */
#define LAST_MS \
	(INT64_C(49) * 3600 * 1000) /* reminders come daily; one may be an hour late, or lost */

static const char *const names[LETTER_VALUES] = {
	[LETTER_TARGET] = "target",     [LETTER_GATEWAY] = "gateway",
	[LETTER_SESSION] = "session",   [LETTER_CONTAINER] = "container",
	[LETTER_STATE] = "state",       [LETTER_WHY] = "why",
	[LETTER_WHAT] = "what",         [LETTER_TITLE] = "title",
	[LETTER_TEXT] = "text",         [LETTER_INCIDENT] = "incident",
	[LETTER_SINCE] = "since",       [LETTER_TIME] = "time",
	[LETTER_HOST] = "host",         [LETTER_ID] = "id",
	[LETTER_PRIORITY] = "priority", [LETTER_TAGS] = "tags",
	[LETTER_SUBJECT] = "subject",   [LETTER_EVENT] = "event",
	[LETTER_ENDS] = "ends",         [LETTER_RECIPIENT] = "recipient",
};

/* ISO 8601 in UTC, by the second; "" for what has no such form. */
static void print_time(char *out, size_t out_bytes, int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) || !strftime(out, out_bytes, "%Y-%m-%dT%H:%M:%SZ", &tm))
		*out = '\0';
}

const char *letter_unknown(const char *template)
{
	struct fill_value list[LETTER_PRIORITY + 2] = { { NULL, NULL } };

	for (size_t i = 0; i <= LETTER_PRIORITY; i++)
		list[i].name = names[i];
	return fill_unknown(template, list);
}

/* s stands behind the brace; longer words are others. */
static bool is_nearly(const char *s, const char *name)
{
	size_t bytes = strlen(name);

	return strncasecmp(s, name, bytes) == 0 && !isalpha((unsigned char)s[bytes]) &&
	       (s[bytes] != '}' || strncmp(s, name, bytes) != 0);
}

const char *letter_misspelt(const char *template)
{
	for (; (template = strchr(template, '{')); template ++)
		for (size_t i = 0; i <= LETTER_PRIORITY; i++)
			if (is_nearly(template + 1, names[i]))
				return template;
	return NULL;
}

static size_t join_line(char *out, size_t out_bytes, const char *line, bool json)
{
	struct fill_value list[] = { { "line", line }, { NULL, NULL } };
	struct fill_form form = { .list = list, .escape = json ? FILL_JSON : 0 };

	if (fill_lines(out, out_bytes, json ? "\"{line}\"" : "{line}", &form))
		return 0;
	return strlen(out);
}

void letter_join(const struct letter *letter, char *out, size_t out_bytes, bool json)
{
	char line[LINE_BYTES];
	size_t used = 0, left = 0, bytes;

	while (letter->lines[left])
		left++;
	for (const char *const *l = letter->lines; *l; l++, left--) {
		clean_text(line, sizeof(line), *l);
		out[used] = json ? ',' : '\n';
		used += l > letter->lines;
		bytes = out_bytes > used + MORE_BYTES
				? join_line(out + used, out_bytes - used - MORE_BYTES, line, json)
				: 0;
		if (!bytes) {
			snprintf(line, sizeof(line), "and %zu more", left);
			used += join_line(out + used, out_bytes - used, line, json);
			break;
		}
		used += bytes;
	}
	out[used] = '\0';
}

/* What the minor versions of the ABI have added to an order. */
static void keep_message(struct letter *letter, const struct muzzle_order *order)
{
	bool knows = order->size >= offsetof(struct muzzle_order, lines) + sizeof(order->lines);

	letter->lines = knows ? order->lines : NULL;
	letter->since_ms = knows ? order->since_wall_ms : 0;
	if (knows && order->message)
		clean_text(letter->id, sizeof(letter->id), order->message);
	else
		snprintf(letter->id, sizeof(letter->id), "act-%" PRIu64 "-%" PRId64, order->id,
			 order->wall_ms);
}

static void print_times(struct letter *letter)
{
	int64_t now_ms = letter->order.wall_ms;
	bool over = strcmp(letter->words->what, "closed") == 0;

	print_time(letter->time, sizeof(letter->time), now_ms);
	print_time(letter->ends, sizeof(letter->ends), over ? now_ms : now_ms + LAST_MS);
	/* a clock that was set back since then would give an end before the beginning */
	if (letter->since_ms > 0 && letter->since_ms <= now_ms)
		print_time(letter->since, sizeof(letter->since), letter->since_ms);
}

static void set_values(struct letter *letter, const struct letter_style *style)
{
	const struct order *o = &letter->order;
	const struct wording *w = letter->words;
	const char *const values[LETTER_VALUES] = {
		[LETTER_TARGET] = o->target,
		[LETTER_GATEWAY] = o->gateway,
		[LETTER_SESSION] = o->session,
		[LETTER_CONTAINER] = o->container,
		[LETTER_STATE] = o->state,
		[LETTER_WHY] = letter->lines ? NULL : o->why, /* a digest's is in its title */
		[LETTER_WHAT] = w->what,
		[LETTER_INCIDENT] = o->number,
		[LETTER_SINCE] = letter->since,
		[LETTER_TIME] = letter->time,
		[LETTER_HOST] = style->hostname,
		[LETTER_ID] = letter->id,
		[LETTER_PRIORITY] = style->priorities[w->urgency],
		[LETTER_TAGS] = w->tags,
		[LETTER_SUBJECT] = w->subject,
		[LETTER_EVENT] = strcmp(w->what, "closed") ? "trigger" : "resolve",
		[LETTER_ENDS] = letter->ends,
		[LETTER_RECIPIENT] = style->recipient,
	};

	for (size_t i = 0; i < LETTER_VALUES; i++)
		letter->values[i] = (struct fill_value){ names[i], values[i] };
}

static void write_title(struct letter *letter, const struct letter_style *style)
{
	struct fill_form form = { .list = letter->values };
	char plain[LETTER_TITLE_BYTES];
	size_t count = 0;

	while (letter->lines && letter->lines[count])
		count++;
	if (letter->lines)
		snprintf(plain, sizeof(plain), "%zu %s%s%s", count, letter->words->title,
			 *letter->order.why ? ": " : "", letter->order.why);
	else
		snprintf(plain, sizeof(plain), "%s %s", letter->order.target, letter->words->title);
	letter->values[LETTER_TITLE].value = plain;
	fill_lines(letter->title, sizeof(letter->title), style->title, &form);
	if (!*letter->title)
		clean_text(letter->title, sizeof(letter->title), plain);
	letter->values[LETTER_TITLE].value = letter->title;
}

static void write_text(struct letter *letter, const struct letter_style *style)
{
	struct fill_form form = { .list = letter->values, .line_end = "\\n", .line_put = "\n" };
	char lines[LETTER_TEXT_BYTES];

	letter->values[LETTER_TEXT].value = letter->words->text;
	if (letter->lines) {
		letter_join(letter, lines, style->text_bytes - TAIL_BYTES, false);
		letter->values[LETTER_TEXT].value = lines;
	}
	fill_lines(letter->text, style->text_bytes + 1, style->text, &form);
	if (!*letter->text)
		clean_text(letter->text, sizeof(letter->text), letter->words->title);
	letter->values[LETTER_TEXT].value = letter->text;
}

void letter_write(struct letter *letter, const struct muzzle_order *order,
		  const struct letter_style *style)
{
	*letter = (struct letter){ .words = wording_find(order) };
	order_keep(&letter->order, order);
	keep_message(letter, order);
	print_times(letter);
	set_values(letter, style);
	write_title(letter, style);
	write_text(letter, style);
}
