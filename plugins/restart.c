/* restart.c - action: restarts a session or its gateway, one at a time.  SPDX-License-Identifier: ISC
 *
 * Per gateway one restart runs; others wait in a bounded queue.  A good answer means that the restart
 * was accepted, no more; whether it helped is for the evidence to say.
 */
#include "lib/transport.h"
#include "lib/via_command.h"
#include "lib/via_docker.h"
#include "lib/via_http.h"
#include "lib/way.h"
#include "muzzle_plugin.h"

enum via { VIA_HTTP, VIA_DOCKER, VIA_SYSTEMD, VIA_PROCD, VIA_EXEC }; /* as in the option's words */

#define OPTION(k, t, field) \
	.key = (k), .type = MUZZLE_TYPE_##t, .offset = offsetof(struct way, field)
#define HOUR_MS 3600000

static const struct muzzle_option options[] = {
	{ OPTION("via", WORD, via), .words = "http docker systemd procd exec",
	  .flags = MUZZLE_OPT_MANDATORY, .help = "the way to restart" },
	{ OPTION("timeout", MSEC, timeout_ms), .def = "0s", .max = HOUR_MS,
	  .help = "of one restart; 0s: http 20s, docker 60s and stop_timeout, others 60s" },
	{ OPTION("stop_timeout", MSEC, stop_timeout_ms), .def = "10s", .max = HOUR_MS,
	  .help = "docker: time to stop before the container is killed" },
	{ OPTION("url", STR, url), .help = "http: with " WAY_KNOWN },
	{ OPTION("start_url", STR, start_url),
	  .help = "http: in place of url for what is off; unset: url restarts that, too" },
	{ OPTION("method", STR, method), .def = "POST", .help = "http: method" },
	{ OPTION("header", LIST, header), .flags = MUZZLE_OPT_SECRET, .help = "http: Name: value" },
	TRANSPORT_OPTIONS(struct way, transport),
	{ OPTION("body", STR, body), .help = "http: body, with the placeholders of url" },
	{ OPTION("ok_status", WORDS, ok_status), .def = "2xx",
	  .help = "http: good answers, as 2xx or 200" },
	{ OPTION("setup_status", WORDS, setup_status), .def = "401 403 404 405",
	  .help = "http: answers that no other try changes, but a person" },
	{ OPTION("setup_text", LIST, setup_text),
	  .help = "http: the same of an answer that holds it" },
	{ OPTION("busy_text", LIST, busy_text),
	  .help = "http: an answer that holds it: a restart may be under way; wait and see" },
	{ OPTION("socket", STR, socket), .def = "/var/run/docker.sock",
	  .help = "docker: Unix socket" },
	{ OPTION("container", STR, container),
	  .help = "docker: name, if not the gateway's; with the placeholders of url" },
	{ OPTION("label", STR, label),
	  .help = "docker: in place of a name, NAME=VALUE that one container has" },
	{ OPTION("compose", STR, compose), .help = "docker: in place of a name, PROJECT/SERVICE" },
	{ OPTION("unit", STR, unit), .help = "systemd: unit, with the placeholders of url" },
	{ OPTION("service", STR, service), .help = "procd: name in /etc/init.d" },
	{ OPTION("command", WORDS, command),
	  .help = "exec: program and arguments, with the placeholders of url" },
	MUZZLE_OPT_END
};

static void use_host(struct way *way, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	static const struct way_kind *const kinds[] = {
		[VIA_HTTP] = &via_http_kind,          [VIA_DOCKER] = &via_docker_kind,
		[VIA_SYSTEMD] = &via_command_systemd, [VIA_PROCD] = &via_command_procd,
		[VIA_EXEC] = &via_command_exec,
	};

	way->host = host;
	way->inst = inst;
	way->kind = kinds[way->via];
}

/* What only some ways need cannot be mandatory in the table: it is checked here. */
static int restart_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct way *way = self;

	use_host(way, host, inst);
	return way->kind->check(way);
}

static int restart_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	use_host(self, host, inst);
	return 0;
}

static int restart_act(void *self, const struct muzzle_order *order)
{
	way_act(self, order);
	return 0;
}

static void restart_cancel(void *self, uint64_t id)
{
	way_cancel(self, id);
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_ACTION),
	.needs = MUZZLE_CAP_HTTP | MUZZLE_CAP_SPAWN | MUZZLE_CAP_RESULT,
	.self_size = sizeof(struct way),
	.name = "restart",
	.summary = "restarts a session or its gateway by http, docker, systemd, procd or a command",
	.options = options,
	.open = restart_open,
	.act = restart_act,
	.cancel = restart_cancel,
	.check = restart_check,
};
