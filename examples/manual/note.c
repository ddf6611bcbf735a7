/* note.c - action: writes each order to a file.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <muzzle_plugin.h>
#include <stdio.h>

struct note {
	const char *file;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
};

static const struct muzzle_option options[] = {
	{ .key = "file",
	  .type = MUZZLE_TYPE_STR,
	  .offset = offsetof(struct note, file),
	  .help = "file that gets a line for each order",
	  .flags = MUZZLE_OPT_MANDATORY },
	MUZZLE_OPT_END
};

static int note_open(void *self, const struct muzzle_host *host,
		     struct muzzle_inst *inst)
{
	struct note *n = self;

	n->host = host;
	n->inst = inst;
	return 0;
}

/* MUZZLE_NO_SETUP: only a person can help, so it is not tried again. */
static int note_act(void *self, const struct muzzle_order *order)
{
	struct note *n = self;
	FILE *out = fopen(n->file, "ae");

	if (!out) {
		n->host->result(n->inst, order->id, MUZZLE_NO_SETUP,
				"the file cannot be opened");
		return 0;
	}
	fprintf(out, "%s %s: %s\n", order->notify ? order->what : "act",
		order->target, order->why);
	n->host->result(n->inst, order->id,
			fclose(out) == 0 ? MUZZLE_DONE : MUZZLE_FAILED,
			"written down");
	return 0;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_ACTION),
	.needs = MUZZLE_CAP_RESULT,
	.self_size = sizeof(struct note),
	.name = "note",
	.summary = "writes each order to a file",
	.options = options,
	.open = note_open,
	.act = note_act,
};
