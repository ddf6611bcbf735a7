/* vet.h - runs `muzzle check` on a configuration.  SPDX-License-Identifier: ISC */
#ifndef VET_H
#define VET_H

#include <stddef.h>

#define VET_SAID_BYTES 8192

/* vet_check - its exit code, and its output in said, cut to fit; or -errno: it cannot be run. */
int vet_check(const char *muzzle, const char *file, char said[VET_SAID_BYTES]);

#endif
