/* fake_actions.h - orders for action plugins, and what became of them.  SPDX-License-Identifier: ISC */
#ifndef FAKE_ACTIONS_H
#define FAKE_ACTIONS_H

#include "fake_host.h"

#define FAKE_WHY "down for 95 s" /* of every order */
#define FAKE_INCIDENT 3
#define FAKE_SINCE_MS 95000 /* what messages are about began so long ago */

/* fake_order - an act on gateway/session (NULL: on the gateway itself), to be changed at will.
 * Strings live until fake_close(). */
struct muzzle_order fake_order(struct muzzle_inst *inst, uint64_t id, const char *gateway,
			       const char *session);

/* fake_act - gives that order, which must be taken. */
void fake_act(struct muzzle_inst *inst, uint64_t id, const char *gateway, const char *session);

/* fake_tell - orders a message of that kind about gateway/session for an incident; message
 * "0a1b2c-ID". */
void fake_tell(struct muzzle_inst *inst, uint64_t id, const char *what, uint64_t incident);

/* fake_assert_result - the newest result is this one. */
void fake_assert_result(const struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
			const char *why);

/* fake_count_pending - live requests. */
size_t fake_count_pending(struct muzzle_inst *inst);

#endif
