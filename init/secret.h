/* secret.h - the key of a gateway, and how a configuration names it without showing it.
 * SPDX-License-Identifier: ISC
 */
#ifndef SECRET_H
#define SECRET_H

#include <limits.h>
#include <stdbool.h>

#include "wish.h"

#define SECRET_BYTES 4096
#define SECRET_WHY_BYTES 640

struct secret {
	char key[SECRET_BYTES];        /* "" for none */
	char reference[PATH_MAX + 16]; /* ${env:...} or ${file:...}; "" until it is known */
	bool loose;                    /* it must be written to a file of its own */
};

/* secret_take - by what the command line says.  0, with no key when it says nothing; -EINVAL with the reason
 * and its remedy in why, never the key. */
int secret_take(struct secret *secret, const struct wish *wish, char why[SECRET_WHY_BYTES]);

/* secret_is_key - it may stand in a header as it is. */
bool secret_is_key(const char *key);

/* secret_fini - wipes it. */
void secret_fini(struct secret *secret);

#endif
