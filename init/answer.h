/* answer.h - what somebody answered, and what may be read out of it.  SPDX-License-Identifier: ISC
 *
 * Pure.  Every text that leaves here is fit to be shown; nothing of what is asked can grow without bounds.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define ANSWER_MAX_BYTES 1048576
#define ANSWER_WHY_BYTES 256
#define ANSWER_TYPE_BYTES 48

struct answer {
	int status;                   /* of HTTP; 0: none came, then why says so */
	char *body;                   /* owned, NULL: none; ends with a NUL that is not counted */
	size_t bytes;                 /* at most ANSWER_MAX_BYTES */
	bool cut;                     /* it was longer */
	bool setup;                   /* no answer until a person mends url or certificate */
	bool tls;                     /* it was the certificate */
	char type[ANSWER_TYPE_BYTES]; /* Content-Type, "" without one */
	char to[ANSWER_WHY_BYTES];    /* where a redirect leads, "" without one; never followed */
	char why[ANSWER_WHY_BYTES];
};

/* answer_json - the body, to be ended by json_object_put; NULL when it is not JSON as a whole. */
struct json_object *answer_json(const struct answer *answer);

/* answer_text - the string, number or truth at a JSON pointer, cleaned and cut; false: there is none. */
bool answer_text(struct json_object *json, const char *pointer, char *text, size_t bytes);

/* answer_fini - frees the body; what was not filled is zeroed and may be ended, too. */
void answer_fini(struct answer *answer);

#endif
