/* nagios.h - how a check ended, by the rules of monitoring plugins.  SPDX-License-Identifier: ISC
 *
 * 0 OK, 1 WARNING, 2 CRITICAL say something of what is checked, and so does it that no answer came in
 * time.  All else, 3 UNKNOWN first of all, says only that the check could not look: lost, or broken.
 */
#ifndef NAGIOS_H
#define NAGIOS_H

#include "clean.h"
#include "evidence.h"

#define NAGIOS_OUTPUT_BYTES 8192 /* of one check */
#define NAGIOS_ENV_MAX 60        /* variables that may be given to one */

enum nagios_end {
	NAGIOS_OK = 1,
	NAGIOS_WARNING,
	NAGIOS_CRITICAL,
	NAGIOS_LATE,
	NAGIOS_LOST,
	NAGIOS_BROKEN
};

/* A check: what is to be run, and all that is said of how it went. */
struct nagios_check {
	const char *const *argv;
	const char *const *env;
	int64_t timeout_ms;
	char said[CLEAN_TEXT_BYTES];
};

/* nagios_start - host->spawn() of the check; 0: it cannot be run, and .said tells the remedy. */
uint32_t nagios_start(struct nagios_check *check, const struct evidence *by,
		      muzzle_spawn_done *done, void *arg);

/* nagios_read - how it ended; .said is the status word and the first line of text, or what happened
 * and, if it is NAGIOS_BROKEN, the remedy. */
enum nagios_end nagios_read(struct nagios_check *check, const struct muzzle_exit *how);

/* nagios_env_valid - whether each is NAME=value, and there are not too many; NULL is. */
bool nagios_env_valid(const char *const *env);

#endif
