/* explore_search.c - depth first, never twice from a state with no more depth left than before.
 * SPDX-License-Identifier: ISC */
#include "explore.h"

#include <stdlib.h>
#include <string.h>

/* The states seen, by hash, and the depth that was left when they were. */
struct seen {
	uint64_t *hashes;
	uint8_t *left;
	size_t room, used;
};

static size_t place_of(const struct seen *seen, uint64_t hash)
{
	size_t at = hash & (seen->room - 1);

	while (seen->hashes[at] && seen->hashes[at] != hash)
		at = (at + 1) & (seen->room - 1);
	return at;
}

static void make_room(struct seen *seen, size_t room)
{
	struct seen bigger = { calloc(room, sizeof(uint64_t)), calloc(room, 1), room, seen->used };

	if (!bigger.hashes || !bigger.left)
		abort();
	for (size_t i = 0; i < seen->room; i++) {
		if (!seen->hashes[i])
			continue;
		size_t at = place_of(&bigger, seen->hashes[i]);

		bigger.hashes[at] = seen->hashes[i];
		bigger.left[at] = seen->left[i];
	}
	free(seen->hashes);
	free(seen->left);
	*seen = bigger;
}

enum visit { VISIT_KNOWN = 1, VISIT_DEEPER, VISIT_NEW };

static enum visit visit(struct seen *seen, uint64_t hash, int left)
{
	size_t at = place_of(seen, hash);
	bool known = seen->hashes[at] != 0;

	if (known && seen->left[at] >= left)
		return VISIT_KNOWN;
	seen->hashes[at] = hash;
	seen->left[at] = (uint8_t)left;
	if (known)
		return VISIT_DEEPER;
	if (++seen->used > seen->room / 2)
		make_room(seen, seen->room * 2);
	return VISIT_NEW;
}

struct search {
	struct explore *x;
	struct seen seen;
	char *levels; /* a saved state for each depth */
};

static void follow(struct search *search, int letter, int left)
{
	struct explore *x = search->x;
	char *level = search->levels + (size_t)x->depth * x->bytes;
	enum visit how;

	memcpy(x->box, level, x->bytes);
	x->path[x->depth++] = (char)letter;
	explore_tell(x, &x->alphabet->letters[letter]);
	x->transitions++;
	how = visit(&search->seen, explore_hash(x) | 1, left);
	if (how == VISIT_NEW && !x->broken) {
		x->states++;
		explore_check_state(x, &x->alphabet->letters[letter]);
	}
	if (how != VISIT_KNOWN && left)
		memcpy(level + x->bytes, x->box, x->bytes);
	if (how != VISIT_KNOWN && !left)
		x->closed = false;
	if (how != VISIT_KNOWN && left)
		for (int next = 0; next < x->alphabet->count && !x->broken; next++)
			follow(search, next, left - 1);
	if (!x->broken)
		x->depth--;
}

void explore_search(struct explore *x, int depth)
{
	struct search search = { .x = x, .levels = malloc((size_t)(depth + 1) * x->bytes) };

	if (!search.levels)
		abort();
	make_room(&search.seen, 1 << 16);
	memcpy(search.levels, x->box, x->bytes);
	x->closed = true;
	for (int letter = 0; letter < x->alphabet->count && !x->broken; letter++)
		follow(&search, letter, depth - 1);
	free(search.levels);
	free(search.seen.hashes);
	free(search.seen.left);
}
