/* cmd_replay.c - see cmd_replay.h.  SPDX-License-Identifier: ISC */
#include "cmd_replay.h"

#include <errno.h>
#include <string.h>

#include "conf.h"
#include "remarks.h"
#include "replay.h"

static int parse(int argc, char **argv, struct replay *replay, const char **trace)
{
	*trace = "-";
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--sync") == 0) {
			replay->sync = true;
		} else if (argv[i][0] == '-' && argv[i][1]) {
			fprintf(stderr, "muzzle: replay: unknown option %s\n", argv[i]);
			return -EINVAL;
		} else {
			*trace = argv[i];
		}
	}
	return 0;
}

static int load(const char *file, struct conf **conf)
{
	struct remarks *remarks;
	int rc;

	if (!file)
		return 0;
	remarks = remarks_new();
	if (!remarks)
		return -ENOMEM;
	rc = conf_load(file, conf, remarks);
	if (rc)
		remarks_print(remarks, stderr);
	remarks_free(remarks);
	return rc;
}

static int run_on(struct replay *replay, const char *trace)
{
	int rc;

	replay->in = strcmp(trace, "-") ? fopen(trace, "re") : stdin;
	if (!replay->in) {
		fprintf(stderr, "muzzle: %s: %s\n", trace, strerror(errno));
		return 2;
	}
	rc = replay_run(replay);
	if (rc == -EIO)
		fprintf(stderr, "muzzle: %s cannot be read: is it a file?\n", trace);
	if (replay->in != stdin)
		fclose(replay->in);
	return rc == -EINVAL ? 2 : rc ? 1 : 0;
}

int cmd_replay_run(const char *file, int argc, char **argv, FILE *out)
{
	struct replay replay = { .out = out };
	struct conf *conf = NULL;
	const char *trace;
	int rc;

	if (parse(argc, argv, &replay, &trace))
		return 2;
	rc = load(file, &conf);
	if (rc)
		return rc == -EINVAL ? 2 : 1;
	replay.conf = conf;
	rc = run_on(&replay, trace);
	conf_free(conf);
	return rc;
}
