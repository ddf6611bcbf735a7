/* survey.h - what there is at a URL: the kind of gateway, its sessions, its container.
 * SPDX-License-Identifier: ISC
 *
 * The key is sent only after the gateway was recognised without it.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include "address.h"
#include "claims.h"
#include "docker_list.h"
#include "kinds.h"

#define SURVEY_VERSION_BYTES 64

enum survey_key {
	SURVEY_KEY_NONE = 1, /* this kind has no keys */
	SURVEY_KEY_OPEN,     /* it answers without one */
	SURVEY_KEY_WANTED,   /* it wants one, and there is none */
	SURVEY_KEY_REFUSED,
	SURVEY_KEY_ACCEPTED
};

/* What is known beforehand; all borrowed. */
struct survey_question {
	const char *key;       /* NULL: none */
	const char *ca_file;   /* NULL: none */
	const char *sessions;  /* that a person named, with commas between; NULL: none */
	const char *presets;   /* their directory */
	const char *docker;    /* its socket */
	const char *container; /* that a person named; NULL: none */
};

struct survey {
	struct address address;
	const struct kinds_kind *kind; /* NULL: it was not recognised */
	char version[SURVEY_VERSION_BYTES], engine[SURVEY_VERSION_BYTES];
	struct answer front; /* owned; of the URL itself */
	enum survey_key key;
	bool listed;          /* .claims was read */
	struct answer list;   /* owned; to the question for sessions */
	struct claims claims; /* its sessions */
	bool docker;          /* a Docker daemon answered */
	size_t boxes;         /* how many containers it has */
	bool in_box;          /* .box is the container that it runs in */
	bool guessed;         /* nobody named it */
	struct docker_list_box box;
};

/* survey_front - ask the URL and recognise the kind.  0, or -EHOSTUNREACH: no answer, .front.why
 * says why. */
int survey_front(struct survey *survey, const struct survey_question *question);

/* survey_sessions - ask for the sessions as .kind has it; sets .key, .listed, .list and .claims. 0,
 * or -EINVAL: the preset cannot be read, the reason is on stderr. */
int survey_sessions(struct survey *survey, const struct survey_question *question);

/* survey_container - ask the Docker daemon for the container; there need be neither.  0, or
 * -ENOENT: there is no container of the name that a person gave. */
int survey_container(struct survey *survey, const struct survey_question *question);

/* survey_fini - free the answers. */
void survey_fini(struct survey *survey);

#endif
