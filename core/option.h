/* option.h - option tables applied to sections of the configuration.  SPDX-License-Identifier: ISC
 *
 * One table (struct muzzle_option) drives parsing, ranges, defaults and messages, for plugins and
 * for our own sections alike.  Values are kept as they were written and are parsed when a table is
 * applied: only then are quotes taken off and ${env:} ${file:} expanded.  Strings that end up in a
 * block live in the section's arena, that is as long as the configuration.
 */
#ifndef OPTION_H
#define OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "muzzle_plugin.h"
#include "remarks.h"

struct arena;

/* Types that only our own tables use, beside enum muzzle_type. */
enum option_type {
	OPTION_TYPE_RATE = 16, /* struct policy_rate, from 3/30m */
	OPTION_TYPE_PATIENCE,  /* int64_t milliseconds, from 90s or auto (0) */
	OPTION_TYPE_MSECS,  /* int64_t[.max] and at once behind it a size_t count, from 30s 1m 2m */
	OPTION_TYPE_INTS,   /* the same, from 78 79 */
	OPTION_TYPE_CHOICE, /* bool, the index in .words of two words */
	OPTION_TYPE_ENUM,   /* int, the index in .words, plus one */
	OPTION_TYPE_PATH,   /* const char *, absolute */
	OPTION_TYPE_NAME,   /* const char *, by the grammar of names */
	OPTION_TYPE_NAMES,  /* const char *const *, each by the grammar of names, NULL-terminated */
	OPTION_TYPE_CALENDAR /* struct calendar, from Sun 02:00-04:00, Mon-Fri 22:00-06:00 */
};

/* One `key = value` as it was written. */
struct option_pair {
	const char *key;
	const char *value; /* quotes and ${} still in it */
	struct remark_place place;
	struct option_pair *next;
};

struct option_section {
	const char *kind; /* "gateway" of [gateway waha] */
	const char *name; /* "waha", or "" where a kind has no names */
	struct remark_place place;
	struct option_pair *pairs;         /* in the order of the file */
	const struct option_section *base; /* its keys hold where ours are missing; or NULL */
	const struct muzzle_option
		*host_keys;  /* keys that the host reads itself, no plugin's; or NULL */
	struct arena *arena; /* where parsed strings live */
	struct option_section *next;
};

/* option_apply - fills block from the table's defaults and the section's keys; every key that is
 * unknown, twice, missing, unreadable or out of range is one error in remarks.  0, -EINVAL when
 * there was an error, -ENOMEM.  table NULL: a plugin without options. */
int option_apply(const struct option_section *section, const struct muzzle_option *table,
		 void *block, struct remarks *remarks);

/* option_take - like option_apply, but leaves keys that the table does not know to somebody
 * else. */
int option_take(const struct option_section *section, const struct muzzle_option *table,
		void *block, struct remarks *remarks);

/* option_defaults - fills block from the table's defaults alone; keys that are mandatory stay
 * unset. 0, -EINVAL when a default cannot be parsed, -ENOMEM. */
int option_defaults(const struct muzzle_option *table, void *block, struct arena *arena,
		    struct remarks *remarks);

/* option_table_has - whether the table knows the key; NULL: no table. */
bool option_table_has(const struct muzzle_option *table, const char *key);

/* option_find - the first pair with that key in the section or what it inherits from; NULL:
 * none. */
const struct option_pair *option_find(const struct option_section *section, const char *key);

/* option_show - text, which a message wants to quote from the value of key, unless ${} is in the
 * value: what came from there is never printed. */
const char *option_show(const struct option_section *section, const char *key, const char *text);

/* option_peek_msec - the duration that a key holds, fallback when it is missing or no duration. */
int64_t option_peek_msec(const struct option_section *section, const char *key,
			 int64_t fallback_ms);

/* option_peek_text - the text that a key holds, NULL when it is missing, empty or unreadable. */
const char *option_peek_text(const struct option_section *section, const char *key);

#endif
