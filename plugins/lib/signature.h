/* signature.h - does a message come from somebody who has the key?  SPDX-License-Identifier: ISC */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "sign.h"

#define SIGNATURE_HASHES "sha512 sha256" /* for an option; its index is .hash */

struct signature {
	const char *const *keys; /* any of them will do, so that they can be changed; NULL: none */
	int64_t hash;
};

/* signature_fits - whether given is the HMAC of the body under one of the keys, in hexadecimal of
 * either case, with or without the name of the hash before it (`sha256=`).  The time it takes does
 * not depend on which bytes are wrong.  given NULL: false. */
bool signature_fits(const struct signature *signature, const char *given, struct sign_bytes body);

/* signature_is_key - whether given is one of the keys itself, in the same manner. */
bool signature_is_key(const struct signature *signature, const char *given);

#endif
