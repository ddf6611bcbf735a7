/* arena.h - memory that is given back as a whole.  SPDX-License-Identifier: ISC
 *
 * A configuration is built once and dropped once: all its strings and tables live in one arena, so
 * that nothing in it needs an owner of its own.  Secrets may be among them: fini wipes the memory.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks; /* owned */
};

/* arena_alloc - zeroed memory for any type, alive until arena_fini; NULL when there is none. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* arena_dup - a copy of that many bytes with a NUL behind them; NULL when there is no memory. */
char *arena_dup(struct arena *arena, const char *text, size_t bytes);

/* arena_fini - wipes and frees all of it; the arena is empty and usable afterwards. */
void arena_fini(struct arena *arena);

#endif
