/* test_calendar.c - windows of local time against a clock that is asked minute by minute.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "calendar.h"
#include "clock.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS (1440 * MINUTE_MS)
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	calendar_read_zone();
}

static struct calendar parsed(const char *text)
{
	struct calendar calendar = { .windows = 0 };
	char why[160] = "";

	if (calendar_parse(&calendar, text, why, sizeof(why)))
		fail_msg("%s: %s", text, why);
	return calendar;
}

static int64_t at(const char *utc)
{
	int64_t wall_ms;

	assert_int_equal(clock_wall_parse(utc, &wall_ms), 0);
	return wall_ms;
}

static void expect(int64_t got_ms, const char *utc)
{
	char text[CLOCK_WALL_TEXT_BYTES];

	clock_wall_text(text, sizeof(text), got_ms);
	if (got_ms != (utc ? at(utc) : 0))
		fail_msg("got %s, wanted %s", got_ms ? text : "none", utc ? utc : "none");
}

static void windows_are_read_in_every_form(void **state)
{
	struct calendar c = parsed("Sun 02:00-04:00");

	(void)state;
	assert_int_equal(c.windows, 1);
	assert_int_equal(c.window[0].days, 1);
	assert_int_equal(c.window[0].start_min, 120);
	assert_int_equal(c.window[0].end_min, 240);
	c = parsed(" mon-FRI 22:00-6:00 ,Tue,Sat  0:00-24:00,23:00-23:30 ");
	assert_int_equal(c.windows, 3);
	assert_int_equal(c.window[0].days, 0x3e);
	assert_int_equal(c.window[0].start_min, 22 * 60);
	assert_int_equal(c.window[0].end_min, 360);
	assert_int_equal(c.window[1].days, 0x44);
	assert_int_equal(c.window[1].end_min, 1440);
	assert_int_equal(c.window[2].days, 0x7f);
	assert_int_equal(parsed("Fri-Mon,Wed 1:00-2:00").window[0].days, 0x6b);
	assert_int_equal(parsed("Sun-Sat 1:00-2:00").window[0].days, 0x7f);
}

static void what_is_wrong_is_named_where_it_stands(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "a window is written" },
		{ "Sun", "at `Sun`: a window is written" },
		{ "Sunday 02:00-04:00", "at `Sunday 02:00-04:00`: a day is one of Sun Mon" },
		{ "Son 02:00-04:00", "at `Son 02:00-04:00`: a day is one of" },
		{ "Mon- 02:00-04:00", "a day is one of" },
		{ "02:00-04:00, Sun 2-4", "at `Sun 2-4`: a window is written" },
		{ "02:00", "at `02:00`: a window is written" },
		{ "02:00-", "a window is written" },
		{ "2:0-4:00", "a window is written" },
		{ "2:+5-4:00", "a window is written" },
		{ "02:00-04:60", "a window is written" },
		{ "02:00-24:01", "a window is written" },
		{ "24:00-02:00", "a window is written" },
		{ "-2:00-04:00", "a window is written" },
		{ "02:00-04:00 Sun", "at `02:00-04:00 Sun`: a comma is wanted between" },
		{ "Sun 02:00-04:00 Mon 01:00-02:00",
		  "at `Sun 02:00-04:00 Mon 01:00-02:00`: a comma is wanted" },
		{ "02:00-04:00,", "a window is written" },
		{ "Sun,", "a window is written" },
		{ "1:00-1:01,1:00-1:01,1:00-1:01,1:00-1:01,1:00-1:01,1:00-1:01,1:00-1:01,1:00-1:01,"
		  "1:00-1:01",
		  "at `1:00-1:01`: there are more than 8 windows" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct calendar c = { .windows = 7 };
		char why[160] = "";

		assert_int_equal(calendar_parse(&c, rows[i].text, why, sizeof(why)), -EINVAL);
		if (!strstr(why, rows[i].why))
			fail_msg("`%s` says: %s", rows[i].text, why);
		assert_int_equal(c.windows, 7);
	}
}

static void a_window_has_its_start_and_not_its_end(void **state)
{
	struct calendar c = parsed("Sun 02:00-04:00");

	(void)state;
	set_zone("UTC0");
	expect(calendar_until(&c, at("2026-03-01T01:59:59.999Z")), NULL);
	expect(calendar_until(&c, at("2026-03-01T02:00:00Z")), "2026-03-01T04:00:00Z");
	expect(calendar_until(&c, at("2026-03-01T03:59:59.999Z")), "2026-03-01T04:00:00Z");
	expect(calendar_until(&c, at("2026-03-01T04:00:00Z")), NULL);
	expect(calendar_until(&c, at("2026-03-02T03:00:00Z")), NULL);
	expect(calendar_next(&c, at("2026-03-01T01:59:59.999Z")), "2026-03-01T02:00:00Z");
	expect(calendar_next(&c, at("2026-03-01T02:00:00Z")), "2026-03-08T02:00:00Z");
	expect(calendar_next(&c, at("2026-03-01T04:00:00Z")), "2026-03-08T02:00:00Z");
}

static void windows_that_touch_or_overlap_end_together(void **state)
{
	struct calendar c = parsed("Fri 22:00-06:00, Sat 06:00-07:30, Sat 07:00-09:00");

	(void)state;
	set_zone("UTC0");
	expect(calendar_until(&c, at("2026-03-06T23:00:00Z")), "2026-03-07T09:00:00Z");
	expect(calendar_until(&c, at("2026-03-07T23:00:00Z")), NULL);
	c = parsed("Sat 12:00-24:00, Sun 00:00-01:00");
	expect(calendar_until(&c, at("2026-03-07T12:00:00Z")), "2026-03-08T01:00:00Z");
}

static void no_window_and_no_end_are_told_apart(void **state)
{
	struct calendar none = { .windows = 0 }, always = parsed("00:00-00:00");
	int64_t now_ms = at("2026-03-01T02:00:00Z");

	(void)state;
	set_zone("UTC0");
	expect(calendar_until(&none, now_ms), NULL);
	expect(calendar_next(&none, now_ms), NULL);
	expect(calendar_next(&always, now_ms), NULL);
	assert_in_range(calendar_until(&always, now_ms) - now_ms, 8 * DAY_MS, 9 * DAY_MS);
}

/* 2026-03-29: 02:00 CET becomes 03:00 CEST at 01:00 UTC. */
static void a_window_that_would_begin_in_the_missing_hour_begins_behind_it(void **state)
{
	struct calendar c = parsed("Sun 02:30-04:00");

	(void)state;
	set_zone(BERLIN);
	expect(calendar_next(&c, at("2026-03-29T00:00:00Z")), "2026-03-29T01:00:00Z");
	expect(calendar_until(&c, at("2026-03-29T01:00:00Z")), "2026-03-29T02:00:00Z");
	c = parsed("Sun 01:00-02:30");
	expect(calendar_until(&c, at("2026-03-29T00:10:00Z")), "2026-03-29T01:00:00Z");
	c = parsed("Sun 02:10-02:50");
	expect(calendar_next(&c, at("2026-03-28T23:00:00Z")), "2026-04-05T00:10:00Z");
}

