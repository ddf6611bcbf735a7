/* cmd_sim.c - see cmd_sim.h.  SPDX-License-Identifier: ISC */
#include "cmd_sim.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "/muzzle-sim"
#define INSTALLED MUZZLE_PREFIX "/lib/muzzle" PROGRAM

/* In the build tree both lie in one directory. */
static void find_beside(char path[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - sizeof(PROGRAM));
	char *slash;

	path[length > 0 ? length : 0] = '\0';
	slash = strrchr(path, '/');
	memcpy(slash ? slash : path, PROGRAM, sizeof(PROGRAM));
}

/* The command line as it was typed: -c and --json were taken out of it. */
static void fill(const struct cmd_args *args, const char **argv)
{
	*argv++ = "muzzle-sim";
	if (args->json)
		*argv++ = "--json";
	if (args->file_given) {
		*argv++ = "-c";
		*argv++ = args->file;
	}
	memcpy(argv, args->argv + 1, (size_t)args->argc * sizeof(*argv)); /* and the NULL */
}

/* exec changes none of its words, though its prototype does not say so. */
static void try(const char *path, const char *const *argv)
{
	execv(path, (char *const *)(uintptr_t)argv);
}

int cmd_sim_run(const struct cmd_args *args)
{
	const char **argv = calloc((size_t)args->argc + 4, sizeof(*argv));
	const char *path;
	char beside[PATH_MAX];

	if (!argv)
		return CMD_FAILED;
	find_beside(beside);
	fill(args, argv);
	path = beside;
	try(path, argv);
	if (errno == ENOENT) {
		path = INSTALLED;
		try(path, argv);
	}
	fprintf(stderr, "muzzle: sim: cannot run %s: %s; `make install` puts it there\n", path,
		strerror(errno));
	free(argv);
	return CMD_FAILED;
}
