/* hosted.h - a host with a sink that writes down what it hears, for tests with real plugins.
 * SPDX-License-Identifier: ISC
 */
#ifndef HOSTED_H
#define HOSTED_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "fixtures.h"
#include "host.h"
#include "judge.h"
#include "looped.h"

/* A section with up to three keys, written by the test. */
struct hosted_section {
	struct option_section raw;
	struct option_pair pairs[3];
	struct conf_instance instance;
};

struct hosted {
	struct loop loop;
	struct log log;
	int log_ends[2];
	struct host *host;
	struct scratch scratch;
	struct arena arena;
	struct remarks *remarks;
	char heard[4000]; /* what the sink was told, one line each */
	char logged[4000];
	char memory[MUZZLE_MEMORY_MAX + 1]; /* of all instances */
};

static void hosted_hear(struct hosted *f, const char *fmt, ...)
{
	size_t n = strlen(f->heard);
	va_list args;

	va_start(args, fmt);
	vsnprintf(f->heard + n, sizeof(f->heard) - n, fmt, args);
	va_end(args);
}

static void hosted_on_report(void *arg, struct muzzle_inst *inst, const struct muzzle_report *r)
{
	static const char *const kinds[] = { "", "claim", "proof", "fault", "event", "probe" };
	int64_t ago_ms = clock_boot_ms() - r->at_ms;

	hosted_hear(arg, "%s: %s %s/%s raw=%s why=%s%s\n", host_section(inst)->name, kinds[r->kind],
		    r->gateway, r->session ? r->session : "", r->raw, r->why,
		    ago_ms >= 5000 && ago_ms < 60000 ? " 5s ago" : "");
}

static void hosted_on_round(void *arg, struct muzzle_inst *inst, const char *gateway)
{
	hosted_hear(arg, "%s: round %s\n", host_section(inst)->name, gateway);
}

static void hosted_on_result(void *arg, struct muzzle_inst *inst, uint64_t id,
			     enum muzzle_result result, const char *why)
{
	hosted_hear(arg, "%s: result %d is %d why=%s\n", host_section(inst)->name, (int)id,
		    (int)result, why);
}

static void hosted_on_retry_after(void *arg, struct muzzle_inst *inst, uint64_t id,
				  int64_t after_ms)
{
	hosted_hear(arg, "%s: retry %d after %d ms\n", host_section(inst)->name, (int)id,
		    (int)after_ms);
}

static void hosted_on_output(void *arg, struct muzzle_inst *inst, uint64_t id, const char *text)
{
	hosted_hear(arg, "%s: act %d printed %s\n", host_section(inst)->name, (int)id, text);
}

static void hosted_on_uplink(void *arg, struct muzzle_inst *inst, bool up, const char *why)
{
	hosted_hear(arg, "%s: uplink %s why=%s\n", host_section(inst)->name, up ? "up" : "down",
		    why);
}

static const char *hosted_gateway_of(void *arg, const char *container)
{
	(void)arg;
	return strcmp(container, "waha-noweb") == 0 ? "waha" : "claw";
}

static const char *hosted_container_at(void *arg, size_t i)
{
	static const char *const containers[] = { "claw-box", "waha-noweb" };

	(void)arg;
	return i < 2 ? containers[i] : NULL;
}

static int hosted_remember(void *arg, struct muzzle_inst *inst, const char *text)
{
	struct hosted *f = arg;

	(void)inst;
	snprintf(f->memory, sizeof(f->memory), "%s", text);
	return 0;
}

static const char *hosted_recall(void *arg, struct muzzle_inst *inst)
{
	const struct hosted *f = arg;

	(void)inst;
	return f->memory[0] ? f->memory : NULL;
}

static char *hosted_ask(void *arg, const char *request, bool may_command)
{
	char text[200];

	(void)arg;
	snprintf(text, sizeof(text), "%s %s", may_command ? "commanded" : "asked", request);
	return strdup(text);
}

static int hosted_make(void **state)
{
	static struct hosted f; /* one test after the other */
	const struct host_sink sink = {
		hosted_on_report, hosted_on_round,  hosted_on_result,  hosted_on_retry_after,
		hosted_on_output, hosted_on_uplink, hosted_gateway_of, hosted_container_at,
		hosted_remember,  hosted_recall,    hosted_ask,        &f,
	};

	memset(&f, 0, sizeof(f));
	assert_int_equal(loop_init(&f.loop, NULL), 0);
	assert_int_equal(pipe2(f.log_ends, O_NONBLOCK | O_CLOEXEC), 0);
	log_init(&f.log, f.log_ends[1], MUZZLE_DEBUG);
	f.remarks = remarks_new();
	f.scratch = scratch_make();
	fixtures_copy(&f.scratch, "talker.so", NULL);
	fixtures_copy(&f.scratch, "doer.so", NULL);
	fixtures_copy(&f.scratch, "viewer.so", NULL);
	*state = &f;
	return host_new(&f.host, &f.loop, &f.log, &sink);
}

static int hosted_end(void **state)
{
	struct hosted *f = *state;

	host_free(f->host);
	remarks_free(f->remarks);
	arena_fini(&f->arena);
	loop_fini(&f->loop);
	close(f->log_ends[0]);
	close(f->log_ends[1]);
	scratch_remove(&f->scratch);
	return 0;
}

static const char *hosted_read_log(struct hosted *f)
{
	ssize_t n = read(f->log_ends[0], f->logged, sizeof(f->logged) - 1);

	f->logged[n > 0 ? n : 0] = '\0';
	return f->logged;
}

static void hosted_write_section(struct hosted *f, struct hosted_section *s, const char *plugin,
				 const char *name)
{
	enum muzzle_kind kind = strcmp(plugin, "doer") == 0     ? MUZZLE_ACTION
				: strcmp(plugin, "viewer") == 0 ? MUZZLE_EXPORTER
								: MUZZLE_SOURCE;

	*s = (struct hosted_section){ 0 };
	s->raw = (struct option_section){ .kind = judge_kind_name(kind),
					  .name = name,
					  .place = { "muzzle.ini", 7 },
					  .arena = &f->arena };
	s->instance = (struct conf_instance){
		.name = name, .kind = kind, .plugin = plugin, .gateway = "waha", .section = &s->raw
	};
}

static void hosted_write_key(struct hosted_section *s, const char *key, const char *value)
{
	struct option_pair *pair = s->pairs;

	while (pair->key)
		pair++;
	*pair = (struct option_pair){
		.key = key, .value = value, .place = { "muzzle.ini", 8 }, .next = s->raw.pairs
	};
	s->raw.pairs = pair;
}

static int hosted_open_inst(struct hosted *f, const struct hosted_section *s,
			    struct muzzle_inst **inst)
{
	const struct host_wish wish = { f->scratch.dir, &s->instance, f->remarks };

	return host_open(f->host, &wish, inst);
}

/* A talker that does what, at that place (NULL: nowhere). */
static inline struct muzzle_inst *hosted_open_talker(struct hosted *f, struct hosted_section *s,
						     const char *what, const char *place)
{
	struct muzzle_inst *inst;

	hosted_write_section(f, s, "talker", "voice");
	hosted_write_key(s, "what", what);
	if (place)
		hosted_write_key(s, "place", place);
	assert_int_equal(hosted_open_inst(f, s, &inst), 0);
	return inst;
}

static inline void hosted_wait_for(struct hosted *f, const char *heard)
{
	LOOPED_UNTIL(&f->loop, strcmp(f->heard, heard) == 0);
}

#endif
