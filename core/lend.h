/* lend.h - the services that plugins are lent.  SPDX-License-Identifier: ISC */
#ifndef LEND_H
#define LEND_H

#include "muzzle_plugin.h"

/* lend_services - the one table for all instances, constant. */
const struct muzzle_host *lend_services(void);

#endif
