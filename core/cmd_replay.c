/* cmd_replay.c - see cmd_replay.h.  SPDX-License-Identifier: ISC */
#include "cmd_replay.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf.h"
#include "differ.h"
#include "remarks.h"
#include "replay.h"
#include "rundir.h"
#include "would.h"

/* What the command line asks for. */
struct wish {
	bool json, sync, would, diff;
	const char *file[2];  /* configurations; NULL: none */
	const char *trace;    /* NULL: not said */
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

static void keep_line(void *arg, const char *line)
{
	fprintf(arg, "%s\n", line);
}

/* Both files of the journal as one.  Returns an exit code. */
static int open_journal(const struct cmd_args *args, struct wish *wish)
{
	int fd = memfd_create("journal", MFD_CLOEXEC), code;
	char dir[RUNDIR_BYTES];

	wish->in = fd < 0 ? NULL : fdopen(fd, "w+");
	if (!wish->in)
		return CMD_FAILED;
	code = rundir_read_journal(args, &(struct trail_reader){ keep_line, wish->in }, dir);
	rewind(wish->in);
	if (code == CMD_OK)
		fprintf(stderr, "muzzle: replay: the journal in %s\n", dir);
	return code;
}

/* An exit code. */
static int open_trace(struct wish *wish)
{
	const char *trace = wish->trace ? wish->trace : "-";

	wish->in = strcmp(trace, "-") ? fopen(trace, "re") : stdin;
	if (!wish->in) {
		fprintf(stderr, "muzzle: %s: %s\n", trace, strerror(errno));
		return CMD_USAGE;
	}
	if (isatty(fileno(wish->in)))
		fprintf(stderr, "muzzle: replay: the trace is read from %s\n",
			wish->in == stdin ? "standard input" : trace);
	return CMD_OK;
}

/* True: it is a terminal, or it is empty. */
static bool is_mute(FILE *in)
{
	int byte = isatty(fileno(in)) ? EOF : getc(in);

	if (byte != EOF)
		ungetc(byte, in);
	return byte == EOF;
}

/* Returns an exit code; with --diff 1 means that the two differ. */
static int run_on(const struct cmd_args *args, struct wish *wish)
{
	bool own = wish->would && !wish->trace && is_mute(stdin);
	int code = own ? open_journal(args, wish) : open_trace(wish);
	int rc = code == CMD_OK ? run_one(wish) : 0;

	if (rc == -EIO)
		fprintf(stderr, "muzzle: %s cannot be read: is it a file?\n",
			wish->trace ? wish->trace : "-");
	if (wish->in && wish->in != stdin)
		fclose(wish->in);
	if (rc < 0)
		return rc == -EINVAL || wish->diff ? CMD_USAGE : CMD_FAILED;
	return rc ? CMD_FAILED : code;
}

int cmd_replay_run(const struct cmd_args *args)
{
	struct wish wish = { .json = args->json,
			     .file = { args->file_given ? args->file : NULL },
			     .out = args->out };
	int rc = parse(args, &wish), code = CMD_USAGE;

	for (int i = 0; i < 2 && !rc; i++)
		rc = load(wish.file[i], &wish.conf[i], wish.diff);
	if (!rc)
		code = run_on(args, &wish);
	else if (rc != -EINVAL && !wish.diff)
		code = CMD_FAILED;
	conf_free(wish.conf[0]);
	conf_free(wish.conf[1]);
	return code;
}
