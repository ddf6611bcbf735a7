/* survey.h - what there is at a URL: who answers, with which sessions, in which container.
 * SPDX-License-Identifier: ISC
 *
 * Nobody is given a key before he is known for one whose key it is.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include "address.h"
#include "claims.h"
#include "docker_list.h"
#include "kinds.h"

#define SURVEY_VERSION_BYTES 64

enum survey_key {
	SURVEY_KEY_NONE = 1, /* this kind knows none */
	SURVEY_KEY_OPEN,     /* it answers whoever asks */
	SURVEY_KEY_WANTED,   /* and has not got one */
	SURVEY_KEY_REFUSED,
	SURVEY_KEY_ACCEPTED
};

/* What is known beforehand. */
struct survey_question {
	const char *key;       /* NULL: none */
	const char *ca_file;   /* NULL: none */
	const char *sessions;  /* that a person named, between commas; NULL: none */
	const char *presets;   /* their directory */
	const char *docker;    /* its socket */
	const char *container; /* that a person named; NULL: none */
};

struct survey {
	struct address address;
	const struct kinds_kind *kind; /* NULL: nobody that we know by name */
	char version[SURVEY_VERSION_BYTES], engine[SURVEY_VERSION_BYTES];
	struct answer front; /* owned; of the URL as such, or of whom failed first */
	enum survey_key key;
	bool listed;        /* claims are what it answered */
	struct answer list; /* owned; of the question for sessions, or why there is none */
	struct claims claims;
	bool docker;  /* a Docker daemon answered */
	size_t boxes; /* so many containers it has */
	bool in_box;  /* box is the container that it runs in */
	bool guessed; /* nobody named it */
	struct docker_list_box box;
};

/* survey_front - asks who is there.  0; -EHOSTUNREACH when nobody is, front.why then says why. */
int survey_front(struct survey *survey, const struct survey_question *question);

/* survey_sessions - asks whom survey.kind names for its sessions.  0; -EINVAL without the kind's preset,
 * which is told.  Whether it liked the key is in .key, whether it told them in .listed. */
int survey_sessions(struct survey *survey, const struct survey_question *question);

/* survey_container - looks for the container at the Docker daemon, if there is one.  0; -ENOENT when a person
 * named one that is not there. */
int survey_container(struct survey *survey, const struct survey_question *question);

/* survey_fini - frees what the answers own. */
void survey_fini(struct survey *survey);

#endif
