/* secret.h - the key of a gateway, and how the configuration refers to it.
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
	char reference[PATH_MAX + 16]; /* ${env:...} or ${file:...}; "": not known yet */
	bool loose;                    /* it is in no file yet: one must be written */
};

/* secret_take - take the key that the command line names, if any.  0, or -EINVAL with the reason
 * and its remedy in why, never with the key. */
int secret_take(struct secret *secret, const struct wish *wish, char why[SECRET_WHY_BYTES]);

/* secret_is_key - true: it may stand in a header as it is. */
bool secret_is_key(const char *key);

/* secret_fini - wipe the key. */
void secret_fini(struct secret *secret);

#endif
