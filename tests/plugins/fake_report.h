/* fake_report.h - what a source reports, put down in words.  SPDX-License-Identifier: ISC */
#ifndef FAKE_REPORT_H
#define FAKE_REPORT_H

#include "fake_host.h"

/* fake_report - the host's report(): a line for fake_told(), and .last. */
int fake_report(struct muzzle_inst *inst, const struct muzzle_report *report);

/* fake_round - the host's round(). */
int fake_round(struct muzzle_inst *inst);

/* fake_uplink - the host's uplink(): a line for fake_told(). */
int fake_uplink(struct muzzle_inst *inst, bool up, const char *why);

/* fake_tell_blind - that the source is blind and why; NULL: that it sees again. */
void fake_tell_blind(struct muzzle_inst *inst, const char *why);

#endif
