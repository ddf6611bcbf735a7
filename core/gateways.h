/* gateways.h - [gateway] and [session] sections, typed and tied to what they name.
 * SPDX-License-Identifier: ISC */
#ifndef GATEWAYS_H
#define GATEWAYS_H

#include "loading.h"

/* gateways_load - all [gateway] sections; policies, sources and actions must be there.  0,
 * -ENOMEM. */
int gateways_load(struct loading *loading);

/* gateways_load_sessions - all [session] sections; the gateways must be there.  0, -ENOMEM. */
int gateways_load_sessions(struct loading *loading);

#endif
