/* cmd_history.c - see cmd_history.h.  SPDX-License-Identifier: ISC */
#include "cmd_history.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "journal.h"
#include "rundir.h"

static void print(void *arg, const struct history_news *news)
{
	const struct cmd_args *args = arg;

	history_print(news, args->json, args->out);
}

/* 0, or -errno when the file cannot be opened. */
static int read_file(struct history *history, const char *dir, const char *name)
{
	char path[PATH_MAX];
	char *line = NULL;
	size_t room = 0;
	ssize_t bytes;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while ((bytes = getline(&line, &room, file)) > 0)
		if (line[bytes - 1] == '\n')
			history_line(history, line);
	free(line);
	fclose(file);
	return 0;
}

/* The older file first: its end joins the newer one's beginning. */
int cmd_history_run(const struct cmd_args *args)
{
	struct history_wish wish = { .show = print, .arg = (void *)(uintptr_t)args };
	struct history *history;
	char dir[PATH_MAX];
	int rc;

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
	read_file(history, dir, JOURNAL_OLD_FILE);
	rc = read_file(history, dir, JOURNAL_FILE);
	if (rc == 0 && wish.target && history_is_empty(history))
		fprintf(stderr, "muzzle: the journal in %s has nothing about %s\n", dir,
			wish.target);
	history_free(history);
	if (rc == 0)
		return CMD_OK;
	fprintf(stderr, "muzzle: no journal to read in %s: %s\n", dir, strerror(-rc));
	return CMD_UNREACHABLE;
}
