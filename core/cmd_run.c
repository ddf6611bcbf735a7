/* cmd_run.c - see cmd_run.h.  SPDX-License-Identifier: ISC */
#include "cmd_run.h"

#include "supervise.h"

int cmd_run_run(const struct cmd_args *args)
{
	if (args->argc > 1) {
		fprintf(stderr, "muzzle: run takes no arguments, found %s\n", args->argv[1]);
		return CMD_USAGE;
	}
	return supervise_run(args->file);
}
