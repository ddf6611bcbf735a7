/* memory.c - source: how much memory gateways use.  SPDX-License-Identifier: ISC
 *
 * Counted by the kernel, and read from a cgroup, from a process or through the Docker daemon.  Who could not be
 * measured is no worse for it: the source is blind then, and nothing is said of the gateway.  Nor is anything of
 * one that does not run.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "muzzle_plugin.h"
#include "lib/clean.h"
#include "lib/docker.h"
#include "lib/fill.h"
#include "lib/footprint.h"
#include "lib/pace.h"

#define REQUEST_MS 10000 /* the daemon itself measures once a second */
#define BODY_BYTES_MAX (256 * 1024)
#define URL_BYTES 512
#define MB (1024 * 1024)
#define UNHURRIED_MS 1250 /* as if a look took so long: four times that is soon enough in a hurry */

struct memory {
	const char *cgroup, *pid_file, *container, *socket;
	struct pace pace;
	size_t at;  /* which container is asked for */
	bool blind; /* since this round began */
	bool asking;
	muzzle_http_done *answered; /* ours */
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct memory, member)

static const struct muzzle_option options[] = {
	{ OPTION("cgroup", cgroup, STR),
	  .help = "directory of the cgroup that the gateway runs in, version 1 or 2" },
	{ OPTION("pid_file", pid_file, STR),
	  .help = "file with the id of its process, where the kernel counts no cgroups" },
	{ OPTION("container", container, STR),
	  .help = "name of its container, if it is not the gateway's" },
	{ OPTION("socket", socket, STR), .def = "/var/run/docker.sock",
	  .help = "path of the Docker daemon's socket, or of a proxy for stats" },
	{ OPTION("every", pace.every_ms, MSEC), .def = "30s", .min = 1000, .max = 3600000,
	  .help = "time between two looks; 5s at most while a gateway is in trouble" },
	MUZZLE_OPT_END
};

static void blind(struct memory *m, const char *why)
{
	m->blind = true;
	m->pace.by.host->blind(m->pace.by.inst, why);
}

static void end_round(struct memory *m)
{
	struct pace *pace = &m->pace;

	m->asking = false;
	if (!m->blind)
		pace->by.host->blind(pace->by.inst, NULL);
	pace->took_ms = pace->by.host->now(pace->by.inst) - pace->begun_ms;
	if (pace->took_ms < UNHURRIED_MS)
		pace->took_ms = UNHURRIED_MS;
	pace_next(pace, PACE_REST_MS);
}

/* The numbers in status are those of who was measured last. */
static void report(struct memory *m, const char *gateway, const struct footprint *use)
{
	const struct evidence *by = &m->pace.by;
	const struct muzzle_report report = {
		.size = sizeof(report),
		.kind = MUZZLE_MEMORY,
		.gateway = gateway,
		.bytes = use->bytes,
		.limit_bytes = use->limit_bytes,
	};

	by->host->report(by->inst, &report);
	by->host->gauge(by->inst, "memory_mb", use->bytes / MB);
	by->host->gauge(by->inst, "limit_mb", use->limit_bytes / MB);
}

/* What was measured, or why nothing was: the errors of footprint.h with their remedies. */
static void take(struct memory *m, const char *gateway, const struct footprint *use, int rc)
{
	static const struct {
		int rc;
		const char *says;
	} flaws[] = {
		{ -ENOENT, "it is not there: the gateway does not run, or the path is wrong" },
		{ -ENOTSUP, "the kernel counts no memory there: boot with cgroup_enable=memory "
			    "cgroup_memory=1, or set `pid_file` instead" },
		{ -ENODATA, "there is no number in it" },
		{ -EACCES, "let the user of muzzle read it" },
		{ -EPROTO, "that is not Docker's answer" },
	};
	const char *from = m->cgroup ? m->cgroup : m->pid_file ? m->pid_file : m->socket;
	const char *says = strerror(-rc);
	char why[2 * CLEAN_TEXT_BYTES];

	if (rc == 0)
		report(m, gateway, use);
	if (rc == 0 || rc == -ESRCH)
		return;
	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++)
		if (flaws[i].rc == rc)
			says = flaws[i].says;
	snprintf(why, sizeof(why), "%.150s: %s", from, says);
	blind(m, why);
}

/* NULL: all were asked for. */
static const char *container(const struct memory *m)
{
	const struct evidence *by = &m->pace.by;

	if (!m->container)
		return by->host->container_at(by->inst, m->at);
	return m->at ? NULL : m->container;
}

