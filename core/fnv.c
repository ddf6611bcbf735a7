/* fnv.c - see fnv.h.  SPDX-License-Identifier: ISC */
#include "fnv.h"

#define PRIME UINT64_C(0x100000001b3)

uint64_t fnv_add(uint64_t sum, const char *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		sum = (sum ^ (unsigned char)data[i]) * PRIME;
	return sum;
}
