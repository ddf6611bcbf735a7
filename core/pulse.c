/* pulse.c - see pulse.h.  SPDX-License-Identifier: ISC */
#include "pulse.h"

static int64_t if_long(int64_t ms)
{
	return ms >= PULSE_LIMIT_MS ? ms : 0;
}

/* The clocks are read one after the other: a difference of a few milliseconds is no suspend. */
static int64_t suspended_since(struct pulse *pulse, int64_t boot_ms, int64_t mono_ms)
{
	int64_t ahead_ms = boot_ms - mono_ms;
	int64_t slept_ms = pulse->beating ? ahead_ms - pulse->ahead_ms : 0;

	pulse->ahead_ms = ahead_ms;
	pulse->beating = true;
	return slept_ms > 0 ? slept_ms : 0;
}

struct pulse_finding pulse_wake(struct pulse *pulse, int64_t boot_ms, int64_t mono_ms,
				int64_t due_ms)
{
	int64_t slept_ms = suspended_since(pulse, boot_ms, mono_ms);
	int64_t from_ms = due_ms > pulse->awake_ms ? due_ms : pulse->awake_ms;
	int64_t late_ms = from_ms < boot_ms ? boot_ms - from_ms : 0;

	pulse->awake_ms = boot_ms;
	return (struct pulse_finding){
		.lag_ms = if_long(late_ms - slept_ms),
		.resume_ms = if_long(slept_ms),
	};
}

struct pulse_finding pulse_sleep(struct pulse *pulse, int64_t boot_ms, int64_t mono_ms)
{
	bool woken = pulse->beating;
	int64_t slept_ms = suspended_since(pulse, boot_ms, mono_ms);
	int64_t busy_ms = woken ? boot_ms - pulse->awake_ms - slept_ms : 0;

	pulse->awake_ms = boot_ms;
	return (struct pulse_finding){
		.lag_ms = if_long(busy_ms),
		.resume_ms = if_long(slept_ms),
	};
}
