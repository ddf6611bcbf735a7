/* envelope.h - what a gateway's JSON says of one event, found by JSON pointers (RFC 6901).
 * SPDX-License-Identifier: ISC */
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include <stdint.h>

#include "muzzle_plugin.h"
#include "sign.h"

struct json_object;

#define ENVELOPE_PARTS 6

/* Where things stand.  Filled by ENVELOPE_OPTIONS; NULL or "": nowhere. */
struct envelope_map {
	union {
		struct {
			const char *event, *name, *id, *status, *code, *time;
		};
		const char *at[ENVELOPE_PARTS];
	};
};

#define ENVELOPE_OPTION(type_, member, key_, def_, help_)                               \
	{                                                                               \
		.key = #key_, .def = def_, .help = help_, .type = MUZZLE_TYPE_STR,      \
		.offset = offsetof(type_, member) + offsetof(struct envelope_map, key_) \
	}
/* The rows of an option table for the struct envelope_map in a plugin's instance. */
#define ENVELOPE_OPTIONS(type_, member)                                                           \
	ENVELOPE_OPTION(type_, member, event, "/event", "json pointer to the name of the event"), \
		ENVELOPE_OPTION(type_, member, name, NULL, "pointer to the session's name"),      \
		ENVELOPE_OPTION(type_, member, id, NULL,                                          \
				"pointer to its id, which repetitions share"),                    \
		ENVELOPE_OPTION(type_, member, time, NULL,                                        \
				"pointer to the event's time, unix or iso 8601"),                 \
		ENVELOPE_OPTION(type_, member, status, NULL, "pointer to a status word"),         \
		ENVELOPE_OPTION(type_, member, code, NULL, "pointer to a reason code")

/* Texts are "" where there is none; they live until envelope_close(). */
struct envelope {
	struct json_object *root; /* owned */
	union {
		struct {
			const char *event, *name, *id, *status, *code, *time;
		};
		const char *text[ENVELOPE_PARTS]; /* in the order of the map */
	};
	int64_t at_ms; /* Unix time by the gateway's clock; 0: none */
};

/* envelope_open - reads one; arrived_ms is our Unix time.  0, or -EBADMSG: it is no JSON object, or one
 * that would take too much memory. */
int envelope_open(struct envelope *envelope, const struct envelope_map *map, struct sign_bytes text,
		  int64_t arrived_ms);

void envelope_close(struct envelope *envelope);

#endif
