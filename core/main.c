/* main.c - options, and the table of subcommands.  SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "cmd_ask.h"
#include "cmd_check.h"
#include "cmd_history.h"
#include "cmd_plugins.h"
#include "cmd_replay.h"
#include "cmd_run.h"
#include "cmd_sim.h"
#include "cmd_tell.h"
#include "conf.h"

static int refuse(const struct cmd_args *args, const char *takes, int at)
{
	fprintf(stderr, "muzzle: %s takes %s, found %s\n", args->argv[0], takes, args->argv[at]);
	return CMD_USAGE;
}

static int check(const struct cmd_args *args)
{
	return args->argc > 1 ? refuse(args, "no arguments (the file is -c FILE)", 1)
			      : cmd_check_run(args->file, args->json, args->out);
}

static int plugins(const struct cmd_args *args)
{
	return args->argc > 2 ? refuse(args, "one name", 2)
			      : cmd_plugins_run(args->file, args->argv[1], args->json, args->out);
}

static int version(const struct cmd_args *args)
{
	fprintf(args->out, args->json ? "{\"version\":\"%s\"}\n" : "muzzle %s\n", MUZZLE_VERSION);
	return CMD_OK;
}

static const struct command {
	const char *name;
	int (*run)(const struct cmd_args *args);
	const char *help;
} commands[] = {
	{ "run", cmd_run_run, "supervise, until SIGTERM; SIGHUP reads the configuration again" },
	{ "check", check, "is the configuration good?" },
	{ "status", cmd_ask_status, "every target in one line" },
	{ "why", cmd_ask_why, "TARGET: its state, and why it is or is not acted on" },
	{ "history", cmd_history_run,
	  "[TARGET]: what happened and what was done, from the journal" },
	{ "hold", cmd_tell_hold,
	  "TARGET [DURATION] [--until TIME] [--by WHO] [--why TEXT]: hands off, 1h when not said" },
	{ "release", cmd_tell_release, "TARGET: end a hold" },
	{ "reset", cmd_tell_reset,
	  "TARGET [--charges] [--law]: forget quarantine, human, rung and cooldown" },
	{ "replay", cmd_replay_run,
	  "[--sync|--would|--diff A.ini B.ini] [TRACE|-]: what would the engine do?" },
	{ "sim", cmd_sim_run, "[OPTION]...: the same engine in worlds whose truth is known" },
	{ "plugins", plugins, "[NAME]: the plugins, or the options of one" },
	{ "version", version, "what this is" },
	{ "--version", version, "the same" },
};

/* Of one command, or with NULL of all. */
static int print_usage(FILE *out, const char *only)
{
	fprintf(out, "usage: muzzle COMMAND [-c FILE] [--json] ...\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!only || strcmp(commands[i].name, only) == 0)
			fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fprintf(out,
		"\n  -c FILE  the configuration, instead of %s\n"
		"exit codes: 0 ok, 1 failed, 2 usage or configuration, 3 not reachable\n",
		CONF_FILE);
	return out == stdout ? CMD_OK : CMD_USAGE;
}

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

static bool asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* muzzle-sim has more to say of itself; elsewhere `help` may be a gateway. */
static int run(const struct command *command, const struct cmd_args *args)
{
	const char *word = args->argc > 1 ? args->argv[1] : "";
	bool helps = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;

	if (helps && command->run != cmd_sim_run)
		return print_usage(stdout, command->name);
	return command->run(args);
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
	struct cmd_args args = {
		.file = CONF_FILE, .argc = argc - 1, .argv = argv + 1, .out = stdout
	};

	signal(SIGPIPE, SIG_IGN);
	if (!take_common(&args) || args.argc < 1)
		return print_usage(stderr, NULL);
	if (asks_for_help(args.argv[0]))
		return finish(print_usage(stdout, NULL));
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, args.argv[0]) == 0)
			return finish(run(&commands[i], &args));
	fprintf(stderr, "muzzle: there is no command %s\n", args.argv[0]);
	return print_usage(stderr, NULL);
}
