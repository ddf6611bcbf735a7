/* pid_alive.c - source: up while a process lives.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <muzzle_plugin.h>
#include <signal.h>
#include <stdio.h>

/* The options, which the host fills in; the rest is ours. */
struct pid_alive {
	const char *file;
	int64_t every_ms;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
};

#define AT(field) .offset = offsetof(struct pid_alive, field)
static const struct muzzle_option options[] = {
	{ .key = "pid_file",
	  .type = MUZZLE_TYPE_STR,
	  AT(file),
	  .help = "file with the process id",
	  .flags = MUZZLE_OPT_MANDATORY },
	{ .key = "every",
	  .type = MUZZLE_TYPE_MSEC,
	  AT(every_ms),
	  .help = "time between two looks",
	  .def = "5s",
	  .min = 100,
	  .max = 3600000 },
	MUZZLE_OPT_END
};

/* 0: there is none. */
static int read_pid(const char *file)
{
	FILE *in = fopen(file, "re");
	int pid = 0;

	if (in && fscanf(in, "%d", &pid) != 1)
		pid = 0;
	if (in)
		fclose(in);
	return pid;
}

static void look(void *self, void *arg)
{
	struct pid_alive *p = self;
	int pid = read_pid(p->file);
	struct muzzle_report r = { .size = sizeof(r),
				   .kind = MUZZLE_CLAIM,
				   .what = MUZZLE_DOWN };

	if (pid > 0 && (kill(pid, 0) == 0 || errno == EPERM))
		r.what = MUZZLE_UP;
	p->host->report(p->inst, &r);
	p->host->timer_start(p->inst, p->every_ms, look, arg);
}

static int pid_alive_open(void *self, const struct muzzle_host *host,
			  struct muzzle_inst *inst)
{
	struct pid_alive *p = self;

	p->host = host;
	p->inst = inst;
	return host->timer_start(inst, 0, look, NULL) ? 0 : -EAGAIN;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER,
	.self_size = sizeof(struct pid_alive),
	.name = "pid_alive",
	.summary = "up while a process lives",
	.options = options,
	.open = pid_alive_open,
};
