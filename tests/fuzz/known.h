/* known.h - a configuration for targets that need one.  SPDX-License-Identifier: ISC */
#ifndef KNOWN_H
#define KNOWN_H

#include "conf.h"

/* known_conf - gateway g with any session, gateway h with the sessions a and b; there until the end. */
const struct conf *known_conf(void);

#endif
