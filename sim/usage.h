/* usage.h - what the command line of muzzle-sim asks for.  SPDX-License-Identifier: ISC */
#ifndef USAGE_H
#define USAGE_H

#include "cells.h"
#include "report.h"

struct usage {
	struct cells_wish wish;
	struct sim_setup common; /* sessions, poll, length, bursts */
	uint64_t seed, seeds;
	int processes;
	const char *conf;  /* NULL: the defaults */
	const char *trace; /* NULL: none is written */
	enum report_form form;
	bool list, help, shrink;
};

/* usage_parse - 0; -EINVAL, with what is wrong in why. */
int usage_parse(int argc, char **argv, struct usage *usage, char why[CELLS_WHY_BYTES]);

/* usage_print - all options. */
void usage_print(FILE *out);

#endif
