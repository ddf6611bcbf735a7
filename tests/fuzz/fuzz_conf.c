/* fuzz_conf.c - a whole configuration: judged the same twice, secrets unsaid, and what passes can run.
 * SPDX-License-Identifier: ISC */
#include "check.h"
#include "conf.h"
#include "fuzz.h"
#include "roster.h"

#define SECRET "qJ7zWk"

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

static void take_order(void *ctx, const struct engine_order *order)
{
	(void)ctx;
	FUZZ_HOLDS(order->target);
}

/* Everybody is down for an hour. */
static void run(const struct conf *conf)
{
	struct roster *roster = roster_new(conf);
	struct engine *engine = roster_engine(roster);

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
	struct fuzz_text once = { 0 }, twice = { 0 };
	const char *path;
	struct conf *conf;

	setenv("FUZZ_SECRET", SECRET, 1);
	path = fuzz_write("x.ini", data, bytes);
	judge(&once, path, &conf);
	FUZZ_HOLDS(!once.data || !strstr(once.data, SECRET) ||
		   memmem(data, bytes, SECRET, strlen(SECRET)));
	conf_free(conf);
	judge(&twice, path, &conf);
	fuzz_same(&twice, &once);
	if (conf)
		run(conf);
	conf_free(conf);
	return 0;
}
