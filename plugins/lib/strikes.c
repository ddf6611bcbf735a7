/* strikes.c - see strikes.h.  SPDX-License-Identifier: ISC */
#include "strikes.h"

#include <string.h>

#include "inlet.h"

#define NETWORK_BYTES 8 /* of an address of IPv6 */

static bool is_same(const union dial_address *a, const union dial_address *b)
{
	if (a->any.sa_family == AF_INET6 && b->any.sa_family == AF_INET6)
		return memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, NETWORK_BYTES) == 0;
	return inlet_is_same_host(a, b);
}

static int times(const struct strikes_entry *entry, int64_t now_ms)
{
	return now_ms - entry->since_ms < STRIKES_MS ? entry->times : 0;
}

static const struct strikes_entry *find(const struct strikes *strikes,
					const union dial_address *from, int64_t now_ms)
{
	for (int i = 0; i < STRIKES_ADDRESSES; i++)
		if (times(&strikes->list[i], now_ms) && is_same(&strikes->list[i].from, from))
			return &strikes->list[i];
	return NULL;
}

int64_t strikes_left_ms(const struct strikes *strikes, const union dial_address *from,
			int64_t now_ms)
{
	const struct strikes_entry *entry = find(strikes, from, now_ms);

	return entry && entry->times >= STRIKES_MAX ? entry->since_ms + STRIKES_MS - now_ms : 0;
}

static struct strikes_entry *pick(struct strikes *strikes, int64_t now_ms)
{
	struct strikes_entry *least = &strikes->list[0];

	for (int i = 1; i < STRIKES_ADDRESSES; i++)
		if (times(&strikes->list[i], now_ms) < times(least, now_ms))
			least = &strikes->list[i];
	*least = (struct strikes_entry){ .since_ms = now_ms };
	return least;
}

void strikes_note(struct strikes *strikes, const union dial_address *from, int64_t now_ms)
{
	const struct strikes_entry *known = find(strikes, from, now_ms);
	struct strikes_entry *entry =
		known ? &strikes->list[known - strikes->list] : pick(strikes, now_ms);

	entry->from = *from;
	entry->times++;
}
