/* lawbook.h - what a gateway's laws say, in numbers and in words.  SPDX-License-Identifier: ISC */
#ifndef LAWBOOK_H
#define LAWBOOK_H

#include <json-c/json.h>
#include <stdio.h>

#include "target.h"

#define LAWBOOK_BYTES 300

/* lawbook_describe - add "laws", one for each class of bad claim, as `auto` reads them for that target at
 * now_ms of the engine; nothing when its patience is fixed. */
void lawbook_describe(struct json_object *object, const struct target *target, int64_t now_ms);

/* lawbook_sentence - one of those in a sentence; text is LAWBOOK_BYTES long and returned. */
const char *lawbook_sentence(struct json_object *law, char *text);

#endif
