/* swarm.h - swarm testing: each seed has scenarios of its own.  SPDX-License-Identifier: ISC */
#ifndef SWARM_H
#define SWARM_H

#include <stdint.h>

/* swarm_scenarios - a subset of the study's scenarios as in sim_setup, never empty.  Which ones leave out
 * the others' noise matters (Groce et al. 2012), so that their number varies, too. */
uint32_t swarm_scenarios(uint64_t seed);

#endif
