/* value.h - the text of one option, as the type that its table names.  SPDX-License-Identifier: ISC
 *
 * raw is what stands behind the `=`.  A value that is one double-quoted string loses its quotes (\"
 * and \\ inside them); lists of words are split at blanks outside of quotes, which are taken off.
 * After that, and only then, ${env:} and ${file:} are expanded: a secret's bytes are never syntax.
 */
#ifndef VALUE_H
#define VALUE_H

#include <stddef.h>

#include "muzzle_plugin.h"
#include "units.h"

#define VALUE_WHY_BYTES 640
#define VALUE_RANGE_BYTES (2 * UNITS_TEXT_BYTES + 8)

struct arena;

struct value_slot {
	const struct muzzle_option *option;
	void *at;            /* where the value goes: as many bytes as value_type_bytes says */
	struct arena *arena; /* where strings go */
	char why[VALUE_WHY_BYTES]; /* after an error: what was wanted, without the value */
};

/* value_parse - parses, checks the range, writes.  0, -EINVAL, -ENOMEM; the slot is of no
 * use after an error. */
int value_parse(struct value_slot *slot, const char *raw);

/* value_parse_text - only takes the quotes off and expands; *text lives in the arena. */
int value_parse_text(struct value_slot *slot, const char *raw, const char **text);

/* value_type_name - how a type is called in messages and manuals; "" for an unknown one. */
const char *value_type_name(unsigned type);

/* value_type_bytes - how many bytes a value takes; 0 for an unknown type, and for those whose size
 * depends on the option's max. */
size_t value_type_bytes(unsigned type);

/* value_format_range - the numbers that the option allows, such as "1s to 1h"; "": any.  A limit
 * that nobody will reach is left out. */
void value_format_range(const struct muzzle_option *option, char text[VALUE_RANGE_BYTES]);

#endif
