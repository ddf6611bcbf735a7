/* fake_memory.h - what a plugin remembers, counts and is blind to, for fake_host.
 * SPDX-License-Identifier: ISC
 */
#ifndef FAKE_MEMORY_H
#define FAKE_MEMORY_H

#include "fake_host.h"

/* The functions that a fake host lends; as in muzzle_plugin.h. */
int fake_remember(struct muzzle_inst *inst, const char *text);
const char *fake_recall(struct muzzle_inst *inst);
int fake_blind(struct muzzle_inst *inst, const char *why);
int fake_set_gauge(struct muzzle_inst *inst, const char *name, int64_t value);
bool fake_lines_late(struct muzzle_inst *inst, uint32_t lines);

#endif