/* 2026-10-25: 03:00 CEST becomes 02:00 CET at 01:00 UTC. */
static void of_the_hour_that_comes_twice_both_count(void **state)
{
	struct calendar c = parsed("Sun 02:00-03:00");

	(void)state;
	set_zone(BERLIN);
	expect(calendar_until(&c, at("2026-10-25T00:00:00Z")), "2026-10-25T02:00:00Z");
	c = parsed("Sun 02:10-02:50");
	expect(calendar_until(&c, at("2026-10-25T00:20:00Z")), "2026-10-25T00:50:00Z");
	expect(calendar_next(&c, at("2026-10-25T00:20:00Z")), "2026-10-25T01:10:00Z");
	expect(calendar_until(&c, at("2026-10-25T01:20:00Z")), "2026-10-25T01:50:00Z");
}

/* What the header promises, from the text's own words and not from its parser. */
struct naive {
	const char *text;
	struct {
		int days, from, to;
	} part[2];
};

static bool is_inside(const struct naive *n, int64_t wall_ms)
{
	time_t now = (time_t)(wall_ms / 1000);
	struct tm tm;
	bool inside = false;

	localtime_r(&now, &tm);
	for (size_t i = 0; i < 2; i++) {
		int minute = tm.tm_hour * 60 + tm.tm_min;
		int from = n->part[i].from, to = n->part[i].to, days = n->part[i].days;
		bool today = days & 1 << tm.tm_wday, yesterday = days & 1 << (tm.tm_wday + 6) % 7;

		if (to > from)
			inside |= today && minute >= from && minute < to;
		else
			inside |= (today && minute >= from) || (yesterday && minute < to);
	}
	return inside;
}

