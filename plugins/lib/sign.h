/* sign.h - the signature under a message.  SPDX-License-Identifier: ISC */
#ifndef SIGN_H
#define SIGN_H

#include <stddef.h>

#define SIGN_HEX_BYTES 65 /* 32 bytes in hexadecimal, and a NUL */

struct sign_bytes {
	const char *data;
	size_t bytes;
};

/* sign_hmac_sha256 - HMAC-SHA256 (RFC 2104, FIPS 180-4) of the text, in lower-case hexadecimal.
 * Returns 0, or -EIO if the library refuses. */
int sign_hmac_sha256(char out[SIGN_HEX_BYTES], struct sign_bytes key, struct sign_bytes text);

#endif
