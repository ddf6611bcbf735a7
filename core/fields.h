/* fields.h - the tables that name each field of what is remembered.  SPDX-License-Identifier: ISC
 *
 * A zero field is not written, and a missing one is read as zero.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fields_type {
	FIELDS_I64 = 1,
	FIELDS_U64,
	FIELDS_TIME, /* int64_t with TARGET_TIME_BASE, written without it */
	FIELDS_U32,  /* enumerations too */
	FIELDS_U8,
	FIELDS_BOOL
};

struct fields_field {
	const char *key;
	uint16_t offset;
	uint16_t count; /* of an array; 0: a single value */
	uint8_t type;   /* enum fields_type */
	bool ledger;    /* outlives epochs and the process */
};

struct fields_table {
	const struct fields_field *fields;
	size_t count;
};

extern const struct fields_table fields_target, fields_gateway, fields_box, fields_source,
	fields_law, fields_cost, fields_policy, fields_limits, fields_rung;

/* fields_write - the fields of thing into object; all: not only those of the ledger. */
void fields_write(const struct fields_table *table, const void *thing, bool all,
		  struct json_object *object);

/* fields_read - the reverse; what object does not say becomes zero. */
void fields_read(const struct fields_table *table, void *thing, bool all,
		 struct json_object *object);

#endif
