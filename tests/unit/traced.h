/* traced.h - traces in memory, configurations in files, and what a command says of them.
 * SPDX-License-Identifier: ISC */
#ifndef TRACED_H
#define TRACED_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "scratch.h"

#define TRACED_HEADER "{\"muzzle\":1,\"boot\":\"b0\",\"wall\":\"2026-01-01T00:00:00Z\"}\n"

/* A trace that grows. */
struct traced {
	FILE *file; /* owned until traced_open() */
};

static struct traced traced_begin(void)
{
	struct traced traced = { tmpfile() };

	assert_non_null(traced.file);
	fputs(TRACED_HEADER, traced.file);
	return traced;
}

/* waha/omer says so every 5 s, from and until seconds. */
static void traced_say(struct traced *traced, const char *state, long from_s, long until_s)
{
	for (long t = from_s; t < until_s; t += 5)
		fprintf(traced->file,
			"{\"t\":%ld000,\"ev\":\"claim\",\"target\":\"waha/omer\",\"source\":\"s\","
			"\"state\":\"%s\"}\n",
			t, state);
}

/* The trace to be read; owned by the caller. */
static FILE *traced_open(struct traced *traced)
{
	rewind(traced->file);
	return traced->file;
}

/* One gateway with that ladder; policy is the text of [policy default]. */
static struct conf *traced_conf(struct scratch *scratch, const char *name, const char *policy,
				const char *ladder)
{
	static const char actions[] =
		"[action restart-session]\nplugin = noop\n"
		"[action kick]\nplugin = noop\n"
		"[action restart-container]\nplugin = noop\nscope = gateway\n";
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;
	char text[1024];

	snprintf(text, sizeof(text), "[policy default]\n%s\n[gateway waha]\nladder = %s\n%s",
		 policy, ladder, actions);
	assert_int_equal(conf_load(scratch_write(scratch, name, text), &conf, remarks), 0);
	remarks_free(remarks);
	return conf;
}

#endif
