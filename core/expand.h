/* expand.h - ${env:NAME} and ${file:/path} in values.  SPDX-License-Identifier: ISC
 *
 * What is expanded is a secret: a key kept outside of the configuration.  It never appears in a
 * message; the text before expansion may.
 */
#ifndef EXPAND_H
#define EXPAND_H

#include <stdbool.h>
#include <stddef.h>

#define EXPAND_FILE_MAX_BYTES 65536

/* expand_has_reference - whether the text names anything to expand, so that its value is a
 * secret. */
bool expand_has_reference(const char *text);

/* expand_text - *value becomes the text with every reference replaced, to be freed (wiped first)
 * with expand_free.  A file loses one newline at its end; it must pass trust_check_file and hold
 * no NUL and no further line break.  -EINVAL with the reason in why (no secret in it), -ENOMEM. */
int expand_text(const char *text, char **value, char *why, size_t why_bytes);

/* expand_free - wipes and frees; NULL is allowed. */
void expand_free(char *value);

#endif
