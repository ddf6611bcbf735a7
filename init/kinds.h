/* kinds.h - the kinds of gateways that are known, and how each shows what it is.  SPDX-License-Identifier: ISC
 *
 * Pure: tables.  What a kind's answers mean stands in its preset, and nowhere else.
 */
#ifndef KINDS_H
#define KINDS_H

#include <stdbool.h>
#include <stddef.h>

#define KINDS_TRAITS 2
#define KINDS_RUNGS 3

/* What everybody is asked, without a key: nobody gets one before we know who he is. */
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

/* An action over HTTP. */
struct kinds_rung {
	const char *name, *path; /* NULL: no more of them */
};

struct kinds_kind {
	const char *family;     /* what --kind calls it */
	const char *title;      /* what people call it */
	const char *preset;     /* of its source and actions */
	const char *gateway;    /* of its [gateway], where that is another; else NULL */
	const char *key_header; /* "" is Authorization: Bearer; NULL: knows no key */
	const char *key_place;  /* where its key is found */
	const char *image;      /* part of the name of its image; NULL: any */
	struct kinds_rung rungs[KINDS_RUNGS]; /* mildest first */
	const char *ladder;                   /* NULL: the rungs as they stand */
	const char *rung_header;              /* a header of each rung; NULL: none */
	const char *posts;                    /* preset of its webhooks; NULL: sends none */
	const char *noun;                     /* what a session is called there */
	bool logs;                            /* its log tells of traffic or of deaths */
	bool each;                            /* one session to a gateway, named by a person */
	enum kinds_path version_path;         /* who tells its version ... */
	const char *version, *engine;         /* ... and where; NULL: nobody */
};

/* One way to know a kind: all of its traits must hold. */
struct kinds_trait {
	enum kinds_path path;
	int status;          /* 0: any */
	const char *pointer; /* NULL: no more traits */
	const char *value;   /* a pattern as of file names; NULL: any value */
};

struct kinds_sign {
	const char *preset; /* of the kind */
	struct kinds_trait traits[KINDS_TRAITS];
};

/* kinds_at - one kind after the other; NULL ends. */
const struct kinds_kind *kinds_at(size_t i);

/* kinds_sign_at - the surest first; NULL ends. */
const struct kinds_sign *kinds_sign_at(size_t i);

/* kinds_find - the first of a family; NULL: there is none. */
const struct kinds_kind *kinds_find(const char *family);

/* kinds_of_preset - NULL: no kind uses it. */
const struct kinds_kind *kinds_of_preset(const char *preset);

/* kinds_header - "NAME: " as its key is sent; "Authorization: Bearer " for "". */
const char *kinds_header(const struct kinds_kind *kind);

#endif
