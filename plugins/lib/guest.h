/* guest.h - reads from a request what the doorman judges.  SPDX-License-Identifier: ISC */
#ifndef GUEST_H
#define GUEST_H

#include "doorman.h"
#include "incoming.h"

/* guest_peer - who sends the request; borrows from it. */
struct doorman_peer guest_peer(const struct incoming *request);

/* guest_call - all that doorman_judge needs; borrows from the request. */
struct doorman_call guest_call(const struct incoming *request, enum doorman_want want,
			       int64_t now_ms);

#endif
