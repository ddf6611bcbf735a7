/* lend.h - the services that plugins are lent.  SPDX-License-Identifier: ISC */
#ifndef LEND_H
#define LEND_H

#include "muzzle_plugin.h"

/* lend_services - the one table for all instances, constant. */
const struct muzzle_host *lend_services(void);

/* lend_words - the table for check(): nothing can be started by it.  What is logged becomes a remark
 * at the section's place. */
const struct muzzle_host *lend_words(void);

#endif
