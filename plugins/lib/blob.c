/* blob.c - see blob.h.  SPDX-License-Identifier: ISC */
#include "blob.h"

#include <stdlib.h>
#include <string.h>

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

struct blob *blob_take_text(struct blob_room *room, struct growing *text)
{
	struct blob *blob;

	if (text->failed)
		growing_end(text);
	blob = blob_take(room, text->data, text->bytes);
	*text = (struct growing){ .data = NULL };
	return blob;
}

struct blob *blob_copy(struct blob_room *room, const char *text)
{
	return blob_take(room, strdup(text), strlen(text));
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
