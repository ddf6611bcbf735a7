/* fake_options.h - fills an instance from an option table, for tests.  SPDX-License-Identifier: ISC */
#ifndef FAKE_OPTIONS_H
#define FAKE_OPTIONS_H

#include "fake_host.h"

/* fake_options_apply - writes defaults and settings; NULL, or why a setting was refused. */
const char *fake_options_apply(struct muzzle_inst *inst, const struct fake_setting *settings);

/* fake_keep - remembers a heap block that fake_close() is to free; gives it back. */
void *fake_keep(struct muzzle_inst *inst, void *block);

/* fake_copy - a kept copy of a string, NULL for NULL. */
const char *fake_copy(struct muzzle_inst *inst, const char *text);

#endif
