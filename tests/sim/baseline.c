/* baseline.c - what the rules in use share.  SPDX-License-Identifier: ISC */
#include "baseline.h"

void baseline_fly(struct baseline_flight *flight, struct sim_hand *hand, int who, enum sim_act act)
{
	flight->until_ms = sim_now_ms(hand) + BASELINE_HANG_MS;
	flight->id = sim_act(hand, who, act);
}

bool baseline_landed(struct baseline_flight *flight, const struct sim_news *news, int64_t now_ms)
{
	bool ended = news && news->kind == EVIDENCE_RESULT && news->id == flight->id;

	if (!flight->id || (!ended && now_ms < flight->until_ms))
		return false;
	flight->id = 0;
	return true;
}

bool baseline_all_up(struct sim_hand *hand, int sessions, int64_t timeout_ms)
{
	struct sim_look look;

	for (int who = 0; who < sessions; who++) {
		sim_look(hand, who, &look);
		if (!look.answered || look.state != STATE_UP)
			return false;
		if (timeout_ms && look.took_ms > timeout_ms)
			return false;
	}
	return true;
}
