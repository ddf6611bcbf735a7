/* cmd.h - what every subcommand is given, and the exit codes.  SPDX-License-Identifier: ISC */
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>
#include <stdio.h>

enum cmd_exit {
	CMD_OK = 0,
	CMD_FAILED = 1,
	CMD_USAGE = 2,
	CMD_UNREACHABLE = 3,
	CMD_MISUSED /* what it takes is still to be said, and then it is CMD_USAGE */
};

/* A command line without -c and --json, which are every command's. */
struct cmd_args {
	const char *file; /* the configuration */
	bool file_given;  /* by -c; else file is the default */
	bool json;
	int argc;
	char **argv; /* argv[0] is the command's name; ends with NULL */
	FILE *out;
};

#endif
