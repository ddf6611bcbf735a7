/* cost.c - see cost.h.  SPDX-License-Identifier: ISC */
#include "cost.h"

#define PLACE_BITS 4
#define PLACE_MASK 15u

static void halve(struct cost *cost)
{
	cost->tries /= 2;
	cost->helped = (cost->helped + 1) / 2; /* what errs, errs on the side of the given order */
	if (cost->helped > cost->tries)
		cost->helped = cost->tries;
}

static void fade(struct cost *cost, int64_t now_ms)
{
	for (; cost->tries && now_ms - cost->faded_ms >= COST_HALF_MS;
	     cost->faded_ms += COST_HALF_MS)
		halve(cost);
	if (!cost->tries)
		cost->faded_ms = now_ms;
}

void cost_repair(struct cost *cost)
{
	if (cost->tries > COST_TRIES_MAX)
		cost->tries = COST_TRIES_MAX;
	if (cost->helped > cost->tries)
		cost->helped = cost->tries;
}

static void count(struct cost *cost, int64_t now_ms)
{
	fade(cost, now_ms);
	if (cost->tries >= COST_TRIES_MAX)
		halve(cost);
	cost->tries++;
	cost->last_ms = now_ms;
}

void cost_helped(struct cost *cost, int64_t took_ms, int64_t now_ms)
{
	int64_t limited_ms = took_ms < 0 ? 0 : took_ms > INT32_MAX ? INT32_MAX : took_ms;

	count(cost, now_ms);
	cost->helped++;
	cost->mean_ms = (uint32_t)(cost->mean_ms +
				   (limited_ms - (int64_t)cost->mean_ms) / (int64_t)cost->helped);
}

void cost_unhelped(struct cost *cost, int64_t now_ms)
{
	count(cost, now_ms);
}

void cost_relapsed(struct cost *cost)
{
	if (cost->helped)
		cost->helped--;
}

struct cost cost_at(const struct cost *cost, int64_t now_ms)
{
	struct cost left = *cost;

	fade(&left, now_ms);
	return left;
}

bool cost_is_rare(const struct cost *cost, int64_t now_ms)
{
	struct cost left = cost_at(cost, now_ms);

	return left.tries >= COST_TRIES_MIN && left.helped * COST_RARE <= left.tries;
}

/* Each place holds its rung, by the bits in which the two differ: so the given order is 0. */
static uint32_t put(uint32_t order, uint32_t place, uint32_t rung)
{
	return order | (rung ^ place) << (PLACE_BITS * place);
}

uint32_t cost_order(const struct cost *costs, uint32_t rungs, int64_t now_ms)
{
	uint32_t order = 0, place = 0;

	for (int rare = 0; rare < 2; rare++)
		for (uint32_t rung = 0; rung < rungs; rung++)
			if (cost_is_rare(&costs[rung], now_ms) == rare)
				order = put(order, place++, rung);
	return order;
}

uint32_t cost_rung(uint32_t order, uint32_t place)
{
	return (order >> (PLACE_BITS * place) & PLACE_MASK) ^ place;
}

bool cost_fits(uint32_t order, uint32_t rungs)
{
	uint32_t seen = 0;

	for (uint32_t place = 0; place < rungs; place++)
		seen |= 1u << cost_rung(order, place);
	return seen == (1u << rungs) - 1 && (uint64_t)order >> (PLACE_BITS * rungs) == 0;
}
