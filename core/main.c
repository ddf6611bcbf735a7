/* main.c - the options that every command knows, and the command.  SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "commands.h"
#include "conf.h"

/* Takes -c FILE and --json out of argv, wherever they stand before a "--".  False: FILE is missing. */
static bool take_common(struct cmd_args *args)
{
	int kept = 0, i = 0;

	for (; i < args->argc && strcmp(args->argv[i], "--") != 0; i++) {
		if (strcmp(args->argv[i], "--json") == 0) {
			args->json = true;
		} else if (strcmp(args->argv[i], "-c") == 0) {
			args->file = args->argv[++i];
			args->file_given = true;
			if (!args->file)
				return false;
		} else {
			args->argv[kept++] = args->argv[i];
		}
	}
	for (; i < args->argc; i++)
		args->argv[kept++] = args->argv[i];
	args->argv[kept] = NULL;
	args->argc = kept;
	return true;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int help(const char *only)
{
	commands_print_usage(stdout, only);
	return CMD_OK;
}

static int refuse_all(void)
{
	commands_print_usage(stderr, NULL);
	return CMD_USAGE;
}

static int refuse(const char *word)
{
	const struct commands_entry *near = commands_nearest(word);

	if (near)
		fprintf(stderr, "muzzle: there is no command %s; did you mean `%s`: %s?\n", word,
			near->name, near->help);
	else
		fprintf(stderr, "muzzle: there is no command %s: see `muzzle --help`\n", word);
	return CMD_USAGE;
}

/* In the words of the table, so that they stand once. */
static int misuse(const struct commands_entry *command)
{
	fprintf(stderr, "usage: muzzle %s %s\n       %s\n", command->name, command->takes,
		command->help);
	return CMD_USAGE;
}

/* Behind a command `help` may be a gateway. */
static int run(const struct cmd_args *args)
{
	const char *word = args->argv[0];
	const struct commands_entry *command = commands_find(word);
	int code;

	if (is_help(word) || strcmp(word, "help") == 0)
		return help(args->argv[1] && commands_find(args->argv[1]) ? args->argv[1] : NULL);
	if (!command)
		return refuse(word);
	if (args->argc > 1 && is_help(args->argv[1]) && !command->helps)
		return help(command->name);
	code = command->run(args);
	return code == CMD_MISUSED ? misuse(command) : code;
}

/* What could not be written was not said. */
static int finish(int rc)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return rc;
	fprintf(stderr, "muzzle: the output cannot be written\n");
	return CMD_FAILED;
}

int main(int argc, char **argv)
{
	char path[CONF_PATH_BYTES];
	struct cmd_args args = {
		.file = conf_find_usual(path), .argc = argc - 1, .argv = argv + 1, .out = stdout
	};

	signal(SIGPIPE, SIG_IGN);
	if (!take_common(&args) || args.argc < 1)
		return refuse_all();
	return finish(run(&args));
}
