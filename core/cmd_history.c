/* cmd_history.c - see cmd_history.h.  SPDX-License-Identifier: ISC */
#include "cmd_history.h"

#include <stdint.h>

#include "history.h"
#include "rundir.h"

static void print(void *arg, const struct history_news *news)
{
	const struct cmd_args *args = arg;

	history_print(news, args->json, args->out);
}

static void take_line(void *arg, const char *line)
{
	history_line(arg, line);
}

/* An unknown target is told: silence would look as if nothing had happened to it. */
static int say_nothing(const struct history *history, const char *target, const char *dir)
{
	const char *near = history_nearest(history, target);

	fprintf(stderr, "muzzle: the journal in %s has nothing about %s%s%s%s\n", dir, target,
		near ? ": did you mean " : "", near ? near : "", near ? "?" : "");
	return near ? CMD_FAILED : CMD_OK;
}

int cmd_history_run(const struct cmd_args *args)
{
	struct history_wish wish = { .show = print, .arg = (void *)(uintptr_t)args };
	struct history *history;
	char dir[RUNDIR_BYTES];
	int code;

	if (args->argc > 2 || (args->argc == 2 && args->argv[1][0] == '-'))
		return CMD_MISUSED;
	wish.target = args->argv[1];
	history = history_new(&wish);
	if (!history)
		return CMD_FAILED;
	code = rundir_read_journal(args, &(struct trail_reader){ take_line, history }, dir);
	if (code == CMD_OK && wish.target && history_is_empty(history))
		code = say_nothing(history, wish.target, dir);
	history_free(history);
	return code;
}
