/* calendar.h - windows of the week in local time, as in Mon-Fri 22:00-06:00.  SPDX-License-Identifier: ISC
 *
 * What counts is what a clock on the wall shows: a moment is inside when its local day and time are.
 * So of the hour that a change to summer time leaves out nothing is inside (a window that would begin
 * in it begins behind it), and of the hour that comes twice both are.  All times are Unix milliseconds.
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#define CALENDAR_WINDOWS_MAX 8
#define CALENDAR_TEXT_BYTES 24

struct calendar_window {
	uint8_t days;                /* on which it begins: bit 0 Sunday */
	uint16_t start_min, end_min; /* of the day; end <= start: on the next day */
};

/* Zeroed: there is no window. */
struct calendar {
	size_t windows;
	struct calendar_window window[CALENDAR_WINDOWS_MAX];
};

/* calendar_parse - "Sun 02:00-04:00, Mon-Fri 22:00-06:00, Tue,Sat 12:00-13:00, 23:00-23:30"; without
 * a day: on all.  0, or -EINVAL with *calendar untouched and in why, which it quotes from, what was
 * wanted. */
int calendar_parse(struct calendar *calendar, const char *text, char *why, size_t why_bytes);

/* calendar_until - the end of the window that wall_ms lies in, the last one where windows touch or
 * overlap; 0: it lies in none.  Beyond 8 days ahead no end is looked for. */
int64_t calendar_until(const struct calendar *calendar, int64_t wall_ms);

/* calendar_next - when the next window begins, later than wall_ms; 0: there is none, or the present
 * one has no end. */
int64_t calendar_next(const struct calendar *calendar, int64_t wall_ms);

/* calendar_read_time - when it is "7:30" next by the local clock, later than wall_ms (of what is left out
 * that day the first behind it), "2026-11-22T07:30", local too, or an RFC 3339 time with its offset.
 * 0: it is no such text. */
int64_t calendar_read_time(const char *text, int64_t wall_ms);

/* calendar_doubt - what its writer can hardly have meant, NULL: nothing. */
const char *calendar_doubt(const struct calendar *calendar);

/* calendar_format - "Sun 04:00" within the week around now_ms, else with the date; in local time.
 * Returns text[CALENDAR_TEXT_BYTES]. */
const char *calendar_format(int64_t wall_ms, int64_t now_ms, char *text);

/* calendar_read_zone - the zone of the box may be another now, even by a file of the same name. */
void calendar_read_zone(void);

#endif
