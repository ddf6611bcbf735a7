/* face.h - one way to show what the daemon knows: a screen, lines, JSON.  SPDX-License-Identifier: ISC */
#ifndef FACE_H
#define FACE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "history.h"

/* All members are there; arg is theirs. */
struct face {
	/* another round begins; false: nothing new is wanted now */
	bool (*begin)(void *arg);
	/* the next request, borrowed until its outcome; NULL: none */
	struct json_object *(*ask)(void *arg);
	/* its answer, which belongs to the face from then on */
	void (*answer)(void *arg, struct json_object *answer);
	/* or its failure, -errno as call.h has it */
	void (*lose)(void *arg, int rc, int64_t wall_ms);
	/* the journal has something to tell; old: it was there when we came */
	void (*news)(void *arg, const struct history_news *news, bool old);
	/* whether there is a journal: 0, or -errno */
	void (*journal)(void *arg, int rc);
	void *arg;
};

/* face_describe_loss - why nobody answers, as a clause: "no daemon", with where it was looked for. */
void face_describe_loss(int rc, const char *where, char *text, size_t text_bytes);

#endif
