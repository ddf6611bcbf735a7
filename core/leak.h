/* leak.h - what a gateway's memory does when we restart something in it.  SPDX-License-Identifier: ISC
 *
 * Pure, integers only; what a reading says convicts nobody, it only chooses the rung.  Times as the
 * caller counts them, never 0.
 *
 * A restart is answered before its memory comes: what is read counts only once it has had its time, the
 * policy's grace since the act ended or the container began (or, where that is not known, since the first
 * reading).  And a reading wobbles: what a collector has not yet collected comes and goes by tens of MB.  So
 * floors are compared with floors: `before` is the smallest reading that counts of the 5 to 10 min before an
 * act, `floor` the smallest that counts since, until the next act or the container's end; `noise` is the
 * difference of the largest and the smallest before.  Acts between which nothing counted share one `before`
 * and one floor, that of the last of them.  What one of them cost is (floor - before) / their number.
 *
 * Restarts leak when each of the last three restarts of sessions that are known, with no start of the
 * container between them, cost at least the largest noise of the three and max(4 MiB, before / 64) beyond:
 * more than a collector does by itself, and so much that some forty more of them would double the process.
 * Growth by time alone is noise by that measure.  The newest of the three counts after three readings.  It
 * ends with the container's life, or when memory is back below where the three began.
 *
 * Besides, where the limit is known, no restart of a session goes near it: sessions are barred when
 *     memory + 2 * cost + pending * max(cost, limit / 10) >= limit
 * and in the last 1/64 of it.  cost is the largest that is known of a restart, or limit / 20 as long as none
 * is, and no less than what memory has risen by for each that is pending; pending are the acts on sessions
 * since the last reading that counted, failed ones too; while there are any, memory is no less than it
 * was at that reading, since what stops gives back at once what its start takes again.
 */
#ifndef LEAK_H
#define LEAK_H

#include <stdbool.h>
#include <stdint.h>

#define LEAK_ACTS_MAX 8
#define LEAK_ROW 3          /* so many restarts in a row */
#define LEAK_READINGS_MIN 3 /* since the newest, before it counts */
#define LEAK_WINDOW_MS 300000
#define LEAK_FRESH_MS 600000  /* an older reading does not say what was before an act */
#define LEAK_OLD_MS 86400000  /* one as old bars nobody any more */
#define LEAK_TELL_MS 86400000 /* the next container leaks alike: that is no news for so long */
#define LEAK_RISE_MIN_BYTES INT64_C(4194304)
#define LEAK_SHARE 64 /* of the floor, of the limit */
#define LEAK_UNKNOWN_SHARE 20
#define LEAK_PENDING_SHARE 10
#define LEAK_PENDING_MAX 15               /* that many are over any limit */
#define LEAK_BYTES_MAX (INT64_C(1) << 41) /* more is taken for so much */

/* Acts on the gateway or its sessions, oldest first, as far as memory was known then.  0: not known. */
struct leak {
	int64_t bytes, limit_bytes, read_ms; /* the last reading; read_ms 0: none of this life */
	int64_t calm_bytes;                  /* the last that counted; 0: none of this life */
	int64_t grace_ms;                    /* the owner's: what an act has to show */
	int64_t since_ms;                    /* of what began last; 0: not known */
	int64_t window_ms;                   /* since when readings count for low[0], high[0] */
	int64_t low[2], high[2];             /* of that window, and of the one before */
	uint32_t acts;                       /* entries of the rings in use */
	uint32_t life; /* so many of the newest are of the container's present life */
	uint64_t id[LEAK_ACTS_MAX];
	int64_t at_ms[LEAK_ACTS_MAX];
	int64_t before[LEAK_ACTS_MAX], noise[LEAK_ACTS_MAX], floor[LEAK_ACTS_MAX]; /* bytes */
	bool wide[LEAK_ACTS_MAX];
	uint32_t pending;  /* acts that no reading that counts knows of, LEAK_PENDING_MAX at most */
	bool flying;       /* an act has not ended */
	bool measuring;    /* the newest entry is of the last act, whose floor is to be read */
	uint32_t readings; /* of that; no more than are needed */
	int64_t from_bytes; /* where the three began */
	int64_t told_ms;    /* when it was last told */
	bool leaking;
	bool near_limit;
};

/* leak_read - a reading, with the limit or 0; true: restarts leak, and that is to be told. */
bool leak_read(struct leak *leak, int64_t bytes, int64_t limit_bytes, int64_t now_ms);

/* leak_act - an act begins. */
void leak_act(struct leak *leak, bool wide, int64_t now_ms);

/* leak_number - the id of the act that has just begun. */
void leak_number(struct leak *leak, uint64_t id);

/* leak_result - the act ended, or nobody knows any more; not done: it costs nothing that is known. */
void leak_result(struct leak *leak, bool done, int64_t now_ms);

/* leak_end - the container ended, or began anew. */
void leak_end(struct leak *leak, int64_t now_ms);

/* leak_restart - we began anew: a flight counts as done, readings are not known. */
void leak_restart(struct leak *leak);

/* leak_expire - a reading that is too old is none: who has no source any more is not barred for ever. */
void leak_expire(struct leak *leak, int64_t now_ms);

/* leak_bars - no restart of a session: it would leak, or reach the limit. */
bool leak_bars(const struct leak *leak);

/* leak_row - the entries of the newest LEAK_ROW restarts that count, oldest first; false: fewer. */
bool leak_row(const struct leak *leak, uint32_t row[LEAK_ROW]);

/* leak_is_sane - its counts, which may come from a damaged line, do not lead out of it. */
bool leak_is_sane(const struct leak *leak);

/* leak_shift - time starts anew: move what is remembered. */
void leak_shift(struct leak *leak, int64_t delta_ms);

#endif
