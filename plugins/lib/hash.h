/* hash.h - tells texts apart by a number, FNV-1a of 64 bits; against accidents, not against forgers.
 * SPDX-License-Identifier: ISC
 */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* hash_add - goes on from HASH_START, or from the hash of what stands before. */
uint64_t hash_add(uint64_t hash, const void *data, size_t bytes);

#endif
