/* commands.c - see commands.h.  SPDX-License-Identifier: ISC */
#include "commands.h"

#include <string.h>

#include "cmd_ask.h"
#include "cmd_check.h"
#include "cmd_history.h"
#include "cmd_plugins.h"
#include "cmd_program.h"
#include "cmd_replay.h"
#include "cmd_run.h"
#include "cmd_tell.h"
#include "cmd_test.h"
#include "conf.h"
#include "units.h"

static int refuse(const struct cmd_args *args, const char *takes, int at)
{
	fprintf(stderr, "muzzle: %s takes %s, found %s\n", args->argv[0], takes, args->argv[at]);
	return CMD_USAGE;
}

static int check(const struct cmd_args *args)
{
	return args->argc > 1 ? refuse(args, "no arguments (the file is -c FILE)", 1)
			      : cmd_check_run(args);
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

static const struct commands_entry commands[] = {
	{ "run", cmd_run_run, "", "supervise, until SIGTERM; SIGHUP reads the configuration again",
	  false },
	{ "init", cmd_program_run, "[OPTION]...",
	  "look what answers at a URL, and write a configuration for it", true },
	{ "check", check, "", "is the configuration good?", false },
	{ "status", cmd_ask_status, "[TARGET]", "every target in one line", false },
	{ "watch", cmd_program_run, "[OPTION]... [TARGET]", "the same, live, with what is decided",
	  true },
	{ "why", cmd_ask_why, "TARGET", "its state, and why it is or is not acted on", false },
	{ "history", cmd_history_run, "[TARGET]",
	  "what happened and what was done, from the journal", false },
	{ "hold", cmd_tell_hold, "TARGET [DURATION] [--until TIME] [--by WHO] [--why TEXT]",
	  "hands off, 1h when not said", false },
	{ "release", cmd_tell_release, "TARGET [--by WHO] [--why TEXT]",
	  "end a hold; with --by only WHO's own", false },
	{ "reset", cmd_tell_reset, "TARGET [--charges] [--law] [--by WHO] [--why TEXT]",
	  "forget quarantine, human, rung and cooldown", false },
	{ "test", cmd_test_run, "ACTION [TARGET] [--yes]",
	  "try an action or an alert on purpose, once asked whether that is meant", false },
	{ "replay", cmd_replay_run, "[--sync|--would|--diff A.ini B.ini] [TRACE|-]",
	  "what would the engine do?  --would alone: the daemon's own journal", false },
	{ "sim", cmd_program_run, "[OPTION]...", "the same engine in worlds whose truth is known",
	  true },
	{ "plugins", plugins, "[NAME]", "the plugins, or the options of one", false },
	{ "version", version, "", "what this is", false },
	{ NULL, NULL, NULL, NULL, false },
};

const struct commands_entry *commands_at(size_t i)
{
	return commands[i].name ? &commands[i] : NULL;
}

const struct commands_entry *commands_find(const char *name)
{
	const struct commands_entry *entry = commands;

	if (strcmp(name, "--version") == 0)
		name = "version";
	while (entry->name && strcmp(entry->name, name) != 0)
		entry++;
	return entry->name ? entry : NULL;
}

/* What others call it; NULL: nobody does. */
static const struct commands_entry *known_as(const char *word)
{
	static const char names[][2][8] = {
		{ "reload", "run" },     { "restart", "test" },   { "start", "run" },
		{ "unhold", "release" }, { "resume", "release" }, { "pause", "hold" },
		{ "logs", "history" },   { "list", "status" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i][0], word) == 0)
			return commands_find(names[i][1]);
	return NULL;
}

const struct commands_entry *commands_nearest(const char *word)
{
	const struct commands_entry *known = known_as(word), *entry = commands;

	if (known)
		return known;
	while (entry->name && !units_is_near(word, entry->name))
		entry++;
	return entry->name ? entry : NULL;
}

void commands_print_usage(FILE *out, const char *only)
{
	fprintf(out, "usage: muzzle COMMAND [-c FILE] [--json] ...\n\n");
	for (const struct commands_entry *entry = commands; entry->name; entry++)
		if (!only || strcmp(entry->name, only) == 0)
			fprintf(out, "  %-8s %s%s%s\n", entry->name, entry->takes,
				*entry->takes ? ": " : "", entry->help);
	fprintf(out,
		"\n  -c FILE  the configuration, instead of %s\n"
		"           (if you are not root and cannot read that: %s)\n"
		"exit codes: 0 ok, 1 failed, 2 usage or configuration, 3 not reachable\n",
		CONF_FILE, CONF_FILE_USER);
}
