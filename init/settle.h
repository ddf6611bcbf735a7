/* settle.h - the steps that write the configuration.  SPDX-License-Identifier: ISC */
#ifndef SETTLE_H
#define SETTLE_H

#include "steps.h"

/* settle_names - the gateway's name, and which file is written. */
int settle_names(struct steps *s);

/* settle_alert - where alerts go; asked for if it was not given. */
int settle_alert(struct steps *s);

/* settle_text - the text of the configuration. */
int settle_text(struct steps *s);

/* settle_write - write it to its file, and the key to another. */
int settle_write(struct steps *s);

/* settle_check - run `muzzle check`; what it refuses is taken back. */
int settle_check(struct steps *s);

/* settle_enforce - end the mode observe of an existing configuration, and do nothing else. */
int settle_enforce(struct steps *s);

#endif
