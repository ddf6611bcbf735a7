/* calendar.c - see calendar.h.  SPDX-License-Identifier: ISC */
#include "calendar.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"

#define DAY_MIN 1440
#define DAY_S 86400
#define WEEK_DAYS 7
#define ALL_DAYS 0x7f
#define END_DAYS 8      /* who is inside for so long never leaves */
#define NEXT_DAYS 16    /* a weekly window may fall into a missing hour, once */
#define SKIPPED_MIN 180 /* no change of the clock leaves out more of a day */

/* --- reading */

/* NULL: there is none. */
static const char *scan_day(const char *text, int *day)
{
	static const char names[] = "sunmontuewedthufrisat";

	for (*day = 0; *day < WEEK_DAYS; ++*day)
		if (strncasecmp(text, names + 3 * *day, 3) == 0 && !isalpha((unsigned char)text[3]))
			return text + 3;
	return NULL;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* Sat-Mon is three days. */
static const char *scan_days(const char *text, uint8_t *days)
{
	int first, last;

	text = scan_day(text, &first);
	last = first;
	if (text && *text == '-')
		text = scan_day(text + 1, &last);
	for (int day = first; text; day = (day + 1) % WEEK_DAYS) {
		*days |= (uint8_t)(1u << day);
		if (day == last)
			break;
	}
	return text;
}

/* Mon,Wed-Fri; where none is named all are meant. */
static const char *scan_day_list(const char *text, uint8_t *days)
{
	*days = 0;
	if (!isalpha((unsigned char)*text))
		*days = ALL_DAYS;
	while (text && isalpha((unsigned char)*text)) {
		text = scan_days(text, days);
		if (text && *text == ',')
			text = skip_blanks(text + 1);
		else
			break;
	}
	return text;
}

/* 7:30 or 07:30, to 24:00; NULL: something else. */
static const char *scan_time(const char *text, uint16_t *minute)
{
	unsigned hours, minutes;
	int used = 0;

	if (!isdigit((unsigned char)*text) ||
	    sscanf(text, "%2u:%2u%n", &hours, &minutes, &used) != 2 ||
	    !isdigit((unsigned char)text[used - 2]) || minutes > 59 ||
	    hours * 60 + minutes > DAY_MIN)
		return NULL;
	*minute = (uint16_t)(hours * 60 + minutes);
	return text + used;
}

/* What stands behind it is a comma or nothing; NULL with *wanted. */
static const char *scan_window(const char *text, struct calendar_window *window,
			       const char **wanted)
{
	*wanted = "a day is one of Sun Mon Tue Wed Thu Fri Sat";
	text = scan_day_list(skip_blanks(text), &window->days);
	if (!text)
		return NULL;
	*wanted =
		"a window is written 02:00-04:00 or Sun 02:00-04:00, times go from 00:00 to 24:00";
	text = scan_time(skip_blanks(text), &window->start_min);
	if (!text || *text != '-' || window->start_min == DAY_MIN)
		return NULL;
	text = scan_time(text + 1, &window->end_min);
	if (!text)
		return NULL;
	*wanted = "a comma is wanted between two windows, and nothing behind the last one";
	text = skip_blanks(text);
	return *text == ',' || *text == '\0' ? text : NULL;
}

static int refuse(const char *at, const char *wanted, char *why, size_t why_bytes)
{
	at = skip_blanks(at);
	if (*at)
		snprintf(why, why_bytes, "at `%.40s`: %s", at, wanted);
	else
		snprintf(why, why_bytes, "%s", wanted);
	return -EINVAL;
}

int calendar_parse(struct calendar *calendar, const char *text, char *why, size_t why_bytes)
{
	struct calendar read = { .windows = 0 };
	const char *wanted;

	for (;;) {
		const char *at = text;

		text = scan_window(at, &read.window[read.windows++], &wanted);
		if (!text)
			return refuse(at, wanted, why, why_bytes);
		if (*text++ == '\0')
			break;
		if (read.windows == CALENDAR_WINDOWS_MAX)
			return refuse(text, "there are more than 8 windows", why, why_bytes);
	}
	*calendar = read;
	return 0;
}

/* --- asking */

static struct tm local(int64_t at_s)
{
	time_t at = (time_t)at_s;
	struct tm tm = { .tm_mday = 1 };

	localtime_r(&at, &tm);
	return tm;
}

static bool begins_on(const struct calendar_window *window, int day)
{
	return window->days >> (day % WEEK_DAYS) & 1;
}

static bool window_covers(const struct calendar_window *window, int day, int minute)
{
	bool begun = begins_on(window, day) && minute >= window->start_min;
	bool left = minute < window->end_min;

	if (window->end_min > window->start_min)
		return begun && left;
	return begun || (begins_on(window, day + WEEK_DAYS - 1) && left);
}

/* How many of its windows. */
static int cover(const struct calendar *calendar, int day, int minute)
{
	int covering = 0;

	for (size_t i = 0; i < calendar->windows; i++)
		covering += window_covers(&calendar->window[i], day, minute);
	return covering;
}

/* From that second of a day to the next at which a window begins or ends, or to midnight. */
static int to_edge(const struct calendar *calendar, int second)
{
	int least = DAY_S;

	for (size_t i = 0; i < 2 * calendar->windows; i++) {
		const struct calendar_window *window = &calendar->window[i / 2];
		int edge = 60 * (i % 2 ? window->end_min : window->start_min);

		if (edge > second && edge < least)
			least = edge;
	}
	return least > second ? least - second : 1;
}

/* The first second after from_s at which the clock goes by another offset, as it does at to_s. */
static int64_t find_change(int64_t from_s, int64_t to_s)
{
	long offset = local(from_s).tm_gmtoff;

	while (to_s - from_s > 1) {
		int64_t mid_s = from_s + (to_s - from_s) / 2;

		if (local(mid_s).tm_gmtoff == offset)
			from_s = mid_s;
		else
			to_s = mid_s;
	}
	return to_s;
}

/* Whether it is inside, and until when nothing can change that. */
static bool look(const struct calendar *calendar, int64_t at_s, int64_t *end_s)
{
	struct tm here = local(at_s);
	int second = (here.tm_hour * 60 + here.tm_min) * 60 + here.tm_sec;

	*end_s = at_s + to_edge(calendar, second);
	if (local(*end_s).tm_gmtoff != here.tm_gmtoff)
		*end_s = find_change(at_s, *end_s);
	return cover(calendar, here.tm_wday, second / 60) > 0;
}

/* The first moment from at_s on, but not past the horizon, that is inside or that is not. */
static int64_t find(const struct calendar *calendar, int64_t at_s, int64_t horizon_s, bool inside)
{
	int64_t end_s;

	while (at_s < horizon_s && look(calendar, at_s, &end_s) != inside)
		at_s = end_s;
	return at_s;
}

static int64_t to_seconds(int64_t wall_ms)
{
	return wall_ms / 1000 - (wall_ms % 1000 < 0);
}

int64_t calendar_until(const struct calendar *calendar, int64_t wall_ms)
{
	int64_t at_s = to_seconds(wall_ms);
	int64_t end_s = find(calendar, at_s, at_s + END_DAYS * DAY_S, false);

	return end_s > at_s ? end_s * 1000 : 0;
}

int64_t calendar_next(const struct calendar *calendar, int64_t wall_ms)
{
	int64_t at_s = to_seconds(wall_ms), horizon_s = at_s + NEXT_DAYS * DAY_S;

	if (calendar->windows == 0)
		return 0;
	at_s = find(calendar, at_s, horizon_s, false);
	at_s = find(calendar, at_s, horizon_s, true);
	return at_s < horizon_s ? at_s * 1000 : 0;
}

/* A window that begins then, and is longer than what can be left out, so that it does begin. */
static int64_t next_time(uint16_t minute, int64_t wall_ms)
{
	const struct calendar then = {
		.windows = 1,
		.window = { { .days = ALL_DAYS,
			      .start_min = minute,
			      .end_min = (uint16_t)((minute + SKIPPED_MIN) % DAY_MIN) } },
	};

	return calendar_next(&then, wall_ms);
}

int64_t calendar_read_time(const char *text, int64_t wall_ms)
{
	struct tm tm = { .tm_isdst = -1 };
	int64_t parsed_ms = 0;
	uint16_t minute;
	const char *end = scan_time(text, &minute);

	if (end && *end == '\0' && minute < DAY_MIN)
		return next_time(minute, wall_ms);
	end = strptime(text, "%Y-%m-%dT%H:%M", &tm);
	if (end && *end == '\0')
		return (int64_t)mktime(&tm) * 1000;
	clock_wall_parse(text, &parsed_ms);
	return parsed_ms;
}

const char *calendar_doubt(const struct calendar *calendar)
{
	int covered = 0, twice = 0;

	for (int minute = 0; minute < WEEK_DAYS * DAY_MIN; minute++) {
		int covering = cover(calendar, minute / DAY_MIN, minute % DAY_MIN);

		covered += covering > 0;
		twice += covering > 1;
	}
	if (covered == WEEK_DAYS * DAY_MIN)
		return "its windows cover the whole week";
	return twice > 0 ? "two of its windows overlap" : NULL;
}

/* --- telling */

const char *calendar_format(int64_t wall_ms, int64_t now_ms, char *text)
{
	struct tm tm = local(to_seconds(wall_ms));
	bool near = llabs(wall_ms - now_ms) < (WEEK_DAYS - 1) * DAY_S * INT64_C(1000);

	strftime(text, CALENDAR_TEXT_BYTES, near ? "%a %H:%M" : "%Y-%m-%d %H:%M", &tm);
	return text;
}

/* A C library looks again only where the name of the zone has changed. */
void calendar_read_zone(void)
{
	const char *zone = getenv("TZ");
	char *kept = zone ? strdup(zone) : NULL;

	if (zone && !kept)
		return;
	setenv("TZ", "UTC0", 1);
	tzset();
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
}
