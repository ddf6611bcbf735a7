/* budget.c - see budget.h.  SPDX-License-Identifier: ISC */
#include "budget.h"

#include <string.h>

void budget_charge(struct budget *budget, int64_t now_ms)
{
	if (budget->acts == POLICY_ACTS_MAX) {
		memmove(budget->at_ms, budget->at_ms + 1,
			sizeof(budget->at_ms) - sizeof(budget->at_ms[0]));
		budget->acts--;
	}
	budget->at_ms[budget->acts++] = now_ms;
	if (budget->total < UINT32_MAX)
		budget->total++;
}

int64_t budget_left(const struct budget *budget, const struct policy_rate *rate, int64_t now_ms)
{
	int64_t used = 0;

	for (uint32_t i = 0; i < budget->acts; i++)
		if (now_ms - budget->at_ms[i] < rate->window_ms)
			used++;
	return used < rate->acts ? rate->acts - used : 0;
}

int64_t budget_free_at(const struct budget *budget, const struct policy_rate *rate, int64_t now_ms)
{
	if (budget_left(budget, rate, now_ms) > 0)
		return now_ms;
	if (rate->acts < 1)
		return INT64_MAX;
	/* the act that must leave the window is the rate->acts-th newest */
	return budget->at_ms[budget->acts - (uint32_t)rate->acts] + rate->window_ms;
}

uint32_t budget_forget(struct budget *budget, int64_t from_ms)
{
	uint32_t gone = 0;

	while (budget->acts && budget->at_ms[budget->acts - 1] >= from_ms) {
		budget->at_ms[--budget->acts] = 0;
		gone++;
	}
	return gone;
}

void budget_shift(struct budget *budget, int64_t delta_ms)
{
	for (uint32_t i = 0; i < budget->acts; i++)
		budget->at_ms[i] += delta_ms;
}
