/* fake_show.c - see fake_show.h.  SPDX-License-Identifier: ISC */
#include "fake_show.h"

#include <string.h>

#include "fake_options.h"

const char *fake_ask(struct muzzle_inst *inst, const char *request)
{
	inst->asks++;
	inst->asked = fake_copy(inst, request);
	return inst->answers ? inst->answers(inst, inst->asked) : "{\"error\":\"no answer\"}";
}

static void hand_over(struct muzzle_inst *inst, const struct muzzle_entry *entry)
{
	inst->plugin->show(inst->self, entry);
}

void fake_show(struct muzzle_inst *inst, const char *json, const char *target, const char *text)
{
	const struct muzzle_entry entry = { .size = sizeof(entry),
					    .wall_ms = inst->wall_ms,
					    .json = json,
					    .text = text,
					    .target = target };

	hand_over(inst, &entry);
}

void fake_show_past(struct muzzle_inst *inst, const struct muzzle_entry *entry, int64_t ago_ms)
{
	struct muzzle_entry past = *entry;

	past.size = sizeof(past);
	past.wall_ms = inst->wall_ms - ago_ms;
	past.past = true;
	hand_over(inst, &past);
}
