/* units.h - numbers with units, names, near misses.  SPDX-License-Identifier: ISC
 *
 * Pure.  A parser returns 0 or -EINVAL and then says in *why, a static sentence, what it wanted;
 * the whole text must be the number, blanks around it are not taken off.
 */
#ifndef UNITS_H
#define UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNITS_NAME_MAX 64   /* bytes of a name by the grammar, without its NUL */
#define UNITS_TEXT_BYTES 32 /* enough for any number that is written here */

/* units_parse_int - a decimal number, with a sign or without. */
int units_parse_int(const char *text, int64_t *number, const char **why);

/* units_parse_msec - 500ms 30s 5m 7d, and 1h30m or 1h 30m, to milliseconds; a number without a
 * unit is refused. */
int units_parse_msec(const char *text, int64_t *msec, const char **why);

/* units_parse_bytes - 512 64k 4M 1G, in powers of 1024, with or without a B behind them. */
int units_parse_bytes(const char *text, int64_t *bytes, const char **why);

/* units_parse_bool - yes no true false on off. */
int units_parse_bool(const char *text, bool *value, const char **why);

/* units_parse_rate - 3/30m: how many per which window (milliseconds). */
int units_parse_rate(const char *text, int64_t *count, int64_t *window_ms, const char **why);

/* units_is_name - whether text is a name: [A-Za-z0-9_-][A-Za-z0-9_.@:-]{0,63}. */
bool units_is_name(const char *text);

/* units_format_msec - the shortest exact form, 90000 as 90s; text has UNITS_TEXT_BYTES. */
void units_format_msec(int64_t msec, char *text);

/* units_distance - the fewest single-byte changes that make one word of the other, at most limit
 * + 1. */
size_t units_distance(const char *a, const char *b, size_t limit);

/* units_may_mean - may word be a misspelling of a target's name, or of the session in it? */
bool units_may_mean(const char *word, const char *target);

/* units_is_near - whether word may be a misspelling of known: about a third of its bytes may differ, or
 * two neighbours be swapped. */
bool units_is_near(const char *word, const char *known);

#endif
