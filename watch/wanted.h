/* wanted.h - the command line of muzzle-watch.  SPDX-License-Identifier: ISC */
#ifndef WANTED_H
#define WANTED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define WANTED_WHY_BYTES 160

struct wanted {
	const char *file; /* the configuration; NULL: in its usual place */
	bool file_given;
	const char *target; /* NULL: all */
	int64_t every_ms;
	bool json, plain, help;
};

/* wanted_parse - 0, or -EINVAL with the reason in why; wanted borrows from argv. */
int wanted_parse(int argc, char **argv, struct wanted *wanted, char why[WANTED_WHY_BYTES]);

/* wanted_print_usage - the options, as --help prints them. */
void wanted_print_usage(FILE *out);

#endif
