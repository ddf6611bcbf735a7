/* shrink.c - see shrink.h.  SPDX-License-Identifier: ISC */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

struct search {
	uint32_t *picks; /* what is left */
	size_t count;
	uint32_t *rest; /* owned: what would be, without a chunk; room for all */
	shrink_picks_fail *fails;
	void *ctx;
};

static bool leave_out(struct search *search, size_t from, size_t chunk)
{
	size_t after = search->count - from - chunk;

	memcpy(search->rest, search->picks, from * sizeof(*search->rest));
	memcpy(search->rest + from, search->picks + from + chunk, after * sizeof(*search->rest));
	if (!search->fails(search->ctx, search->rest, from + after))
		return false;
	search->count = from + after;
	memcpy(search->picks, search->rest, search->count * sizeof(*search->rest));
	return true;
}

/* True: some chunk could go, so that others may go now. */
static bool leave_out_chunks(struct search *search, size_t chunk)
{
	bool shrunk = false;

	for (size_t from = 0; from < search->count;) {
		size_t left = search->count - from;

		if (leave_out(search, from, left < chunk ? left : chunk))
			shrunk = true;
		else
			from += chunk;
	}
	return shrunk;
}

size_t shrink_picks(uint32_t *picks, size_t count, shrink_picks_fail *fails, void *ctx)
{
	struct search search = { picks, count, malloc(count * sizeof(*picks) + 1), fails, ctx };

	if (!search.rest)
		return SIZE_MAX;
	for (size_t chunk = (count + 1) / 2; chunk > 1; chunk = (chunk + 1) / 2)
		leave_out_chunks(&search, chunk);
	while (leave_out_chunks(&search, 1))
		;
	free(search.rest);
	return search.count;
}

/* A world that could do instead of the present one. */
struct candidate {
	struct sim_setup *setup; /* the present one */
	int64_t t_ms;            /* when it fails */
	shrink_world_fails *fails;
	void *ctx;
};

static void try(struct candidate *candidate, const struct sim_setup *smaller)
{
	int64_t t_ms = candidate->fails(candidate->ctx, smaller);

	if (t_ms < 0)
		return;
	*candidate->setup = *smaller;
	candidate->t_ms = t_ms;
}

/* Nothing that comes later matters. */
static void try_shorter(struct candidate *candidate)
{
	struct sim_setup smaller = *candidate->setup;

	if (candidate->t_ms + smaller.poll_ms >= smaller.length_ms)
		return;
	smaller.length_ms = candidate->t_ms + smaller.poll_ms;
	try(candidate, &smaller);
}

static void try_calmer(struct candidate *candidate)
{
	struct sim_setup smaller = *candidate->setup;

	if (smaller.base_faults) {
		smaller.base_faults = false;
		try(candidate, &smaller);
	}
	smaller = *candidate->setup;
	if (smaller.bursty) {
		smaller.bursty = false;
		try(candidate, &smaller);
	}
}

static void try_fewer_scenarios(struct candidate *candidate)
{
	for (int bit = 0; bit < 32; bit++) {
		struct sim_setup smaller = *candidate->setup;

		if (!(smaller.scenarios >> bit & 1))
			continue;
		smaller.scenarios &= ~(UINT32_C(1) << bit);
		try(candidate, &smaller);
	}
}

static void try_fewer_sessions(struct candidate *candidate)
{
	int sessions = candidate->setup->sessions;

	for (int fewer = 1; fewer < sessions && candidate->setup->sessions == sessions; fewer++) {
		struct sim_setup smaller = *candidate->setup;

		smaller.sessions = fewer;
		try(candidate, &smaller);
	}
}

int64_t shrink_world(struct sim_setup *setup, int64_t t_ms, shrink_world_fails *fails, void *ctx)
{
	struct candidate candidate = { setup, t_ms, fails, ctx };

	try_shorter(&candidate);
	try_calmer(&candidate);
	try_fewer_scenarios(&candidate);
	try_fewer_sessions(&candidate);
	try_shorter(&candidate);
	return candidate.t_ms;
}
