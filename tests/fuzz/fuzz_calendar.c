/* fuzz_calendar.c - windows of local time hold at the minutes that a clock on the wall shows, and at no other, whatever
 * the zone does to it.  SPDX-License-Identifier: ISC */
#include <time.h>

#include "calendar.h"
#include "fuzz.h"

#define DAY_MIN 1440
#define WEEK_MIN (7 * DAY_MIN)
#define MINUTE_MS 60000
#define BEGIN_S INT64_C(946684800) /* 2000-01-01; a hundred years follow */
#define CENTURY_MIN UINT32_C(52594560)

static const char *const zones[] = {
	"UTC0",
	"CET-1CEST,M3.5.0,M10.5.0/3",
	"EST5EDT,M3.2.0,M11.1.0",
	"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
	"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
	"<+13>-13<+14>,M9.5.0/0,M4.1.0/0",
};

/* Minutes of the week, as one window after the other has them. */
static bool is_inside(const struct calendar *calendar, int64_t wall_ms)
{
	time_t at = (time_t)(wall_ms / 1000);
	struct tm tm;
	int minute;

	localtime_r(&at, &tm);
	minute = tm.tm_wday * DAY_MIN + tm.tm_hour * 60 + tm.tm_min;
	for (size_t i = 0; i < 7 * calendar->windows; i++) {
		const struct calendar_window *window = &calendar->window[i / 7];
		int day = (int)(i % 7);
		int lasts_min = window->end_min - window->start_min;
		int since_min = (minute - day * DAY_MIN - window->start_min + WEEK_MIN) % WEEK_MIN;

		if (window->days >> day & 1 &&
		    since_min < (lasts_min > 0 ? lasts_min : lasts_min + DAY_MIN))
			return true;
	}
	return false;
}

/* The first minute from then on, or from_ms + for_ms, that is inside or that is not. */
static int64_t find(const struct calendar *calendar, int64_t from_ms, int64_t to_ms, bool inside)
{
	while (from_ms < to_ms && is_inside(calendar, from_ms) != inside)
		from_ms += MINUTE_MS - from_ms % MINUTE_MS;
	return from_ms;
}

static void check_until(const struct calendar *calendar, int64_t wall_ms)
{
	int64_t until_ms = calendar_until(calendar, wall_ms);

	if (!is_inside(calendar, wall_ms)) {
		FUZZ_HOLDS(until_ms == 0);
		return;
	}
	FUZZ_HOLDS(until_ms > wall_ms);
	FUZZ_HOLDS(find(calendar, wall_ms, until_ms, false) >= until_ms);
	if (calendar_doubt(calendar) == NULL) /* else it may have no end */
		FUZZ_HOLDS(!is_inside(calendar, until_ms));
}

static void check_next(const struct calendar *calendar, int64_t wall_ms)
{
	int64_t next_ms = calendar_next(calendar, wall_ms), end_ms;

	if (next_ms == 0)
		return;
	FUZZ_HOLDS(next_ms > wall_ms && is_inside(calendar, next_ms));
	end_ms = find(calendar, wall_ms, next_ms, false);
	FUZZ_HOLDS(end_ms < next_ms && find(calendar, end_ms, next_ms, true) >= next_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	uint32_t minute = 0;
	int64_t wall_ms;
	struct calendar calendar = { 0 };
	char *text, why[200];

	setenv("TZ", zones[fuzz_byte(&in) % (sizeof(zones) / sizeof(zones[0]))], 1);
	tzset();
	for (int i = 0; i < 4; i++)
		minute = minute << 8 | fuzz_byte(&in);
	wall_ms = (BEGIN_S + 60 * (int64_t)(minute % CENTURY_MIN)) * 1000 + fuzz_byte(&in) * 200;
	text = fuzz_rest(&in);
	if (calendar_parse(&calendar, text, why, sizeof(why)) == 0) {
		check_until(&calendar, wall_ms);
		check_next(&calendar, wall_ms);
	} else {
		FUZZ_HOLDS(calendar.windows == 0 && *why);
	}
	free(text);
	return 0;
}
