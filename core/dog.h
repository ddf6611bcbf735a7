/* dog.h - the hardware that bites when we hang.  SPDX-License-Identifier: ISC
 *
 * Opening the device starts it; from then on it wants to be fed, or it resets the box.  Only dog_close
 * calls it off: whoever crashes or hangs does not get there.
 */
#ifndef DOG_H
#define DOG_H

#include <stdbool.h>
#include <stdint.h>

#include "log.h"

/* Zeroed: there is none. */
struct dog {
	char *path;                   /* owned; NULL: there is none */
	int fd;                       /* owned */
	int64_t asked_ms, timeout_ms; /* what was wanted, and what it answered */
	struct log *log;              /* borrowed */
	bool told;                    /* that it cannot be fed */
};

/* dog_open - start it, or with an open one of that path only set its time; what it answers is its timeout
 * then.  0; -errno: there is none, the reason and the remedy are logged, and nothing bites. */
int dog_open(struct dog *dog, const char *path, int64_t timeout_ms);

/* dog_feed - good for another timeout. */
void dog_feed(struct dog *dog);

/* dog_close - call it off; a kernel built never to do so bites all the same. */
void dog_close(struct dog *dog);

#endif
