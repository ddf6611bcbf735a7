/* lend.c - see lend.h.  SPDX-License-Identifier: ISC */
#include "lend.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "inst.h"
#include "lease.h"
#include "sift.h"
#include "voice.h"

/* A plugin's words for people. */
static void clean_words(const struct muzzle_inst *inst, char clean[TEXT_BYTES], const char *words)
{
	text_clean(clean, TEXT_BYTES, words);
	voice_hide(inst->secrets, clean, TEXT_BYTES);
}

static void __attribute__((format(printf, 3, 4)))
lend_log(struct muzzle_inst *inst, enum muzzle_level level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	voice_say(inst, level, fmt, args);
	va_end(args);
}

static int64_t lend_now(struct muzzle_inst *inst)
{
	(void)inst;
	return clock_boot_ms();
}

static int64_t lend_wall(struct muzzle_inst *inst)
{
	(void)inst;
	return clock_wall_ms();
}

/* A plugin learns at once that its report made no sense; a person finds it in the log. */
static int lend_report(struct muzzle_inst *inst, const struct muzzle_report *report)
{
	const struct host_sink *sink = &inst->host->sink;
	struct sift_frame frame = { inst->section->gateway, clock_boot_ms(), clock_wall_ms() };
	struct sift_report clean;
	const char *why;
	int rc = sift_clean(&clean, report, &frame, &why);

	if (rc == 0) {
		voice_hide(inst->secrets, clean.why, sizeof(clean.why));
		voice_hide(inst->secrets, clean.raw, sizeof(clean.raw));
		sink->report(sink->arg, inst, &clean.report);
	} else {
		log_line(inst->host->log, MUZZLE_ERR, inst->section->name, "%s plugin=%s", why,
			 inst->section->plugin);
	}
	return rc;
}

static int lend_round(struct muzzle_inst *inst)
{
	const struct host_sink *sink = &inst->host->sink;

	if (!inst->section->gateway)
		return -EINVAL;
	sink->round(sink->arg, inst, inst->section->gateway);
	return 0;
}

/* For people only: the engine is told nothing, not even a fault, as who says nothing counts 0 there. */
static int lend_blind(struct muzzle_inst *inst, const char *why)
{
	struct host_stats *stats = &inst->stats;

	if (!stats->blind_ms == !why)
		return 0;
	stats->blind_ms = why ? clock_boot_ms() : 0;
	if (why)
		clean_words(inst, stats->blind, why);
	log_line(inst->host->log, MUZZLE_WARN, inst->section->name,
		 why ? "blind why=\"%s\"" : "sees again, it was blind why=\"%s\"", stats->blind);
	return 0;
}

static int lend_gauge(struct muzzle_inst *inst, const char *name, int64_t value)
{
	struct host_stats *stats = &inst->stats;
	size_t i = 0;

	while (i < stats->gauges && strcmp(stats->gauge[i].name, name) != 0)
		i++;
	if (i == MUZZLE_GAUGES_MAX)
		return -ENOSPC;
	stats->gauge[i] = (struct host_gauge){ name, value };
	stats->gauges += i == stats->gauges;
	return 0;
}

static int lend_remember(struct muzzle_inst *inst, const char *text)
{
	const struct host_sink *sink = &inst->host->sink;

	return sink->remember(sink->arg, inst, text);
}

static const char *lend_recall(struct muzzle_inst *inst)
{
	const struct host_sink *sink = &inst->host->sink;

	return sink->recall(sink->arg, inst);
}

/* Only in open(): the engine asks once whether silence can be probed. */
static int lend_offer_probe(struct muzzle_inst *inst)
{
	if (!inst->opening || !inst->loaded.plugin.probe)
		return -EINVAL;
	inst->offers_probe = true;
	return 0;
}

static const char *lend_gateway_of(struct muzzle_inst *inst, const char *container)
{
	const struct host_sink *sink = &inst->host->sink;

	return container ? sink->gateway_of(sink->arg, container) : NULL;
}

static const char *lend_container_at(struct muzzle_inst *inst, size_t i)
{
	const struct host_sink *sink = &inst->host->sink;
	const char *gateway = inst->section->gateway, *container;

	for (size_t at = 0; (container = sink->container_at(sink->arg, at)); at++)
		if ((!gateway || strcmp(sink->gateway_of(sink->arg, container), gateway) == 0) &&
		    i-- == 0)
			break;
	return container;
}

