/* rfc3339.c - see rfc3339.h.  SPDX-License-Identifier: ISC */
#include "rfc3339.h"

#include <stdbool.h>

#define SECOND_NS INT64_C(1000000000)
#define YEAR_MIN 1970
#define YEAR_MAX 2261
#define ZONE_HOURS_MAX 23

enum part { YEAR = 0, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };

/* What stands before a part, its digits, and what it may be. */
static const struct {
	const char *before;
	uint8_t digits;
	int16_t min, max;
} parts[PARTS] = {
	[YEAR] = { "", 4, YEAR_MIN, YEAR_MAX },
	[MONTH] = { "-", 2, 1, 12 },
	[DAY] = { "-", 2, 1, 31 },
	[HOUR] = { "Tt ", 2, 0, 23 },
	[MINUTE] = { ":", 2, 0, 59 },
	[SECOND] = { ":", 2, 0, 60 }, /* 60: leap second */
};

struct reader {
	const char *at, *end;
};

static bool is_digit(const struct reader *r)
{
	return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

/* True if one of the bytes stands there; it is passed. */
static bool take_one_of(struct reader *r, const char *bytes)
{
	for (; *bytes && r->at < r->end; bytes++)
		if (*r->at == *bytes) {
			r->at++;
			return true;
		}
	return false;
}

/* A number of exactly so many digits; -1 if there are fewer. */
static int take_digits(struct reader *r, int digits)
{
	int value = 0;

	for (; digits > 0; digits--, r->at++) {
		if (!is_digit(r))
			return -1;
		value = value * 10 + (*r->at - '0');
	}
	return value;
}

static bool take_parts(struct reader *r, int value[PARTS])
{
	for (int i = 0; i < PARTS; i++) {
		if (*parts[i].before && !take_one_of(r, parts[i].before))
			return false;
		value[i] = take_digits(r, parts[i].digits);
		if (value[i] < parts[i].min || value[i] > parts[i].max)
			return false;
	}
	return true;
}

/* A point without digits belongs to what follows. */
static int64_t take_fraction_ns(struct reader *r)
{
	int64_t ns = 0, digit_ns = SECOND_NS / 10;
	const char *point = r->at;

	if (!take_one_of(r, ".,"))
		return 0;
	for (; is_digit(r) && digit_ns > 0; r->at++, digit_ns /= 10)
		ns += (*r->at - '0') * digit_ns;
	if (r->at == point + 1)
		r->at = point;
	return ns;
}

/* Seconds east of Greenwich; what is no zone belongs to what follows. */
static int take_zone_s(struct reader *r)
{
	const char *sign = r->at;
	int hours, minutes;

	if (take_one_of(r, "Zz") || !take_one_of(r, "+-"))
		return 0;
	hours = take_digits(r, 2);
	take_one_of(r, ":");
	minutes = take_digits(r, 2);
	if (hours < 0 || hours > ZONE_HOURS_MAX || minutes < 0 || minutes > 59) {
		r->at = sign;
		return 0;
	}
	return (*sign == '-' ? -60 : 60) * (hours * 60 + minutes);
}

/* Years begin in March here, so that the leap day is the last of one (Gregorian calendar; 719468
 * days lie between the March of year 0 and 1970). */
static int64_t days_since_1970(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int month_from_march = (month + 9) % 12;
	int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;

	return INT64_C(365) * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

size_t rfc3339_read(const char *text, size_t bytes, int64_t *unix_ns)
{
	struct reader r = { text, text + bytes };
	int value[PARTS];
	int64_t fraction_ns, seconds;

	if (!take_parts(&r, value))
		return 0;
	fraction_ns = take_fraction_ns(&r);
	seconds = days_since_1970(value[YEAR], value[MONTH], value[DAY]) * 86400 +
		  value[HOUR] * 3600 + value[MINUTE] * 60 + value[SECOND] - take_zone_s(&r);
	*unix_ns = seconds * SECOND_NS + fraction_ns;
	return (size_t)(r.at - text);
}
