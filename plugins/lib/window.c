/* window.c - see window.h.  SPDX-License-Identifier: ISC */
#include "window.h"

#define HEAD(id) ((id) % WINDOW_IDS)

static bool has(const struct window *window, uint64_t id)
{
	for (uint16_t i = window->heads[HEAD(id)]; i; i = window->others[i - 1])
		if (window->ids[i - 1] == id)
			return true;
	return false;
}

/* Takes the id that stands there out of its chain, which has it. */
static void forget(struct window *window, uint16_t at)
{
	uint16_t *link = &window->heads[HEAD(window->ids[at])];

	while (*link != at + 1)
		link = &window->others[*link - 1];
	*link = window->others[at];
}

bool window_take(struct window *window, uint64_t id)
{
	uint16_t at = window->at;

	if (has(window, id))
		return false;
	if (window->full)
		forget(window, at);
	window->ids[at] = id;
	window->others[at] = window->heads[HEAD(id)];
	window->heads[HEAD(id)] = (uint16_t)(at + 1);
	window->at = (uint16_t)((at + 1) % WINDOW_IDS);
	window->full = window->full || window->at == 0;
	return true;
}
