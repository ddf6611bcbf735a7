/* digest.h - several messages told as one.  SPDX-License-Identifier: ISC */
#ifndef DIGEST_H
#define DIGEST_H

#include "outbox.h"

#define DIGEST_MAX 50 /* messages in one */

/* A digest as it is told. */
struct digest_text {
	char why[TEXT_BYTES]; /* "7 opened, 5 closed" */
	char target[ROSTER_NAME_BYTES];
	const char **lines; /* owned */
	char *text;         /* owned; what they point into */
};

/* digest_form - make one, or some, of a channel's messages that have waited together, as far as they are
 * many; those that are few may go each by itself. */
void digest_form(struct outbox *outbox, struct outbox_channel *channel, int64_t now_ms);

/* digest_break - its messages are told each by itself. */
void digest_break(struct outbox *outbox, uint64_t digest);

/* digest_describe - fill in text, and the order but for its ids.  0, or -ENOMEM; to be freed by digest_fini
 * either way. */
int digest_describe(const struct outbox *outbox, uint64_t digest, struct digest_text *text,
		    struct muzzle_order *order);

/* digest_fini - frees what it holds. */
void digest_fini(struct digest_text *text);

#endif
