/* account.h - what was found and written, in words and as an object.  SPDX-License-Identifier: ISC */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <json-c/json.h>

#include "steps.h"

#define ACCOUNT_BYTES 512

/* account_front - who answers, as part of a sentence. */
void account_front(const struct survey *survey, char *text, size_t bytes);

/* account_found - who answers, with which sessions. */
void account_found(const struct steps *s);

/* account_container - where it runs. */
void account_container(const struct steps *s);

/* account_traffic - what sees it live, or what could. */
void account_traffic(const struct steps *s);

/* account_next - what to do with it. */
void account_next(const struct steps *s);

/* account_json - all of it as one object, the caller's. */
struct json_object *account_json(const struct steps *s, int code);

#endif
