/* wording.h - what a person, or a program, is told of an order.  SPDX-License-Identifier: ISC */
#ifndef WORDING_H
#define WORDING_H

#include <stddef.h>

#include "order.h"

#define WORDING_BYTES 2048 /* enough for any message, whole */

/* One kind of message.  The target's name stands before the title. */
struct wording {
	const char *what; /* notify.what; "act" where muzzle can only ask for help */
	const char *title, *text;
	const char *priority, *tags; /* of ntfy */
};

struct wording_message {
	const struct wording *words;
	const struct order *order;
	const char *hostname;
};

/* wording_find - the wording of an order's kind; of an act for a kind that it does not know. */
const struct wording *wording_find(const struct muzzle_order *order);

/* wording_print_title - "waha/omer needs a person". */
void wording_print_title(char *out, size_t out_bytes, const struct wording_message *m);

/* wording_print_json - one flat object for programs; its length. */
size_t wording_print_json(char *out, size_t out_bytes, const struct wording_message *m);

/* wording_print_text - lines for people: a sentence, the reason, where and when; their length. */
size_t wording_print_text(char *out, size_t out_bytes, const struct wording_message *m);

#endif
