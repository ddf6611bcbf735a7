/* why_text.h - what why_describe told, in plain words.  SPDX-License-Identifier: ISC */
#ifndef WHY_TEXT_H
#define WHY_TEXT_H

#include <json-c/json.h>
#include <stdio.h>

/* why_text_print - within WRAP_COLUMNS. */
void why_text_print(struct json_object *why, FILE *out);

#endif
