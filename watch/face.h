/* face.h - one way to show what the daemon knows: a screen, lines, JSON.
 * SPDX-License-Identifier: ISC */
#ifndef FACE_H
#define FACE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "history.h"

/* Every member is set; each callback gets .arg. */
struct face {
	/* a round begins; false: skip it, the journal is not read */
	bool (*begin)(void *arg);
	/* the next request, borrowed until .answer or .lose; NULL: none */
	struct json_object *(*ask)(void *arg);
	/* its answer, owned by the face from then on */
	void (*answer)(void *arg, struct json_object *answer);
	/* or why there is none: -errno, see call.h */
	void (*lose)(void *arg, int rc, int64_t wall_ms);
	/* an entry of the journal; old: it was there before watch began */
	void (*news)(void *arg, const struct history_news *news, bool old);
	/* the journal was read: 0, or -errno */
	void (*journal)(void *arg, int rc);
	void *arg;
};

/* face_describe_loss - why the daemon does not answer (rc: -errno), as a clause with the place. */
void face_describe_loss(int rc, const char *where, char *text, size_t text_bytes);

#endif
