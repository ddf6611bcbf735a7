/* fake_poll.h - a status_poll that asks, and a gateway that answers.  SPDX-License-Identifier: ISC */
#ifndef FAKE_POLL_H
#define FAKE_POLL_H

#include "fake_asserts.h"

#define OMER_UP "{\"name\":\"omer\",\"status\":\"WORKING\"}"

/* fake_poll_open - status_poll with the settings; it has sent its first request. */
struct muzzle_inst *fake_poll_open(const struct fake_setting *settings);

/* fake_poll_waha - the same with the preset waha and one key more, or key NULL. */
struct muzzle_inst *fake_poll_waha(const char *key, const char *value);

/* assert_answer - one answer to the request that waits or comes next; the reports it makes. */
void assert_answer(struct muzzle_inst *inst, int status, const char *body, const char *lines);

#endif
