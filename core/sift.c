/* sift.c - see sift.h.  SPDX-License-Identifier: ISC */
#include "sift.h"

#include <errno.h>
#include <string.h>

#include "units.h"

/* The last value of .what by kind; 0: the kind has none. */
static const uint32_t last_what[] = {
	[MUZZLE_CLAIM] = MUZZLE_ABSENT,    [MUZZLE_PROOF] = 0, [MUZZLE_FAULT] = MUZZLE_SETUP,
	[MUZZLE_EVENT] = MUZZLE_UNHEALTHY, [MUZZLE_PROBE] = 0, [MUZZLE_MEMORY] = 0,
};

/* What only a gateway can have. */
static const char *find_flaw_of_gateway(const struct muzzle_report *report)
{
	if (report->kind == MUZZLE_EVENT && report->session)
		return "an event of a session: containers are gateways";
	if (report->kind == MUZZLE_MEMORY && report->session)
		return "the memory of a session: it is a gateway that has some";
	if (report->kind == MUZZLE_MEMORY && (report->bytes < 0 || report->limit_bytes < 0))
		return "a memory below zero";
	return NULL;
}

static const char *find_flaw(const struct muzzle_report *report)
{
	if (report->kind < MUZZLE_CLAIM || report->kind > MUZZLE_MEMORY)
		return "a report of no known kind";
	if (last_what[report->kind] && (report->what < 1 || report->what > last_what[report->kind]))
		return "a report whose `what` is out of range";
	if (!report->gateway)
		return "a report about no gateway";
	if (!units_is_name(report->gateway))
		return "a report about a gateway whose name breaks the grammar";
	if (report->session && !units_is_name(report->session))
		return "a report about a session whose name breaks the grammar";
	return find_flaw_of_gateway(report);
}

/* Both clocks are taken to have run alike since the event; the future is now. */
static int64_t map_time(const struct muzzle_report *report, const struct sift_frame *frame)
{
	int64_t at_ms = report->at_ms, ago_ms;

	if (at_ms == 0 || (report->kind != MUZZLE_CLAIM && report->kind != MUZZLE_PROOF))
		return frame->boot_ms;
	if (report->wall && (__builtin_sub_overflow(frame->wall_ms, at_ms, &ago_ms) ||
			     __builtin_sub_overflow(frame->boot_ms, ago_ms, &at_ms)))
		return frame->boot_ms;
	if (at_ms > frame->boot_ms)
		return frame->boot_ms;
	return at_ms > 0 ? at_ms : 1; /* before this boot is as long ago as anything can be */
}

int sift_clean(struct sift_report *clean, const struct muzzle_report *theirs,
	       const struct sift_frame *frame, const char **why)
{
	struct muzzle_report *report = &clean->report;

	*report = (struct muzzle_report){ 0 };
	memcpy(report, theirs, theirs->size < sizeof(*report) ? theirs->size : sizeof(*report));
	report->size = sizeof(*report);
	if (!report->gateway)
		report->gateway = frame->gateway;
	*why = find_flaw(report);
	if (*why)
		return -EINVAL;
	if (report->kind == MUZZLE_FAULT)
		report->session = NULL; /* a source looks at the gateway as a whole */
	report->at_ms = map_time(report, frame);
	report->wall = false;
	text_clean(clean->raw, sizeof(clean->raw), report->raw);
	text_clean(clean->why, sizeof(clean->why), report->why);
	text_clean(clean->id, sizeof(clean->id), report->id);
	report->raw = clean->raw;
	report->why = clean->why;
	report->id = clean->id;
	return 0;
}
