/* file_age.c - source: up while a file is young; an example.  SPDX-License-Identifier: ISC
 *
 * For what touches a file as long as it lives.  After `make install` beside this file, write
 *     [source heartbeat]
 *     plugin  = file_age
 *     gateway = waha
 *     file    = /run/waha.alive
 */
#include <errno.h>
#include <muzzle_plugin.h>
#include <sys/stat.h>

struct file_age {
	const char *file;
	int64_t limit_ms;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
};

#define AT(t, field) .type = MUZZLE_TYPE_##t, .offset = offsetof(struct file_age, field)
static const struct muzzle_option options[] = {
	{ AT(STR, file), .key = "file", .help = "path", .flags = MUZZLE_OPT_MANDATORY },
	{ AT(MSEC, limit_ms), .key = "limit", .help = "an older file means down", .def = "1m" },
	MUZZLE_OPT_END
};

static void look(void *self, void *arg)
{
	struct muzzle_report r = { .size = sizeof(r), .kind = MUZZLE_CLAIM, .what = MUZZLE_DOWN };
	struct file_age *f = self;
	struct stat st;

	if (stat(f->file, &st) == 0 && f->host->wall(f->inst) - st.st_mtime * 1000LL < f->limit_ms)
		r.what = MUZZLE_UP;
	f->host->report(f->inst, &r);
	f->host->timer_start(f->inst, 5000, look, arg);
}

static int file_age_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct file_age *f = self;

	*f = (struct file_age){ f->file, f->limit_ms, host, inst };
	return host->timer_start(inst, 0, look, NULL) ? 0 : -EAGAIN;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER,
	.self_size = sizeof(struct file_age),
	.name = "file_age",
	.summary = "up while a file is young",
	.options = options,
	.open = file_age_open,
};
