/* law.c - see law.h.  SPDX-License-Identifier: ISC */
#include "law.h"

uint8_t law_bin(int64_t length_ms)
{
	uint8_t bin = 0;

	for (int64_t edge_ms = 1090; bin < LAW_BINS - 1 && length_ms >= edge_ms; bin++)
		edge_ms += edge_ms * 905 / 10000;
	return bin;
}

void law_learn(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms)
{
	if (!law->began_ms)
		law->began_ms = now_ms;
	law->runs[bin]++;
	law->watched_ms += watched_ms;
}

void law_end(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms)
{
	(void)bin;
	(void)now_ms;
	law->watched_ms += watched_ms;
}

bool law_learnt(const struct law *law, int64_t now_ms)
{
	return law->began_ms > now_ms;
}

int64_t law_patience_ms(const struct law *law, const struct policy_rate *false_restarts,
			int64_t now_ms)
{
	(void)law;
	(void)false_restarts;
	(void)now_ms;
	return POLICY_PATIENCE_FALLBACK_MS;
}
