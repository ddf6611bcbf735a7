/* inbody.h - bodies of requests that come in, in bounded memory.  SPDX-License-Identifier: ISC
 *
 * A body of up to INBODY_SMALL_BYTES always has room.  Larger ones share the room of INBODY_LARGE
 * bodies of the greatest length; when that is full, the next sender is told to try again.
 */
#ifndef INBODY_H
#define INBODY_H

#include <stddef.h>

#include "sign.h"

#define INBODY_SMALL_BYTES 16384
#define INBODY_LARGE 4

/* What all bodies of one listener may have. */
struct inbody_room {
	size_t most;  /* of one body */
	size_t large; /* bytes of all larger ones now */
};

/* Zeroed: empty. */
struct inbody {
	char *data; /* owned */
	size_t bytes, room;
};

enum inbody_status { INBODY_TOO_LARGE = 413, INBODY_BUSY = 503 };

/* inbody_add - append a piece.  0, or the status to refuse it with; the body is dropped then. */
int inbody_add(struct inbody *body, struct inbody_room *room, struct sign_bytes piece);

/* inbody_drop - free the body; it is empty then. */
void inbody_drop(struct inbody *body, struct inbody_room *room);

#endif
