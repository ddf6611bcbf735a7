/* wanted.h - the command line of muzzle-watch.  SPDX-License-Identifier: ISC */
#ifndef WANTED_H
#define WANTED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define WANTED_WHY_BYTES 160

struct wanted {
	const char *file; /* the configuration; NULL: where it usually lies */
	bool file_given;
	const char *target; /* NULL: all */
	int64_t every_ms;
	bool json, plain, help;
};

/* wanted_parse - 0, or -EINVAL with the reason; what argv holds is borrowed. */
int wanted_parse(int argc, char **argv, struct wanted *wanted, char why[WANTED_WHY_BYTES]);

/* wanted_print_usage - what can be wanted. */
void wanted_print_usage(FILE *out);

#endif
