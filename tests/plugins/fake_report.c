/* fake_report.c - see fake_report.h.  SPDX-License-Identifier: ISC */
#include "fake_report.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_options.h"

static const char *const state_names[] = {
	"?", "up", "starting", "down", "off", "human", "absent"
};
static const char *const fault_names[] = { "?", "path", "setup" };
static const char *const event_names[] = { "?",     "start",   "die",     "oom",      "stop",
					   "pause", "unpause", "healthy", "unhealthy" };

#define NAME(names, i) ((i) < sizeof(names) / sizeof(*(names)) ? (names)[i] : "?")

static void tell(struct muzzle_inst *inst, const char *fmt, ...)
{
	char line[1024];
	size_t old = inst->told ? strlen(inst->told) : 0, more;
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	more = strlen(line);
	inst->told = realloc(inst->told, old + more + 2);
	memcpy(inst->told + old, line, more);
	memcpy(inst->told + old + more, "\n", 2);
}

static void tell_dated(struct muzzle_inst *inst, const struct muzzle_report *r, const char *head)
{
	int64_t now_ms = r->wall ? inst->wall_ms : inst->now_ms;

	if (r->at_ms)
		tell(inst, "%s +%" PRId64, head, r->at_ms - now_ms);
	else
		tell(inst, "%s", head);
}

static void tell_report(struct muzzle_inst *inst, const struct muzzle_report *r, const char *target)
{
	const char *why = r->why ? r->why : "", *raw = r->raw ? r->raw : "";
	char head[512];

	switch ((enum muzzle_report_kind)r->kind) {
	case MUZZLE_CLAIM:
		snprintf(head, sizeof(head), "claim %s %s %s", target, NAME(state_names, r->what),
			 raw);
		tell_dated(inst, r, head);
		break;
	case MUZZLE_PROOF:
		snprintf(head, sizeof(head), "proof %s", target);
		tell_dated(inst, r, head);
		break;
	case MUZZLE_FAULT:
		tell(inst, "fault %s %s %s", target, NAME(fault_names, r->what), why);
		break;
	case MUZZLE_PROBE:
		tell(inst, "probe %s %s %s", target, r->ok ? "ok" : "bad", why);
		break;
	case MUZZLE_EVENT:
		tell(inst, "event %s %s %s %" PRId64, target, NAME(event_names, r->what), r->id,
		     r->code);
		break;
	case MUZZLE_MEMORY:
		tell(inst, "memory %s %" PRId64 " of %" PRId64, target, r->bytes, r->limit_bytes);
		break;
	}
}

int fake_report(struct muzzle_inst *inst, const struct muzzle_report *r)
{
	char target[256];

	assert(r->size >= sizeof(*r));
	snprintf(target, sizeof(target), "%s%s%s", r->gateway ? r->gateway : "",
		 r->gateway ? ":" : "", r->session ? r->session : "-");
	tell_report(inst, r, target);
	inst->reports++;
	inst->last = *r;
	inst->last.gateway = fake_copy(inst, r->gateway);
	inst->last.session = fake_copy(inst, r->session);
	inst->last.raw = fake_copy(inst, r->raw);
	inst->last.why = fake_copy(inst, r->why);
	inst->last.id = fake_copy(inst, r->id);
	return 0;
}

int fake_round(struct muzzle_inst *inst)
{
	inst->rounds++;
	tell(inst, "round");
	return 0;
}

int fake_uplink(struct muzzle_inst *inst, bool up, const char *why)
{
	tell(inst, up ? "uplink up" : "uplink down %s", why);
	return 0;
}

void fake_tell_blind(struct muzzle_inst *inst, const char *why)
{
	if (why)
		tell(inst, "blind %s", why);
	else
		tell(inst, "seeing");
}

const char *fake_told(struct muzzle_inst *inst)
{
	const char *told = fake_copy(inst, inst->told ? inst->told : "");

	free(inst->told);
	inst->told = NULL;
	return told;
}
