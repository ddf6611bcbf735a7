/* account.h - what was found and written, in words and as a JSON object.
 * SPDX-License-Identifier: ISC */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <json-c/json.h>

#include "steps.h"

#define ACCOUNT_BYTES 512

/* account_front - what answers, as a clause. */
void account_front(const struct survey *survey, char *text, size_t bytes);

/* account_found - tell what answers, and its sessions. */
void account_found(const struct steps *s);

/* account_container - tell which container it runs in. */
void account_container(const struct steps *s);

/* account_traffic - tell where its traffic is read, or how it could be. */
void account_traffic(const struct steps *s);

/* account_next - tell which commands come next. */
void account_next(const struct steps *s);

/* account_json - all of it as one object, owned by the caller; code: the exit code. */
struct json_object *account_json(const struct steps *s, int code);

#endif
