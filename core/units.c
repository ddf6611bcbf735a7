/* units.c - see units.h.  SPDX-License-Identifier: ISC */
#include "units.h"

#include <errno.h>
#include <string.h>

#define WORD_MAX 63 /* longer words are nobody's misspelling */

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit msec_units[] = {
	{ "d", INT64_C(86400000) },
	{ "h", 3600000 },
	{ "m", 60000 },
	{ "s", 1000 },
	{ "ms", 1 },
	{ NULL, 0 },
};

static const struct unit byte_units[] = {
	{ "", 1 },         { "B", 1 },          { "k", 1024 },
	{ "K", 1024 },     { "kB", 1024 },      { "M", 1048576 },
	{ "MB", 1048576 }, { "G", 1073741824 }, { "GB", 1073741824 },
	{ NULL, 0 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits at the start of text; returns what follows them, NULL when there are none or too
 * many. */
static const char *parse_digits(const char *text, int64_t *number)
{
	int64_t value = 0;

	if (!is_digit(*text))
		return NULL;
	for (; is_digit(*text); text++) {
		if (value > (INT64_MAX - 9) / 10)
			return NULL;
		value = value * 10 + (*text - '0');
	}
	*number = value;
	return text;
}

int units_parse_int(const char *text, int64_t *number, const char **why)
{
	bool minus = *text == '-';
	int64_t value;
	const char *rest = parse_digits(text + (minus || *text == '+'), &value);

	*why = "a whole number is wanted";
	if (!rest || *rest)
		return -EINVAL;
	*number = minus ? -value : value;
	return 0;
}

/* The unit at the start of text, of which none is the longest: "ms" is no "m". */
static const struct unit *begin_unit(const char *text)
{
	size_t bytes = 0;

	while (text[bytes] >= 'a' && text[bytes] <= 'z')
		bytes++;
	for (const struct unit *unit = msec_units; unit->name; unit++)
		if (strlen(unit->name) == bytes && strncmp(unit->name, text, bytes) == 0)
			return unit;
	return NULL;
}

/* The bare number is the mistake that everybody makes, so it has a message of its own. */
int units_parse_msec(const char *text, int64_t *msec, const char **why)
{
	const struct unit *unit, *next = msec_units;
	int64_t sum = 0, value;

	*why = "a duration is wanted, such as 30s 1h30m 7d";
	do {
		text = parse_digits(text, &value);
		unit = text ? begin_unit(text) : NULL;
		if (text && !*text)
			*why = "a duration needs a unit: ms s m h d, as in 30s";
		if (!unit || unit < next || value > (INT64_MAX - sum) / unit->factor)
			return -EINVAL;
		sum += value * unit->factor;
		next = unit + 1;
		text += strlen(unit->name);
		text += text[0] == ' ' && text[1]; /* "1h 30m" is how we say it ourselves */
	} while (*text);
	*msec = sum;
	return 0;
}

int units_parse_bytes(const char *text, int64_t *bytes, const char **why)
{
	int64_t value;
	const struct unit *unit = byte_units;

	*why = "a size is wanted, such as 512 64k 4M";
	text = parse_digits(text, &value);
	while (text && unit->name && strcmp(unit->name, text) != 0)
		unit++;
	if (!text || !unit->name || value > INT64_MAX / unit->factor)
		return -EINVAL;
	*bytes = value * unit->factor;
	return 0;
}

int units_parse_bool(const char *text, bool *value, const char **why)
{
	static const char *const yes[] = { "yes", "true", "on" };
	static const char *const no[] = { "no", "false", "off" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		bool is_yes = strcmp(text, yes[i]) == 0;

		if (is_yes || strcmp(text, no[i]) == 0) {
			*value = is_yes;
			return 0;
		}
	}
	*why = "yes or no is wanted";
	return -EINVAL;
}

/* A window of nothing would hold no act, and a budget that never counts is none. */
int units_parse_rate(const char *text, int64_t *count, int64_t *window_ms, const char **why)
{
	int64_t acts, window;
	const char *rest = parse_digits(text, &acts);

	*why = "a rate is wanted: how many, a slash, in which time, as in 3/30m";
	if (!rest || *rest != '/')
		return -EINVAL;
	if (units_parse_msec(rest + 1, &window, why) || window == 0)
		return -EINVAL;
	*count = acts;
	*window_ms = window;
	return 0;
}

static bool is_name_byte(char c, bool first)
{
	if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	return c == '_' || c == '-' || (!first && (c == '.' || c == '@' || c == ':'));
}

bool units_is_name(const char *text)
{
	size_t bytes = 0;

	for (; text[bytes]; bytes++)
		if (bytes == UNITS_NAME_MAX || !is_name_byte(text[bytes], bytes == 0))
			return false;
	return bytes > 0;
}

/* Writes the digits of a number that is not negative; returns where they end. */
static char *put_number(char *text, int64_t number)
{
	char digits[UNITS_TEXT_BYTES];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	while (count > 0)
		*text++ = digits[--count];
	return text;
}

/* The largest unit of which msec is a whole number; seconds for nothing at all. */
static const struct unit *find_exact_unit(int64_t msec)
{
	const struct unit *unit = msec_units;

	while (unit->factor > (msec == 0 ? 1000 : 1) && (msec == 0 || msec % unit->factor != 0))
		unit++;
	return unit;
}

void units_format_msec(int64_t msec, char *text)
{
	const struct unit *unit = find_exact_unit(msec);

	if (msec < 0) {
		*text++ = '-';
		msec = msec == INT64_MIN ? INT64_MAX : -msec;
	}
	text = put_number(text, msec / unit->factor);
	memcpy(text, unit->name, strlen(unit->name) + 1);
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return c < least ? c : least;
}

/* One row of the table of distances (Wagner and Fischer): row[j] becomes the distance between the
 * first i + 1 bytes of a and the first j of b; before, it was that of the first i. */
static void next_row(size_t *row, size_t i, char byte, const char *b)
{
	size_t diagonal = row[0];

	row[0] = i + 1;
	for (size_t j = 0; b[j]; j++) {
		size_t above = row[j + 1];

		row[j + 1] = smallest(above + 1, row[j] + 1, diagonal + (byte != b[j]));
		diagonal = above;
	}
}

/* Longer words are answered by "further than limit": nobody mistypes them, and row stays on the
 * stack. */
size_t units_distance(const char *a, const char *b, size_t limit)
{
	size_t row[WORD_MAX + 1] = { 0 };
	size_t bytes_a = strlen(a), bytes_b = strlen(b);

	if (bytes_a > WORD_MAX || bytes_b > WORD_MAX)
		return limit + 1;
	for (size_t j = 0; j <= bytes_b; j++)
		row[j] = j;
	for (size_t i = 0; i < bytes_a; i++)
		next_row(row, i, a[i], b);
	return row[bytes_b] > limit ? limit + 1 : row[bytes_b];
}

/* Two neighbours in the wrong order are one slip of the fingers. */
static bool is_swapped(const char *word, const char *known)
{
	while (*word && *word == *known) {
		word++;
		known++;
	}
	return *word && *known && word[0] == known[1] && word[1] == known[0] &&
	       strcmp(word + 2, known + 2) == 0;
}

bool units_is_near(const char *word, const char *known)
{
	size_t bytes = strlen(known);
	size_t limit = bytes < 3 ? 1 : (bytes + 1) / 3;

	return is_swapped(word, known) || units_distance(word, known, limit) <= limit;
}

bool units_may_mean(const char *word, const char *target)
{
	const char *slash = strchr(target, '/');

	return units_is_near(word, target) || (slash && units_is_near(word, slash + 1));
}
