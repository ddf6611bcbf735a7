/* pause.c - see pause.h.  SPDX-License-Identifier: ISC */
#include "pause.h"

#define FIRST_MS 1000
#define LONGEST_MS 60000
#define LONGEST_WISH_MS 3600000

int64_t pause_after_ms(int64_t failures)
{
	int64_t ms = FIRST_MS;

	while (--failures > 0 && ms < LONGEST_MS)
		ms *= 2;
	return ms < LONGEST_MS ? ms : LONGEST_MS;
}

void pause_grant(int64_t *quiet_until_ms, int64_t now_ms, int64_t asked_ms)
{
	int64_t until_ms = now_ms + (asked_ms < LONGEST_WISH_MS ? asked_ms : LONGEST_WISH_MS);

	if (asked_ms > 0 && until_ms > *quiet_until_ms)
		*quiet_until_ms = until_ms;
}

bool pause_is_over(int64_t *last_ms, int64_t now_ms, int64_t pause_ms)
{
	if (*last_ms && now_ms - *last_ms < pause_ms)
		return false;
	*last_ms = now_ms;
	return true;
}