/* Backwards, so that at each minute the next change is known already. */
static void judge_days(const struct naive *n, int64_t from_ms, int64_t to_ms)
{
	struct calendar c = parsed(n->text);
	int64_t end_ms = 0, begin_ms = 0;
	bool later = is_inside(n, to_ms);

	for (int64_t t = to_ms - MINUTE_MS; t >= from_ms; t -= MINUTE_MS) {
		bool inside = is_inside(n, t);

		if (inside && !later)
			end_ms = t + MINUTE_MS;
		if (!inside && later)
			begin_ms = t + MINUTE_MS;
		if ((!inside || end_ms) && calendar_until(&c, t) != (inside ? end_ms : 0))
			fail_msg("%s TZ=%s at %lld: until %lld", n->text, getenv("TZ"),
				 (long long)t, (long long)calendar_until(&c, t));
		if (begin_ms && calendar_next(&c, t + 59999) != begin_ms)
			fail_msg("%s TZ=%s at %lld: next %lld", n->text, getenv("TZ"), (long long)t,
				 (long long)calendar_next(&c, t));
		later = inside;
	}
}

/* The days around each change of the clock, and one that has none. */
static void judge_year(const struct naive *n, int year)
{
	char text[32];
	int64_t day_ms;
	long before = 0;

	snprintf(text, sizeof(text), "%d-01-01T00:00:00Z", year);
	day_ms = at(text);
	for (int day = 0; day < 366; day++, day_ms += DAY_MS) {
		time_t now = (time_t)(day_ms / 1000);
		struct tm tm;

		localtime_r(&now, &tm);
		if (day == 0 || tm.tm_gmtoff != before)
			judge_days(n, day_ms - 2 * DAY_MS, day_ms + DAY_MS);
		before = tm.tm_gmtoff;
	}
}

static void inside_is_what_a_clock_that_is_asked_every_minute_says(void **state)
{
	static const char *const zones[] = {
		"UTC0",
		BERLIN,
		"EST5EDT,M3.2.0,M11.1.0",
		"LHST-10:30LHDT-11,M10.1.0,M4.1.0",
		"IST-5:30",
		"EET-2EEST,M4.5.5/0,M10.5.4/24",
	};
	static const struct naive rows[] = {
		{ "Sun 02:00-04:00", { { 1, 120, 240 } } },
		{ "01:30-02:30", { { 0x7f, 90, 150 } } },
		{ "Fri,Sun 02:05-02:20, 00:00-00:45", { { 0x21, 125, 140 }, { 0x7f, 0, 45 } } },
		{ "Sat-Sun 22:00-02:10, Thu-Fri 23:50-24:00",
		  { { 0x41, 1320, 130 }, { 0x30, 1430, 1440 } } },
		{ "Thu 02:30-02:30, Fri 02:30-01:10", { { 0x10, 150, 150 }, { 0x20, 150, 70 } } },
	};

	(void)state;
	for (size_t z = 0; z < sizeof(zones) / sizeof(zones[0]); z++) {
		set_zone(zones[z]);
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			for (int year = 2024; year < 2030; year++)
				judge_year(&rows[i], year);
	}
}

static void the_next_time_of_day_is_found_across_changes_of_the_clock(void **state)
{
	(void)state;
	set_zone(BERLIN);
	expect(calendar_read_time("22:00", at("2026-06-01T10:00:00Z")), "2026-06-01T20:00:00Z");
	expect(calendar_read_time("22:00", at("2026-06-01T20:00:00Z")), "2026-06-02T20:00:00Z");
	expect(calendar_read_time("7:30", at("2026-03-28T12:00:00Z")), "2026-03-29T05:30:00Z");
	expect(calendar_read_time("02:30", at("2026-03-28T12:00:00Z")), "2026-03-29T01:00:00Z");
	expect(calendar_read_time("02:30", at("2026-10-24T23:00:00Z")), "2026-10-25T00:30:00Z");
	expect(calendar_read_time("23:59", at("2026-12-31T22:59:30Z")), "2027-01-01T22:59:00Z");
	assert_int_equal(calendar_read_time("24:00", 0), 0);
	assert_int_equal(calendar_read_time("7:30x", 0), 0);
	assert_int_equal(calendar_read_time("2h", 0), 0);
	assert_int_equal(calendar_read_time("", 0), 0);
}