/* The first answer counts; an unknown result is no success. */
static void lend_result(struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
			const char *why)
{
	const struct host_sink *sink = &inst->host->sink;
	char clean[TEXT_BYTES];

	if (!inst_take_order(inst, id))
		return;
	if (result < MUZZLE_DONE || result > MUZZLE_TIMEOUT)
		result = MUZZLE_FAILED;
	clean_words(inst, clean, why);
	sink->result(sink->arg, inst, id, result, clean);
}

static void lend_retry_after(struct muzzle_inst *inst, uint64_t id, int64_t after_ms)
{
	const struct host_sink *sink = &inst->host->sink;

	if (after_ms > 0 && inst_owes(inst, id))
		sink->retry_after(sink->arg, inst, id, after_ms);
}

/* The end says how it went.  The beginning is what is cut, by lines: half a secret would not be hidden. */
static const char *last_lines(const char *text)
{
	size_t bytes = strlen(text);
	const char *line;

	if (bytes <= MUZZLE_OUTPUT_MAX)
		return text;
	text += bytes - MUZZLE_OUTPUT_MAX;
	line = strchr(text, '\n');
	return line && line[1] ? line + 1 : text;
}

static void lend_output(struct muzzle_inst *inst, uint64_t id, const char *text)
{
	const struct host_sink *sink = &inst->host->sink;
	char clean[MUZZLE_OUTPUT_MAX + 1];

	if (!inst_owes(inst, id))
		return;
	text_scrub(clean, sizeof(clean), last_lines(text));
	voice_hide(inst->secrets, clean, sizeof(clean));
	sink->output(sink->arg, inst, id, clean);
}

/* It holds every act of the box, so that only who was judged by its need for it may say it. */
static int lend_uplink(struct muzzle_inst *inst, bool up, const char *why)
{
	const struct host_sink *sink = &inst->host->sink;
	char clean[TEXT_BYTES];

	if (!host_watches_uplink(inst)) {
		inst_complain(inst, "uplink is not among its needs", -EPERM);
		return -EPERM;
	}
	clean_words(inst, clean, why);
	sink->uplink(sink->arg, inst, up, clean);
	return 0;
}

static const char *lend_ask(struct muzzle_inst *inst, const char *request)
{
	const struct host_sink *sink = &inst->host->sink;
	uint32_t needs = inst->loaded.plugin.needs;

	if (!(needs & MUZZLE_CAP_ASK))
		return "{\"error\":\"to ask is not among its needs\"}";
	free(inst->answer);
	inst->answer = sink->ask(sink->arg, request, needs & MUZZLE_CAP_COMMAND);
	return inst->answer ? inst->answer : "{\"error\":\"no memory\"}";
}

static const struct muzzle_host services = {
	.size = sizeof(services),
	.caps = JUDGE_CAPS,
	.log = lend_log,
	.now = lend_now,
	.wall = lend_wall,
	.report = lend_report,
	.round = lend_round,
	.offer_probe = lend_offer_probe,
	.gateway_of = lend_gateway_of,
	.container_at = lend_container_at,
	.timer_start = lease_timer_start,
	.timer_stop = lease_timer_stop,
	.fd_watch = lease_fd_watch,
	.fd_unwatch = lease_fd_unwatch,
	.http = lease_http,
	.http_cancel = lease_http_cancel,
	.spawn = lease_spawn,
	.spawn_cancel = lease_spawn_cancel,
	.lines_open = lease_lines_open,
	.lines_close = lease_lines_close,
	.result = lend_result,
	.uplink = lend_uplink,
	.lines_late = lease_lines_late,
	.remember = lend_remember,
	.recall = lend_recall,
	.blind = lend_blind,
	.gauge = lend_gauge,
	.retry_after = lend_retry_after,
	.output = lend_output,
	.ask = lend_ask,
};

const struct muzzle_host *lend_services(void)
{
	return &services;
}

static const struct muzzle_host words = {
	.size = offsetof(struct muzzle_host, report),
	.log = lend_log,
	.now = lend_now,
	.wall = lend_wall,
};

const struct muzzle_host *lend_words(void)
{
	return &words;
}
