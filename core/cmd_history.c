/* cmd_history.c - see cmd_history.h.  SPDX-License-Identifier: ISC */
#include "cmd_history.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "rundir.h"
#include "trail.h"

static void print(void *arg, const struct history_news *news)
{
	const struct cmd_args *args = arg;

	history_print(news, args->json, args->out);
}

static void take_line(void *arg, const char *line)
{
	history_line(arg, line);
}

int cmd_history_run(const struct cmd_args *args)
{
	struct history_wish wish = { .show = print, .arg = (void *)(uintptr_t)args };
	struct history *history;
	struct trail *trail;
	char dir[PATH_MAX];
	int rc = -ENOMEM;

	if (args->argc > 2 || (args->argc == 2 && args->argv[1][0] == '-')) {
		fprintf(stderr, "usage: muzzle history [--json] [GATEWAY[/SESSION]]\n");
		return CMD_USAGE;
	}
	if (rundir_find(args, dir, PATH_MAX / 2) < 0)
		return CMD_USAGE;
	wish.target = args->argv[1];
	history = history_new(&wish);
	if (!history)
		return CMD_FAILED;
	trail = trail_open(dir, &(struct trail_reader){ take_line, history });
	if (trail)
		rc = trail_read_all(trail);
	trail_close(trail);
	if (rc == 0 && wish.target && history_is_empty(history))
		fprintf(stderr, "muzzle: the journal in %s has nothing about %s\n", dir,
			wish.target);
	history_free(history);
	if (rc == 0)
		return CMD_OK;
	fprintf(stderr, "muzzle: no journal to read in %s: %s\n", dir, strerror(-rc));
	return CMD_UNREACHABLE;
}
