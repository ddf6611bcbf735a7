/* steps.h - the way of a newcomer, one step after the other.  SPDX-License-Identifier: ISC
 *
 * Each step returns STEPS_ON, or the exit code with which the way ends; then .error says why.
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
	FILE *say; /* what people read; nowhere with --json */
	struct shelf shelf;
	struct secret secret;
	struct survey survey;
	struct survey_question question;
	struct standing standing;
	char docker[PATH_MAX], ca[PATH_MAX], log[PATH_MAX], url[ADDRESS_BYTES], to[ADDRESS_BYTES];
	char box[UNITS_NAME_MAX + 1]; /* the container that a person named when asked */
	const char *format;
	char name[UNITS_NAME_MAX + 1], prefix[UNITS_NAME_MAX + 2];
	char *text; /* owned; the configuration */
	size_t text_bytes;
	bool observe; /* the box acts on nobody */
	bool spare;   /* but only this gateway is spared */
	bool wrote_key;
	bool wrote;        /* the configuration */
	bool changed_mode; /* of the one that stands */
	int checked;       /* exit code of `muzzle check`; -1: not run */
	char said[VET_SAID_BYTES];
	char error[STEPS_ERROR_BYTES];
};

/* steps_end - code, with why it ends in .error; on stderr, too. */
int steps_end(struct steps *s, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* steps_program - how this muzzle is called by its user. */
const char *steps_program(const struct steps *s);

/* steps_option - " -c FILE" where a command needs it, else "" (text has room for a path and more). */
const char *steps_option(const struct steps *s, char *text, size_t bytes);

#endif
