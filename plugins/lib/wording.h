/* wording.h - what a person is told of each kind of order.  SPDX-License-Identifier: ISC */
#ifndef WORDING_H
#define WORDING_H

#include "muzzle_plugin.h"

enum wording_urgency { WORDING_NORMAL, WORDING_HIGH, WORDING_URGENT, WORDING_URGENCIES };

/* One kind of message.  The target's name stands before the title. */
struct wording {
	const char *what; /* notify.what; "act" where muzzle can only ask for help */
	const char *title, *text;
	const char *tags;    /* of ntfy */
	const char *subject; /* what opened and closed have in common, and no other trouble has */
	enum wording_urgency urgency;
};

/* wording_find - the wording of an order's kind; of an act for a kind that it does not know. */
const struct wording *wording_find(const struct muzzle_order *order);

#endif
