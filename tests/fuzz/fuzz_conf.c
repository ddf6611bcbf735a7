/* fuzz_conf.c - a whole configuration: no message tells one secret from another, and what passes can run.
 * SPDX-License-Identifier: ISC */
#include "check.h"
#include "conf.h"
#include "fuzz.h"
#include "host.h"
#include "roster.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const plugins[] = { "alert",  "docker_events", "exec_check",
					       "noop",   "restart",       "status_poll",
					       "uplink", "webhook_log",   "webhook_recv" };

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < sizeof(plugins) / sizeof(plugins[0]); i++)
		fuzz_load(plugins[i]);
	return 0;
}

static void judge(struct fuzz_text *said, const char *path, struct conf **conf)
{
	struct remarks *remarks = remarks_new();
	char line[1024];

	if (conf_read(path, conf, remarks))
		*conf = NULL;
	else if (remarks->errors == 0)
		check_conf(*conf, remarks);
	remarks_sort(remarks);
	for (size_t i = 0; i < remarks->count; i++) {
		remarks_format(&remarks->list[i], line, sizeof(line));
		fuzz_print(said, "%s\n", line);
	}
	if (remarks->errors) {
		conf_free(*conf);
		*conf = NULL;
	}
	remarks_free(remarks);
}

static void judge_options(const struct conf_instance *list, size_t count)
{
	struct remarks *remarks = remarks_new();

	for (size_t i = 0; i < count; i++)
		host_check(&(struct host_wish){ PLUGIN_DIR, &list[i], remarks });
	remarks_free(remarks);
}

static void take_order(void *ctx, const struct engine_order *order)
{
	(void)ctx;
	FUZZ_HOLDS(order->target);
}

/* What plugins say of their options, then an hour in which everybody is down. */
static void run(const struct conf *conf)
{
	struct roster *roster = roster_new(conf);
	struct engine *engine = roster_engine(roster);

	judge_options(conf->sources, conf->sources_count);
	judge_options(conf->actions, conf->actions_count);
	judge_options(conf->exporters, conf->exporters_count);
	for (int64_t t_ms = 0; t_ms <= 3600000; t_ms += 60000)
		for (struct target *target = engine->first; target; target = target->next_all) {
			const struct engine_evidence down = { .kind = EVIDENCE_CLAIM,
							      .t_ms = t_ms,
							      .at_ms = t_ms,
							      .what = STATE_DOWN,
							      .source = 1,
							      .target = target };

			engine_step(engine, &down, take_order, NULL);
		}
	roster_free(roster);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	const char *path = fuzz_write("x.ini", data, bytes);
	struct fuzz_text once = { 0 }, other = { 0 };
	struct conf *conf;

	setenv("FUZZ_SECRET", "qJ7zWk", 1);
	judge(&once, path, &conf);
	conf_free(conf);
	setenv("FUZZ_SECRET", "Xc3pf4", 1);
	judge(&other, path, &conf);
	fuzz_same(&other, &once);
	if (conf)
		run(conf);
	conf_free(conf);
	return 0;
}
