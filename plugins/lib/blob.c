/* blob.c - see blob.h.  SPDX-License-Identifier: ISC */
#include "blob.h"

#include <stdlib.h>

struct blob *blob_take(struct blob_room *room, char *data, size_t bytes)
{
	struct blob *blob = data && bytes <= room->most - room->used ? malloc(sizeof(*blob)) : NULL;

	if (!blob) {
		free(data);
		return NULL;
	}
	room->used += bytes;
	*blob = (struct blob){ room, 1, bytes, data };
	return blob;
}

struct blob *blob_hold(struct blob *blob)
{
	blob->holders++;
	return blob;
}

void blob_let_go(struct blob *blob)
{
	if (!blob || --blob->holders)
		return;
	blob->room->used -= blob->bytes;
	free(blob->data);
	free(blob);
}
