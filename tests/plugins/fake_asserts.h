/* fake_asserts.h - what tests of several plugins assert of them.  SPDX-License-Identifier: ISC */
#ifndef FAKE_ASSERTS_H
#define FAKE_ASSERTS_H

#include <stdio.h>

#include "fake_host.h"

/* assert_told - what was reported since the last look, as fake_told() has it. */
void assert_told(struct muzzle_inst *inst, const char *lines);

/* assert_refuses - the plugin with these settings does not start, and says why. */
void assert_refuses(const char *plugin, const struct fake_setting *settings, const char *why);

/* fake_fixture - opens a recorded file, which must be there; the caller closes it. */
FILE *fake_fixture(const char *name);

#endif
