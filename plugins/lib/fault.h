/* fault.h - what an HTTP answer without sessions means.  SPDX-License-Identifier: ISC */
#ifndef FAULT_H
#define FAULT_H

#include "muzzle_plugin.h"

/* fault_kind - wrong keys, paths and mappings are MUZZLE_SETUP; what may pass by itself is
 * MUZZLE_PATH.  json: the body was JSON, but not what the mapping reads. */
enum muzzle_fault fault_kind(const struct muzzle_answer *answer, bool json);

/* fault_describe - what happened and, for a setup fault, the remedy. */
void fault_describe(char *out, size_t out_bytes, const struct muzzle_answer *answer, bool json);

/* fault_status_listed - whether a pattern such as 204, 20x or 2xx matches the status. */
bool fault_status_listed(const char *const *patterns, int status);

#endif
