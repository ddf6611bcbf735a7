/* moment.c - see moment.h.  SPDX-License-Identifier: ISC */
#include "moment.h"

#include <string.h>

#include "rfc3339.h"

#define NS_PER_MS 1000000
#define MINUTE_MS INT64_C(60000)
#define QUARTER_MS (15 * MINUTE_MS)
#define ZONE_MAX_MS (15 * 60 * MINUTE_MS) /* zones go from -12 to +14 hours */
#define DIGITS_MAX 15                     /* of a number of milliseconds */
#define SECONDS_DIGITS_MAX 10
#define DATE_AND_TIME_BYTES 19 /* "2026-11-21T22:43:35" */

static const char *const names[MOMENT_FORMS] = {
	[MOMENT_EPOCH] = "",
	[MOMENT_S] = "s",
	[MOMENT_MS] = "ms",
	[MOMENT_ISO] = "iso",
};

enum moment_form moment_form_named(const char *name, size_t bytes)
{
	for (int form = MOMENT_EPOCH; form < MOMENT_FORMS; form++)
		if (strlen(names[form]) == bytes && memcmp(names[form], name, bytes) == 0)
			return (enum moment_form)form;
	return 0;
}

static bool is_digit(const char *s, const char *end)
{
	return s < end && *s >= '0' && *s <= '9';
}

/* Milliseconds of the fraction at *s, 0 without one; finer digits are passed over. */
static int64_t take_fraction(const char **s, const char *end)
{
	const char *at = *s;
	int64_t ms = 0;

	if (at == end || *at != '.' || !is_digit(at + 1, end))
		return 0;
	at++;
	for (int unit = 100; is_digit(at, end); at++, unit /= 10)
		ms += (*at - '0') * unit;
	*s = at;
	return ms;
}

/* Saturates: what is too large is no time of ours. */
static bool take_number(enum moment_form form, const char **s, const char *end, int64_t *wall_ms)
{
	const char *from = *s;
	int64_t number = 0;

	for (; is_digit(*s, end); ++*s)
		if (*s - from < DIGITS_MAX)
			number = number * 10 + (**s - '0');
	if (*s - from > (form == MOMENT_S ? SECONDS_DIGITS_MAX : DIGITS_MAX))
		number = INT64_MAX;
	else if (form == MOMENT_S)
		number = number * 1000 + take_fraction(s, end);
	else if (form == MOMENT_EPOCH && *s - from <= SECONDS_DIGITS_MAX)
		number *= 1000;
	*wall_ms = number;
	return *s > from && number < INT64_MAX;
}

static bool has_zone(const char *text, size_t bytes)
{
	const char *s = text + DATE_AND_TIME_BYTES;
	size_t rest = bytes - DATE_AND_TIME_BYTES;

	return memchr(s, '+', rest) || memchr(s, '-', rest) || strchr("Zz", text[bytes - 1]);
}

static int64_t nearest_quarter(int64_t ms)
{
	return (ms + (ms < 0 ? -QUARTER_MS : QUARTER_MS) / 2) / QUARTER_MS * QUARTER_MS;
}

static bool read_iso(const char *text, int64_t arrived_ms, int64_t *wall_ms)
{
	int64_t unix_ns, zone_ms;
	size_t bytes = rfc3339_read(text, strlen(text), &unix_ns);

	if (bytes == 0 || text[bytes])
		return false;
	*wall_ms = unix_ns / NS_PER_MS;
	if (has_zone(text, bytes))
		return true;
	zone_ms = nearest_quarter(arrived_ms - *wall_ms);
	*wall_ms += zone_ms;
	return zone_ms >= -ZONE_MAX_MS && zone_ms <= ZONE_MAX_MS;
}

size_t moment_bytes(enum moment_form form, const char *s, const char *end)
{
	const char *at = s;
	int64_t time;

	if (form == MOMENT_ISO)
		return rfc3339_read(s, (size_t)(end - s), &time);
	take_number(form, &at, end, &time);
	return (size_t)(at - s);
}

bool moment_read(enum moment_form form, const char *text, int64_t arrived_ms, int64_t *wall_ms)
{
	const char *end = text + strlen(text);

	if (form == MOMENT_ISO)
		return read_iso(text, arrived_ms, wall_ms);
	return take_number(form, &text, end, wall_ms) && text == end;
}
