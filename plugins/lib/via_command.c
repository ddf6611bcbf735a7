/* via_command.c - see via_command.h.  SPDX-License-Identifier: ISC */
#include "via_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

#define ARGS_MAX 31
#define OUTPUT_BYTES 16384 /* the last of which are kept */
#define TIMEOUT_MS 60000
#define SYSTEMCTL_NO_UNIT 5

static bool is_systemd(const struct way *way)
{
	return way->kind == &via_command_systemd;
}

static const char *program(const struct way *way)
{
	if (is_systemd(way))
		return "systemctl";
	return way->kind == &via_command_procd ? way->service : way->command[0];
}

static void on_end(void *self, void *arg, const struct muzzle_exit *e)
{
	struct way *way = self;
	struct job *job = arg;
	int no_unit = is_systemd(way) ? SYSTEMCTL_NO_UNIT : 0;
	struct way_end how = { .result = command_judge_end(e, no_unit) };

	command_describe_end(how.why, sizeof(how.why), program(way), e);
	if (e->output_bytes && MUZZLE_HAS(way->host, output))
		way->host->output(way->inst, job->order.id, e->output);
	way_finish(way, job, &how);
}

/* Borrowed strings are fine: the host copies arguments and environment. */
static uint32_t spawn(struct way *way, struct job *job, const char *const *argv,
		      struct way_end *how)
{
	struct order_environment env;
	struct muzzle_spawn child = { .size = sizeof(child),
				      .argv = argv,
				      .env = env.list,
				      .timeout_ms = way_timeout_ms(way),
				      .max_output_bytes = OUTPUT_BYTES };
	int rc = command_find(argv[0]);

	if (rc) {
		how->result = MUZZLE_NO_SETUP;
		snprintf(how->why, sizeof(how->why), "%.100s: %s", argv[0], strerror(-rc));
		return 0;
	}
	order_set_environment(&env, &job->order);
	return way->host->spawn(way->inst, &child, on_end, job);
}

/* Without --no-block systemctl ends when the unit has started, or could not. */
static uint32_t begin_systemd(struct way *way, struct job *job, struct way_end *how)
{
	struct way_filled unit = { .percent = false };
	const char *argv[] = { "systemctl", "restart", "--", way_fill(&unit, job, way->unit, how),
			       NULL };

	return argv[3] ? spawn(way, job, argv, how) : 0;
}

static uint32_t begin_procd(struct way *way, struct job *job, struct way_end *how)
{
	char path[256];
	const char *argv[] = { path, "restart", NULL };

	snprintf(path, sizeof(path), "/etc/init.d/%s", way->service);
	return spawn(way, job, argv, how);
}

/* Names come from the gateway: none may pass for an option of the command. */
static bool is_smuggled(const char *template, const char *argument)
{
	return *template == '{' && *argument == '-';
}

static uint32_t begin_exec(struct way *way, struct job *job, struct way_end *how)
{
	struct way_filled args = { .percent = false };
	const char *argv[ARGS_MAX + 1] = { NULL };

	for (size_t i = 0; way->command[i]; i++) {
		argv[i] = way_fill(&args, job, way->command[i], how);
		if (!argv[i])
			return 0;
		if (is_smuggled(way->command[i], argv[i])) {
			how->result = MUZZLE_NO_SETUP;
			snprintf(how->why, sizeof(how->why),
				 "argument %zu begins with '-'; use MUZZLE_SESSION instead", i);
			return 0;
		}
	}
	return spawn(way, job, argv, how);
}

static int check_program(const struct way *way, const char *argv0, const char *key)
{
	return strchr(argv0, '{')
		       ? 0
		       : command_check(argv0, key, &(struct evidence){ way->host, way->inst });
}

static int check_systemd(struct way *way)
{
	check_program(way, "systemctl", "via");
	return way->unit && *way->unit ? way_check_words(way, "unit", way->unit)
				       : way_refuse(way, "`via` = systemd needs `unit`");
}

static int check_procd(struct way *way)
{
	if (!way->service)
		return way_refuse(way, "`via` = procd needs `service`");
	if (*way->service == '\0' || *way->service == '.' || strchr(way->service, '/'))
		return way_refuse(way, "`service` is a name in /etc/init.d, not a path");
	return 0;
}

static int check_exec(struct way *way)
{
	size_t words = 0;

	for (; way->command && way->command[words]; words++)
		if (way_check_words(way, "command", way->command[words]))
			return -EINVAL;
	if (words == 0)
		return way_refuse(way, "`via` = exec needs `command`");
	return words > ARGS_MAX ? way_refuse(way, "`command` has more than 31 words")
				: check_program(way, way->command[0], "command");
}

const struct way_kind via_command_systemd = {
	.timeout_ms = TIMEOUT_MS, .spawns = true, .check = check_systemd, .begin = begin_systemd
};
const struct way_kind via_command_procd = {
	.timeout_ms = TIMEOUT_MS, .spawns = true, .check = check_procd, .begin = begin_procd
};
const struct way_kind via_command_exec = {
	.timeout_ms = TIMEOUT_MS, .spawns = true, .check = check_exec, .begin = begin_exec
};
