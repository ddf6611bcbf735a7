/* fnv.h - a sum that tells texts apart, FNV-1a of 64 bits; against accidents, not against forgers.
 * SPDX-License-Identifier: ISC
 */
#ifndef FNV_H
#define FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_START UINT64_C(0xcbf29ce484222325)

/* fnv_add - goes on from FNV_START, or from the sum of what stands before. */
uint64_t fnv_add(uint64_t sum, const char *data, size_t bytes);

#endif
