/* hash.c - see hash.h.  SPDX-License-Identifier: ISC */
#include "hash.h"

#define PRIME UINT64_C(0x100000001b3)

uint64_t hash_add(uint64_t hash, const void *data, size_t bytes)
{
	const unsigned char *at = data;

	for (; bytes > 0; bytes--)
		hash = (hash ^ *at++) * PRIME;
	return hash;
}
