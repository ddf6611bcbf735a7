/* base64.h - bytes as text (RFC 4648), with its padding.  SPDX-License-Identifier: ISC */
#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>

#define BASE64_BYTES(bytes) (((bytes) + 2) / 3 * 4 + 1) /* with the NUL */

/* base64_write - out has room for BASE64_BYTES(bytes).  Returns the bytes written, NUL not counted. */
size_t base64_write(char *out, const char *text, size_t bytes);

#endif
