/* looped.h - a loop for a test, and waiting on a state with a deadline.  SPDX-License-Identifier: ISC */
#ifndef LOOPED_H
#define LOOPED_H

#include "clock.h"
#include "loop.h"

#define LOOPED_DEADLINE_MS 20000

/* Serves the loop until done is true; fails the test when that takes too long. */
#define LOOPED_UNTIL(loop, done)                                        \
	do {                                                            \
		int64_t end_ms_ = clock_boot_ms() + LOOPED_DEADLINE_MS; \
		while (!(done)) {                                       \
			assert_true(clock_boot_ms() < end_ms_);         \
			loop_turn((loop), 100);                         \
		}                                                       \
	} while (0)

#endif