static void a_time_with_its_date_is_local_unless_it_has_an_offset(void **state)
{
	(void)state;
	set_zone(BERLIN);
	expect(calendar_read_time("2026-06-03T07:30", 0), "2026-06-03T05:30:00Z");
	expect(calendar_read_time("2026-12-03T07:30", 0), "2026-12-03T06:30:00Z");
	expect(calendar_read_time("2026-06-03T07:30:10Z", 0), "2026-06-03T07:30:10Z");
	expect(calendar_read_time("2026-06-03T07:30:00+05:30", 0), "2026-06-03T02:00:00Z");
	expect(calendar_read_time("2026-06-03", 0), NULL);
	expect(calendar_read_time("2026-13-03T07:30", 0), NULL);
	expect(calendar_read_time("tomorrow", 0), NULL);
}

static void what_can_hardly_be_meant_is_doubted(void **state)
{
	struct calendar good = parsed("Mon-Fri 22:00-06:00, Sat 22:00-06:00");
	struct calendar twice = parsed("22:00-06:00, Sun 02:00-04:00");
	struct calendar always = parsed("Mon-Fri 00:00-24:00, Sat-Sun 00:00-00:00");

	(void)state;
	assert_null(calendar_doubt(&good));
	assert_string_equal(calendar_doubt(&twice), "two of its windows overlap");
	assert_string_equal(calendar_doubt(&always), "its windows cover the whole week");
}

static void an_end_is_told_in_local_time_with_the_date_when_it_is_far(void **state)
{
	char text[CALENDAR_TEXT_BYTES];
	int64_t now_ms = at("2026-06-01T10:00:00Z");

	(void)state;
	set_zone(BERLIN);
	assert_string_equal(calendar_format(at("2026-06-07T02:00:00Z"), now_ms, text), "Sun 04:00");
	assert_string_equal(calendar_format(at("2026-06-08T02:00:00Z"), now_ms, text),
			    "2026-06-08 04:00");
}

/* The smallest zone file that there is: one offset, for ever. */
static void write_zone(int fd, unsigned char hours)
{
	unsigned char file[54] = "TZif";

	file[39] = 1; /* one type ... */
	file[43] = 4; /* ... and four letters, with the NUL */
	file[46] = (unsigned char)(hours * 3600 >> 8);
	file[47] = (unsigned char)(hours * 3600 & 0xff);
	memcpy(file + 50, "ZON", 4);
	assert_int_equal(pwrite(fd, file, sizeof(file), 0), sizeof(file));
}

static void a_zone_file_that_changed_counts_after_it_is_read_again(void **state)
{
	char zone[] = ":/tmp/muzzle-zone-XXXXXX";
	int fd = mkstemp(zone + 1);
	struct calendar c = parsed("02:00-04:00");
	int64_t now_ms = at("2026-06-01T00:30:00Z");

	(void)state;
	write_zone(fd, 0);
	set_zone(zone);
	expect(calendar_until(&c, now_ms), NULL);
	write_zone(fd, 2);
	calendar_read_zone();
	expect(calendar_until(&c, now_ms), "2026-06-01T02:00:00Z");
	assert_string_equal(getenv("TZ"), zone);
	unsetenv("TZ");
	calendar_read_zone();
	assert_null(getenv("TZ"));
	close(fd);
	unlink(zone + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_are_read_in_every_form),
		cmocka_unit_test(what_is_wrong_is_named_where_it_stands),
		cmocka_unit_test(a_window_has_its_start_and_not_its_end),
		cmocka_unit_test(windows_that_touch_or_overlap_end_together),
		cmocka_unit_test(no_window_and_no_end_are_told_apart),
		cmocka_unit_test(a_window_that_would_begin_in_the_missing_hour_begins_behind_it),
		cmocka_unit_test(of_the_hour_that_comes_twice_both_count),
		cmocka_unit_test(inside_is_what_a_clock_that_is_asked_every_minute_says),
		cmocka_unit_test(the_next_time_of_day_is_found_across_changes_of_the_clock),
		cmocka_unit_test(a_time_with_its_date_is_local_unless_it_has_an_offset),
		cmocka_unit_test(what_can_hardly_be_meant_is_doubted),
		cmocka_unit_test(an_end_is_told_in_local_time_with_the_date_when_it_is_far),
		cmocka_unit_test(a_zone_file_that_changed_counts_after_it_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
