/* steps.h - what the steps of muzzle-init share.  SPDX-License-Identifier: ISC
 *
 * Each step returns STEPS_ON if the next one shall follow, else the exit code; .error then says
 * why.
 */
#ifndef STEPS_H
#define STEPS_H

#include "compose.h"
#include "dialogue.h"
#include "secret.h"
#include "shelf.h"
#include "standing.h"
#include "survey.h"
#include "vet.h"
#include "wish.h"

#define STEPS_ERROR_BYTES 1024

enum steps_exit {
	STEPS_ON = -1,
	STEPS_DONE = 0,
	STEPS_FAILED = 1,
	STEPS_USAGE = 2,
	STEPS_UNREACHABLE = 3
};

struct steps {
	const struct wish *wish;
	struct dialogue dialogue;
	FILE *say; /* text for people; with --json it is dropped */
	struct shelf shelf;
	struct secret secret;
	struct survey survey;
	struct survey_question question;
	struct standing standing;
	char docker[PATH_MAX], ca[PATH_MAX], log[PATH_MAX]; /* absolute; "": none */
	char url[ADDRESS_BYTES];                            /* as it was typed when asked for */
	char box[UNITS_NAME_MAX + 1];                       /* the container, the same */
	char to[ADDRESS_BYTES];                             /* where alerts go; "": nowhere */
	const char *format;                                 /* of alerts */
	char name[UNITS_NAME_MAX + 1];                      /* of the gateway */
	char prefix[UNITS_NAME_MAX + 2];                    /* of its other sections */
	char *text;                                         /* owned; the configuration */
	size_t text_bytes;
	bool observe; /* for the first day: nothing is acted on ... */
	bool spare;   /* ... or, where other gateways are, only this one is not */
	bool wrote_key;
	bool wrote;                /* the configuration */
	bool changed_standing;     /* a file of the existing configuration */
	int checked;               /* exit code of `muzzle check`; -1: not run */
	char said[VET_SAID_BYTES]; /* what it printed */
	char error[STEPS_ERROR_BYTES];
};

/* steps_end - put the reason into .error and on stderr.  Returns code. */
int steps_end(struct steps *s, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* steps_program - how a user calls this muzzle: by its path in a build tree. */
const char *steps_program(const struct steps *s);

/* steps_option - " -c FILE" if commands need it, else ""; text has room for PATH_MAX + 8. */
const char *steps_option(const struct steps *s, char *text, size_t bytes);

#endif
