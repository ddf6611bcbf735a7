/* inbody.c - see inbody.h.  SPDX-License-Identifier: ISC */
#include "inbody.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 2048

static bool is_large(size_t room)
{
	return room > INBODY_SMALL_BYTES;
}

void inbody_drop(struct inbody *body, struct inbody_room *room)
{
	if (is_large(body->room))
		room->large -= body->room;
	free(body->data);
	*body = (struct inbody){ .data = NULL };
}

/* 0, or the status to refuse it with. */
static int grow(struct inbody *body, struct inbody_room *all, size_t bytes)
{
	size_t room = body->room ? body->room : FIRST_BYTES;
	size_t large = all->large - (is_large(body->room) ? body->room : 0);
	char *data;

	if (bytes > all->most)
		return INBODY_TOO_LARGE;
	while (room < bytes)
		room *= 2;
	room = room < all->most ? room : all->most;
	if (is_large(room) && large + room > INBODY_LARGE * all->most)
		return INBODY_BUSY;
	data = realloc(body->data, room);
	if (!data)
		return INBODY_BUSY;
	all->large = large + (is_large(room) ? room : 0);
	body->data = data;
	body->room = room;
	return 0;
}

int inbody_add(struct inbody *body, struct inbody_room *room, struct sign_bytes piece)
{
	int status = 0;

	if (body->bytes + piece.bytes > body->room)
		status = grow(body, room, body->bytes + piece.bytes);
	if (status) {
		inbody_drop(body, room);
		return status;
	}
	memcpy(body->data + body->bytes, piece.data, piece.bytes);
	body->bytes += piece.bytes;
	return 0;
}
