/* budget.h - how many acts a window may hold.  SPDX-License-Identifier: ISC
 *
 * Pure.  A window slides: an act leaves it when it is `window_ms` old, to the millisecond.
 */
#ifndef BUDGET_H
#define BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "policy.h"

/* The newest POLICY_ACTS_MAX acts, oldest first. */
struct budget {
	int64_t at_ms[POLICY_ACTS_MAX];
	uint32_t acts;  /* entries of at_ms in use */
	uint32_t total; /* acts ever charged; saturates */
};

/* budget_charge - account for one act at now_ms; never earlier than the last one charged. */
void budget_charge(struct budget *budget, int64_t now_ms);

/* budget_free_at - the first moment >= now_ms at which `rate` allows one more act; INT64_MAX if it never
 * does. */
int64_t budget_free_at(const struct budget *budget, const struct policy_rate *rate, int64_t now_ms);

/* budget_left - acts that `rate` still allows at now_ms. */
int64_t budget_left(const struct budget *budget, const struct policy_rate *rate, int64_t now_ms);

/* budget_forget - drop the acts charged since from_ms; how many they were. */
uint32_t budget_forget(struct budget *budget, int64_t from_ms);

/* budget_shift - move every act by delta_ms, when time starts anew under another boot. */
void budget_shift(struct budget *budget, int64_t delta_ms);

#endif
