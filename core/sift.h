/* sift.h - what a plugin reports, checked and cleaned before anybody believes it.
 * SPDX-License-Identifier: ISC
 *
 * Pure: the clocks come in as arguments.
 */
#ifndef SIFT_H
#define SIFT_H

#include <stdint.h>

#include "muzzle_plugin.h"
#include "text.h"

/* What a report is judged against: the section's gateway or NULL, and both clocks. */
struct sift_frame {
	const char *gateway;
	int64_t boot_ms, wall_ms;
};

/* A clean report and the memory of its texts. */
struct sift_report {
	struct muzzle_report report;
	char raw[TEXT_BYTES], why[TEXT_BYTES], id[TEXT_BYTES];
};

/* sift_clean - the frame's gateway stands in where theirs is NULL.  at_ms becomes CLOCK_BOOTTIME, never
 * 0, never later than now; texts are never NULL.  The strings of gateway and session stay borrowed.
 * 0 and *why NULL, or -EINVAL and *why is a static sentence. */
int sift_clean(struct sift_report *clean, const struct muzzle_report *theirs,
	       const struct sift_frame *frame, const char **why);

#endif
