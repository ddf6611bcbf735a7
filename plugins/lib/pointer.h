/* pointer.h - JSON pointers (RFC 6901) as options have them.  SPDX-License-Identifier: ISC */
#ifndef POINTER_H
#define POINTER_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/* To be put behind the name of an option. */
#define POINTER_FORM "must be a JSON pointer, as /a/b"

/* pointer_is_valid - of so many bytes of text; an empty one means the whole document. */
bool pointer_is_valid(const char *text, size_t bytes);

/* pointer_find_text - the text of the value there, a number's and a boolean's too; borrowed.  "" for
 * none, null, an object and an array, and without a document or a pointer. */
const char *pointer_find_text(struct json_object *in, const char *pointer);

#endif
