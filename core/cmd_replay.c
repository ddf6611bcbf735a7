/* cmd_replay.c - see cmd_replay.h.  SPDX-License-Identifier: ISC */
#include "cmd_replay.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "differ.h"
#include "remarks.h"
#include "replay.h"
#include "would.h"

/* What the command line asks for. */
struct wish {
	bool json, sync, would, diff;
	const char *file[2]; /* configurations; NULL: none */
	const char *trace;
	struct conf *conf[2]; /* owned */
	FILE *in, *out;
};

static int refuse(const char *why, const char *what)
{
	fprintf(stderr, "muzzle: replay: %s%s\n", why, what);
	return -EINVAL;
}

static int parse(const struct cmd_args *args, struct wish *wish)
{
	for (int i = 1; i < args->argc; i++) {
		char *word = args->argv[i];

		if (strcmp(word, "--sync") == 0) {
			wish->sync = true;
		} else if (strcmp(word, "--would") == 0) {
			wish->would = true;
		} else if (strcmp(word, "--diff") == 0 && args->argc - i > 2) {
			wish->diff = true;
			wish->file[0] = args->argv[++i];
			wish->file[1] = args->argv[++i];
		} else if (word[0] == '-' && word[1]) {
			return refuse(strcmp(word, "--diff") ? "unknown option "
							     : "A.ini and B.ini must follow ",
				      word);
		} else {
			wish->trace = word;
		}
	}
	if (wish->sync + wish->would + wish->diff > 1)
		return refuse("one of --sync, --would and --diff is enough", "");
	if (wish->diff && args->file_given)
		return refuse("--diff takes its two configurations, and no -c", "");
	return 0;
}

/* Of --diff a file may be a trace by mistake: a remark on each of its lines would hide that. */
static int load(const char *file, struct conf **conf, bool diff)
{
	struct remarks *remarks;
	int rc;

	if (!file)
		return 0;
	remarks = remarks_new();
	if (!remarks)
		return -ENOMEM;
	rc = conf_load(file, conf, remarks);
	if (rc && diff)
		refuse("--diff wants two configurations first; muzzle check refuses ", file);
	else if (rc)
		remarks_print(remarks, stderr);
	remarks_free(remarks);
	return rc;
}

static int run_one(const struct wish *wish)
{
	if (wish->diff)
		return differ_run(&(struct differ){ .a = wish->conf[0],
						    .b = wish->conf[1],
						    .json = wish->json,
						    .in = wish->in,
						    .out = wish->out });
	if (wish->would)
		return would_run(&(struct would){ .conf = wish->conf[0],
						  .json = wish->json,
						  .in = wish->in,
						  .out = wish->out });
	return replay_run(&(struct replay){
		.conf = wish->conf[0], .sync = wish->sync, .in = wish->in, .out = wish->out });
}

static int run_on(struct wish *wish)
{
	int rc;

	wish->in = strcmp(wish->trace, "-") ? fopen(wish->trace, "re") : stdin;
	if (!wish->in) {
		fprintf(stderr, "muzzle: %s: %s\n", wish->trace, strerror(errno));
		return -EINVAL;
	}
	if (isatty(fileno(wish->in)))
		fprintf(stderr, "muzzle: replay: the trace is read from %s\n",
			wish->in == stdin ? "standard input" : wish->trace);
	rc = run_one(wish);
	if (rc == -EIO)
		fprintf(stderr, "muzzle: %s cannot be read: is it a file?\n", wish->trace);
	if (wish->in != stdin)
		fclose(wish->in);
	return rc;
}

int cmd_replay_run(const struct cmd_args *args)
{
	struct wish wish = { .json = args->json,
			     .file = { args->file_given ? args->file : NULL },
			     .trace = "-",
			     .out = args->out };
	int rc = parse(args, &wish);

	for (int i = 0; i < 2 && !rc; i++)
		rc = load(wish.file[i], &wish.conf[i], wish.diff);
	if (!rc)
		rc = run_on(&wish);
	conf_free(wish.conf[0]);
	conf_free(wish.conf[1]);
	if (rc >= 0)
		return rc ? CMD_FAILED : CMD_OK; /* 1 says of --diff what it says of diff */
	return rc == -EINVAL || wish.diff ? CMD_USAGE : CMD_FAILED;
}