static bool ask(struct memory *m)
{
	const struct fill_value list[] = { { "name", container(m) }, { NULL, NULL } };
	const struct fill_values values = { list, true };
	char url[URL_BYTES];
	const struct muzzle_http req = {
		.size = sizeof(req),
		.url = url,
		.unix_socket = m->socket,
		.timeout_ms = REQUEST_MS,
		.max_body_bytes = BODY_BYTES_MAX,
	};

	if (!list[0].value)
		return false;
	fill_template(url, sizeof(url),
		      "http://docker/containers/{name}/stats?stream=false&one-shot=true", &values);
	return m->pace.by.host->http(m->pace.by.inst, &req, NULL, m->answered, NULL) != 0;
}

/* Podman says nothing of a container that does not run. */
static void take_stats(struct memory *m, const struct muzzle_answer *answer)
{
	const struct evidence *by = &m->pace.by;
	struct json_object *stats = json_tokener_parse(answer->body);
	const char *name = container(m);
	struct footprint use;
	int rc = answer->body_bytes ? footprint_of_stats(&use, stats) : -ESRCH;

	json_object_put(stats);
	if (name)
		take(m, m->container ? NULL : by->host->gateway_of(by->inst, name), &use, rc);
}

static void tell_trouble(struct memory *m, const struct muzzle_answer *answer)
{
	char said[CLEAN_TEXT_BYTES / 2], why[2 * CLEAN_TEXT_BYTES];

	clean_text(said, sizeof(said), answer->why);
	if (answer->status == 404)
		snprintf(why, sizeof(why),
			 "%.60s: no container %.60s; create it, or mend `container`", m->socket,
			 container(m));
	else if (answer->status || !docker_socket_flaw(m->socket, why, sizeof(why)))
		snprintf(why, sizeof(why), "%.100s: %s%s", m->socket, said,
			 answer->status == 403 ? "; the proxy must allow stats" : "");
	blind(m, why);
}

/* A daemon that is away is away for all of them. */
static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct memory *m = self;

	(void)arg;
	if (answer->status == 200)
		take_stats(m, answer);
	else
		tell_trouble(m, answer);
	m->at++;
	if (!answer->status || !ask(m))
		end_round(m);
}

static void on_due(void *self, void *arg)
{
	struct memory *m = self;
	struct footprint use;

	(void)arg;
	pace_begin(&m->pace);
	m->blind = false;
	m->at = 0;
	m->asking = !m->cgroup && !m->pid_file && ask(m);
	if (m->asking)
		return;
	if (m->cgroup)
		take(m, NULL, &use, footprint_of_cgroup(&use, m->cgroup));
	else if (m->pid_file)
		take(m, NULL, &use, footprint_of_process(&use, m->pid_file));
	end_round(m);
}

static void memory_hurry(void *self, bool hurry)
{
	struct memory *m = self;

	m->pace.hurried = hurry;
	if (!m->asking)
		pace_next(&m->pace, 0);
}

static bool is_absolute(const struct memory *m, const char *key, const char *path)
{
	const struct evidence *by = &m->pace.by;

	if (path && *path != '/')
		by->host->log(by->inst, MUZZLE_ERR,
			      "memory: `%s` is a whole path: it begins with /", key);
	else if (path && access(path, F_OK))
		by->host->log(
			by->inst, MUZZLE_WARN,
			"memory: `%s`: %s: %s; that is well only while the gateway does not run",
			key, path, strerror(errno));
	return !path || *path == '/';
}

/* What the option table cannot say. */
static int memory_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct memory *m = self;

	m->pace.by = (struct evidence){ host, inst };
	if ((m->cgroup != NULL) + (m->pid_file != NULL) + (m->container != NULL) > 1) {
		host->log(inst, MUZZLE_ERR,
			  "memory: set at most one of `cgroup`, `pid_file` and `container`");
		return -EINVAL;
	}
	return is_absolute(m, "cgroup", m->cgroup) && is_absolute(m, "pid_file", m->pid_file)
		       ? 0
		       : -EINVAL;
}

static int memory_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct memory *m = self;

	m->pace.by = (struct evidence){ host, inst };
	m->pace.due = on_due;
	m->answered = on_answer;
	if (!m->cgroup && !m->pid_file && !container(m))
		host->log(inst, MUZZLE_WARN,
			  "memory: nothing to measure; set `cgroup`, `pid_file` or `container`, or "
			  "give a gateway its `container`");
	else
		m->pace.timer = host->timer_start(inst, 0, on_due, NULL);
	return 0;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "memory",
	.summary = "how much memory gateways use",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_HTTP,
	.self_size = sizeof(struct memory),
	.options = options,
	.open = memory_open,
	.hurry = memory_hurry,
	.check = memory_check,
};
