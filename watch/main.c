/* main.c - muzzle-watch: what the daemon knows and does, live.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "ability.h"
#include "conf.h"
#include "rounds.h"
#include "rundir.h"
#include "screen.h"
#include "ticker.h"
#include "wanted.h"

/* It ends when nobody reads the output any more. */
static bool goes_on(void *arg, short revents)
{
	FILE *out = arg;

	return !revents && !ferror(out);
}

static int run_plain(const struct wanted *wanted, const char *dir)
{
	const struct ticker_setting lines = {
		.only = wanted->target,
		.where = dir,
		.json = wanted->json,
		.out = stdout,
		.trouble = stderr,
	};
	struct ticker *ticker = ticker_new(&lines);
	struct rounds_setting setting = {
		.dir = dir,
		.only = wanted->target,
		.every_ms = wanted->every_ms,
		.fd = STDOUT_FILENO,
		.turn = goes_on,
		.arg = stdout,
	};
	int rc;

	if (!ticker)
		return -ENOMEM;
	setting.face = ticker_face(ticker);
	rc = rounds_run(&setting);
	ticker_free(ticker);
	return rc;
}

static int run(const struct wanted *wanted)
{
	char usual[CONF_PATH_BYTES];
	const struct cmd_args args = {
		.file = wanted->file_given ? wanted->file : conf_find_usual(usual),
		.file_given = wanted->file_given,
	};
	bool plain = wanted->plain || wanted->json || !ability_to_draw();
	char dir[PATH_MAX / 2];
	int rc;

	if (rundir_find(&args, dir, sizeof(dir)) < 0)
		return CMD_USAGE;
	rc = plain ? run_plain(wanted, dir) : screen_run(wanted, dir);
	if (rc < 0)
		fprintf(stderr, "muzzle: watch: %s\n", strerror(-rc));
	return rc < 0 ? CMD_FAILED : CMD_OK;
}

int main(int argc, char **argv)
{
	char why[WANTED_WHY_BYTES];
	struct wanted wanted;

	setlocale(LC_CTYPE, "");
	if (wanted_parse(argc, argv, &wanted, why)) {
		fprintf(stderr, "muzzle: watch: %s\n", why);
		wanted_print_usage(stderr);
		return CMD_USAGE;
	}
	if (!wanted.help)
		return run(&wanted);
	wanted_print_usage(stdout);
	return CMD_OK;
}
