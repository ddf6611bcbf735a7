/* kinds.h - the kinds of gateways that init knows, and how each is recognised.
 * SPDX-License-Identifier: ISC
 *
 * Pure: tables.  What a kind's answers mean stands in its preset, and nowhere else.
 */
#ifndef KINDS_H
#define KINDS_H

#include <stdbool.h>
#include <stddef.h>

#define KINDS_TRAITS 2
#define KINDS_RUNGS 3
#define KINDS_FAMILIES "waha openclaw evolution-api wppconnect http docker"

/* What is asked without a key: no gateway gets one before it is recognised. */
enum kinds_path {
	KINDS_ROOT,
	KINDS_PING,
	KINDS_VERSION,
	KINDS_READY,
	KINDS_HEALTH,
	KINDS_STARTUP,
	KINDS_TOKEN,
	KINDS_PATHS
};

extern const char *const kinds_paths[KINDS_PATHS]; /* behind the URL */

/* Which sessions the answer to a status_poll names. */
enum kinds_lists {
	KINDS_ALL = 1,
	KINDS_FAILING, /* those that fail: a person names the others */
	KINDS_ONE,     /* the one that was asked for: each is a gateway, named by a person */
	KINDS_NONE
};

/* An action over HTTP. */
struct kinds_rung {
	const char *name, *path; /* NULL: no more of them */
};

struct kinds_kind {
	const char *family;        /* what --kind calls it */
	const char *title;         /* what people call it */
	const char *preset;        /* of its source and actions */
	const char *gateway;       /* preset of its [gateway], if that is another; else NULL */
	const char *container;     /* preset of its container's restart; NULL: docker-health */
	const char *policy;        /* lines of a [policy] of its own; NULL: none ... */
	const char *policy_reason; /* ... and the comment above it */
	const char *key_header;    /* "" is Authorization: Bearer; NULL: knows no key */
	const char *key_place;     /* where a person finds its key */
	const char *image;         /* part of its image's name; NULL: no image tells */
	struct kinds_rung rungs[KINDS_RUNGS]; /* mildest first */
	const char *ladder;                   /* NULL: the rungs as they stand */
	const char *rung_header;              /* a header of each rung; NULL: none */
	const char *command;          /* restarts one session, where it is installed; NULL: none */
	const char *posts;            /* preset of its webhooks; NULL: sends none */
	const char *noun;             /* what a session is called there */
	bool logs;                    /* its log shows traffic or deaths */
	enum kinds_lists lists;       /* which sessions it names */
	enum kinds_path version_path; /* whose answer tells its version ... */
	const char *version, *engine; /* ... and at which JSON pointer; NULL: none does */
};

/* A trait of an answer. */
struct kinds_trait {
	enum kinds_path path;
	int status;          /* 0: any */
	const char *pointer; /* NULL: no more traits */
	const char *value;   /* a pattern, as for file names; NULL: any value */
};

/* One way to recognise a kind: all of the traits must hold. */
struct kinds_sign {
	const char *preset; /* of the kind */
	struct kinds_trait traits[KINDS_TRAITS];
};

/* kinds_at - the i-th kind; NULL: there are no more. */
const struct kinds_kind *kinds_at(size_t i);

/* kinds_sign_at - the i-th sign, the surest first; NULL: there are no more. */
const struct kinds_sign *kinds_sign_at(size_t i);

/* kinds_find - the first kind of a family; NULL: there is none. */
const struct kinds_kind *kinds_find(const char *family);

/* kinds_of_preset - the kind with that preset; NULL: there is none. */
const struct kinds_kind *kinds_of_preset(const char *preset);

/* kinds_header - what stands before the key when it is sent, such as "X-Api-Key: ". */
const char *kinds_header(const struct kinds_kind *kind);

#endif
