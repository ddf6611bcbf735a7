/* inbody.h - bodies of requests on their way in, in bounded memory.  SPDX-License-Identifier: ISC
 *
 * Up to INBODY_SMALL_BYTES always find room; larger ones share what INBODY_LARGE of the longest would
 * take; who comes then is asked to come again.
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

/* Zeroed: nothing has come. */
struct inbody {
	char *data; /* owned */
	size_t bytes, room;
};

enum inbody_status { INBODY_TOO_LARGE = 413, INBODY_BUSY = 503 };

/* inbody_add - 0, or the status that refuses so much; then all of it is dropped. */
int inbody_add(struct inbody *body, struct inbody_room *room, struct sign_bytes piece);

/* inbody_drop - empty again. */
void inbody_drop(struct inbody *body, struct inbody_room *room);

#endif
