/* settle.h - the steps that make a configuration of what was found.  SPDX-License-Identifier: ISC */
#ifndef SETTLE_H
#define SETTLE_H

#include "steps.h"

/* settle_names - what it is called, beside what stands already. */
int settle_names(struct steps *s);

/* settle_alert - who is told; asked for where nobody said it. */
int settle_alert(struct steps *s);

/* settle_text - the configuration. */
int settle_text(struct steps *s);

/* settle_write - to its file, the key to its own. */
int settle_write(struct steps *s);

/* settle_check - what muzzle says of it. */
int settle_check(struct steps *s);

/* settle_enforce - only ends the mode observe of a configuration that stands. */
int settle_enforce(struct steps *s);

#endif
