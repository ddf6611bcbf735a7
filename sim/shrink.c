/* shrink.c - see shrink.h.  SPDX-License-Identifier: ISC */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

/* picks without those of [from, from + chunk). */
struct attempt {
	uint32_t *rest; /* owned, room for all */
	size_t count;
};

static void leave_out(struct attempt *attempt, const uint32_t *picks, size_t from, size_t chunk)
{
	size_t after = from + chunk < attempt->count ? attempt->count - from - chunk : 0;

	memcpy(attempt->rest, picks, from * sizeof(*picks));
	if (after)
		memcpy(attempt->rest + from, picks + from + chunk, after * sizeof(*picks));
}

size_t shrink_picks(uint32_t *picks, size_t count, shrink_picks_fail *fails, void *ctx)
{
	struct attempt attempt = { malloc(count * sizeof(*picks) + 1), count };
	size_t chunk = (count + 1) / 2;
	bool shrunk;

	if (!attempt.rest)
		return SIZE_MAX;
	do {
		shrunk = false;
		for (size_t from = 0; from < attempt.count;) {
			size_t gone = from + chunk < attempt.count ? chunk : attempt.count - from;

			leave_out(&attempt, picks, from, gone);
			if (!fails(ctx, attempt.rest, attempt.count - gone)) {
				from += chunk;
				continue;
			}
			attempt.count -= gone;
			memcpy(picks, attempt.rest, attempt.count * sizeof(*picks));
			shrunk = true;
		}
		shrunk = shrunk || chunk > 1;
		chunk = (chunk + 1) / 2;
	} while (attempt.count && shrunk);
	free(attempt.rest);
	return attempt.count;
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
