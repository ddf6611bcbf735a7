/* lived.h - short worlds for tests of those who listen.  SPDX-License-Identifier: ISC */
#ifndef LIVED_H
#define LIVED_H

#include "trial.h"

#define LIVED_MS (4 * SIM_DAY_MS)
#define LIVED_BIT(scenario) (UINT32_C(1) << (scenario))

/* Four sessions, four days, dying often enough. */
static inline struct sim_setup lived_setup(uint32_t scenarios)
{
	return (struct sim_setup){ .seed = 5,
				   .scenarios = scenarios,
				   .traffic = SIM_MEDIUM,
				   .law = SIM_LOGNORMAL,
				   .base_faults = true,
				   .sessions = 4,
				   .poll_ms = 10 * SIM_SECOND_MS,
				   .length_ms = LIVED_MS };
}

/* An engine that condemns on the third bad look. */
static inline struct watcher_config lived_rash(void)
{
	struct watcher_config config;

	watcher_config_default(&config);
	config.policy.patience_ms = 3 * SIM_SECOND_MS;
	return config;
}

#endif
