/* vet.h - asks muzzle itself what it thinks of a configuration.  SPDX-License-Identifier: ISC */
#ifndef VET_H
#define VET_H

#include <stddef.h>

#define VET_SAID_BYTES 8192

/* vet_check - `muzzle check -c file`: its exit code, and what it said, cut to fit; -errno when it could not
 * be run. */
int vet_check(const char *muzzle, const char *file, char said[VET_SAID_BYTES]);

#endif
