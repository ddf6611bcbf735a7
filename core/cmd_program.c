/* cmd_program.c - see cmd_program.h.  SPDX-License-Identifier: ISC */
#include "cmd_program.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INSTALLED_DIR MUZZLE_PREFIX "/lib/muzzle"
#define NAME_BYTES 32

/* In a build tree all programs are in one directory. */
void cmd_program_find_beside(char path[PATH_MAX], const char *name)
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - NAME_BYTES - 1);
	char *slash;

	path[length > 0 ? length : 0] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash ? slash : path, NAME_BYTES + 1, "/%s", name);
}

/* The command line as it was typed: -c and --json were taken out of it. */
static void fill(const struct cmd_args *args, const char **argv)
{
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

int cmd_program_run(const struct cmd_args *args)
{
	const char **argv = calloc((size_t)args->argc + 4, sizeof(*argv));
	char name[NAME_BYTES], path[PATH_MAX];

	if (!argv)
		return CMD_FAILED;
	snprintf(name, sizeof(name), "muzzle-%s", args->argv[0]);
	argv[0] = name;
	fill(args, argv + 1);
	cmd_program_find_beside(path, name);
	try(path, argv);
	if (errno == ENOENT) {
		snprintf(path, sizeof(path), "%s/%s", INSTALLED_DIR, name);
		try(path, argv);
	}
	fprintf(stderr, "muzzle: %s: cannot run %s: %s; `make install` puts it there\n",
		args->argv[0], path, strerror(errno));
	free(argv);
	return CMD_FAILED;
}
