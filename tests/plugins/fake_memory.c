/* fake_memory.c - see fake_memory.h.  SPDX-License-Identifier: ISC */
#include "fake_memory.h"

#include <errno.h>
#include <string.h>

#include "fake_options.h"
#include "fake_report.h"

int fake_remember(struct muzzle_inst *inst, const char *text)
{
	if (strlen(text) > MUZZLE_MEMORY_MAX || strpbrk(text, "\r\n"))
		return -EINVAL;
	inst->memory = fake_copy(inst, text);
	return 0;
}

const char *fake_recall(struct muzzle_inst *inst)
{
	return inst->memory;
}

int fake_blind(struct muzzle_inst *inst, const char *why)
{
	if (!inst->blind == !why)
		return 0;
	inst->blind = why ? fake_copy(inst, why) : NULL;
	fake_tell_blind(inst, why);
	return 0;
}

static struct fake_gauge *find_gauge(struct muzzle_inst *inst, const char *name)
{
	for (size_t i = 0; i < inst->gauges; i++)
		if (strcmp(inst->gauge[i].name, name) == 0)
			return &inst->gauge[i];
	return NULL;
}

int fake_set_gauge(struct muzzle_inst *inst, const char *name, int64_t value)
{
	struct fake_gauge *gauge = find_gauge(inst, name);

	if (!gauge && inst->gauges == MUZZLE_GAUGES_MAX)
		return -ENOSPC;
	if (!gauge) {
		gauge = &inst->gauge[inst->gauges++];
		gauge->name = name;
	}
	gauge->value = value;
	return 0;
}

int64_t fake_gauge(struct muzzle_inst *inst, const char *name)
{
	const struct fake_gauge *gauge = find_gauge(inst, name);

	return gauge ? gauge->value : -1;
}

bool fake_lines_late(struct muzzle_inst *inst, uint32_t lines)
{
	(void)lines;
	return inst->late;
}
