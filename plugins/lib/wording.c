/* wording.c - see wording.h.  SPDX-License-Identifier: ISC */
#include "wording.h"

#include <string.h>

/* The last one is that of an act: what remains for a person when no action can help. */
static const struct wording wordings[] = {
	{ "opened", "is in trouble",
	  "It does not work. muzzle keeps watching, and does what it is configured to do.",
	  "warning", "Incident", WORDING_HIGH },
	{ "closed", "is well again", "It has been well for a while. This incident is over.",
	  "white_check_mark", "Incident", WORDING_NORMAL },
	{ "quarantined", "could not be helped",
	  "muzzle has nothing left to try for now. It keeps watching; what it may restart "
	  "it tries again after longer and longer pauses.",
	  "rotating_light", "Incident", WORDING_URGENT },
	{ "human", "needs a person",
	  "No restart can cure this. Please look: scan a code, log in again, or decide.",
	  "bust_in_silhouette", "Incident", WORDING_URGENT },
	{ "setup", "needs a look at its configuration",
	  "muzzle could not do what it is configured to do. Check addresses, keys and permissions.",
	  "wrench", "Setup", WORDING_HIGH },
	{ "reminder", "is still in trouble", "It has not been well since the last message.",
	  "hourglass", "Incident", WORDING_NORMAL },
	{ "leak", "leaks memory when restarted",
	  "Each restart leaves it larger. muzzle restarts all of it in place of its sessions.",
	  "droplet", "Leak", WORDING_HIGH },
	{ "digest", "messages", "", "card_index_dividers", "Digest", WORDING_HIGH },
	{ "act", "asks to be restarted", "muzzle has no way to do it by itself. Please look.",
	  "warning", "Incident", WORDING_HIGH },
};

const struct wording *wording_find(const struct muzzle_order *order)
{
	const struct wording *last = &wordings[sizeof(wordings) / sizeof(*wordings) - 1];
	const struct wording *w = wordings;

	if (!order->notify || !order->what)
		return last;
	while (w < last && strcmp(w->what, order->what) != 0)
		w++;
	return w;
}
