/* fake_show.h - what an exporter asks of the host, and is shown by it.  SPDX-License-Identifier: ISC */
#ifndef FAKE_SHOW_H
#define FAKE_SHOW_H

#include "fake_host.h"

/* fake_ask - the service; inst->answers says what, {"error":"no answer"} without one. */
const char *fake_ask(struct muzzle_inst *inst, const char *request);

/* fake_show - a line of the journal, at the instance's wall clock now; text NULL: no news. */
void fake_show(struct muzzle_inst *inst, const char *json, const char *target, const char *text);

/* fake_show_past - the same, of a line that was there before, so many ms ago. */
void fake_show_past(struct muzzle_inst *inst, const struct muzzle_entry *entry, int64_t ago_ms);

#endif
