/* guest.h - what the headers of a request say of who sends it.  SPDX-License-Identifier: ISC */
#ifndef GUEST_H
#define GUEST_H

#include "doorman.h"
#include "incoming.h"

/* guest_peer - borrowed from the request. */
struct doorman_peer guest_peer(const struct incoming *request);

/* guest_call - for the doorman's judgement; borrowed from the request. */
struct doorman_call guest_call(const struct incoming *request, enum doorman_want want,
			       int64_t now_ms);

#endif
