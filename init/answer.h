/* answer.h - an answer over HTTP, and how it is read.  SPDX-License-Identifier: ISC
 *
 * Pure.  Texts that are read from it are cleaned, so they may be shown; its size is bounded.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "units.h"

#define ANSWER_MAX_BYTES 1048576
#define ANSWER_WHY_BYTES 256
#define ANSWER_TYPE_BYTES 48

struct answer {
	int status;                   /* of HTTP; 0: no answer came, see .why */
	char *body;                   /* owned, NULL: none; ends with a NUL that is not counted */
	size_t bytes;                 /* at most ANSWER_MAX_BYTES */
	bool cut;                     /* it was longer */
	bool setup;                   /* no answer until a person corrects url or certificate */
	bool tls;                     /* it is the certificate */
	char type[ANSWER_TYPE_BYTES]; /* Content-Type, "" without one */
	char to[ANSWER_WHY_BYTES];    /* where a redirect leads, "" without one; never followed */
	char why[ANSWER_WHY_BYTES];   /* why no answer came */
};

/* answer_json - the body, owned by the caller (json_object_put); NULL: it is not all JSON. */
struct json_object *answer_json(const struct answer *answer);

/* answer_text - the string, number or boolean at a JSON pointer, cleaned and cut; false: none. */
bool answer_text(struct json_object *json, const char *pointer, char *text, size_t bytes);

/* answer_name - the same of a name, uncleaned: cleaned it might be that of another.  False also if
 * it is not valid. */
bool answer_name(struct json_object *json, const char *pointer, char name[UNITS_NAME_MAX + 1]);

/* answer_fini - free the body and zero the rest; a zeroed answer is allowed. */
void answer_fini(struct answer *answer);

#endif
