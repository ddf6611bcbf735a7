/* news.c - exporter: writes the status and the last news to a file.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <muzzle_plugin.h>
#include <stdio.h>

struct news {
	const char *file;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	char last[200]; /* the last entry of history */
};

static const struct muzzle_option options[] = {
	{ .key = "file",
	  .type = MUZZLE_TYPE_STR,
	  .offset = offsetof(struct news, file),
	  .help = "the file, which is written every second",
	  .flags = MUZZLE_OPT_MANDATORY },
	MUZZLE_OPT_END
};

/* The answer of ask() is valid until the next ask(). */
static void write_news(void *self, void *arg)
{
	struct news *n = self;
	FILE *out = fopen(n->file, "we");

	if (out) {
		fprintf(out, "%s\n%s\n", n->last,
			n->host->ask(n->inst, "{\"cmd\":\"status\"}"));
		fclose(out);
	}
	n->host->timer_start(n->inst, 1000, write_news, arg);
}

static int news_open(void *self, const struct muzzle_host *host,
		     struct muzzle_inst *inst)
{
	struct news *n = self;

	n->host = host;
	n->inst = inst;
	return host->timer_start(inst, 0, write_news, NULL) ? 0 : -EAGAIN;
}

static void news_show(void *self, const struct muzzle_entry *entry)
{
	struct news *n = self;

	if (entry->text)
		snprintf(n->last, sizeof(n->last), "%s", entry->text);
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_EXPORTER),
	.needs = MUZZLE_CAP_TIMER | MUZZLE_CAP_ASK,
	.self_size = sizeof(struct news),
	.name = "news",
	.summary = "writes the status to a file",
	.options = options,
	.open = news_open,
	.show = news_show,
};
