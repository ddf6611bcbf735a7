/* tryout.c - see tryout.h.  SPDX-License-Identifier: ISC */
#include "tryout.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "words.h"

/* The callbacks' own. */
struct tryout {
	struct loop loop;
	struct tryout_outcome *outcome;
	bool answered;
};

static void end(struct tryout *t, const char *result, const char *why)
{
	t->answered = true;
	t->outcome->result = result;
	snprintf(t->outcome->why, sizeof(t->outcome->why), "%s", why);
	loop_stop(&t->loop);
}

static void take_result(void *self, struct muzzle_inst *inst, uint64_t id,
			enum muzzle_result result, const char *why)
{
	static const char *const results[] = {
		[MUZZLE_DONE] = "done",
		[MUZZLE_FAILED] = "failed",
		[MUZZLE_NO_SETUP] = "setup",
		[MUZZLE_TIMEOUT] = "timeout",
	};
	struct tryout *t = self;

	(void)inst;
	(void)id;
	t->outcome->done = result == MUZZLE_DONE;
	end(t, results[result], why);
}

static void take_output(void *arg, struct muzzle_inst *inst, uint64_t id, const char *text)
{
	struct tryout *t = arg;

	(void)inst;
	(void)id;
	snprintf(t->outcome->output, sizeof(t->outcome->output), "%s", text);
}

/* When to try again does not matter: this is the only try. */
static void take_retry_after(void *arg, struct muzzle_inst *inst, uint64_t id, int64_t after_ms)
{
	(void)arg;
	(void)inst;
	(void)id;
	(void)after_ms;
}

static void give_up(void *arg)
{
	end(arg, words_name(&words_result, RESULT_TIMEOUT), "no answer");
}

static void caught(void *arg, int signo)
{
	(void)signo;
	end(arg, "interrupted", "given up by who tried it");
}

/* The result may come from within host_act, before the loop runs. */
static void give(struct tryout *t, struct muzzle_inst *inst, const struct muzzle_order *order,
		 int64_t timeout_ms)
{
	struct loop_timer late = { .fire = give_up, .arg = t };
	struct loop_signal intr = { .caught = caught, .arg = t },
			   term = { .caught = caught, .arg = t };
	int64_t from_ms = clock_boot_ms();
	int rc = host_act(inst, order);

	if (rc < 0) {
		end(t, words_name(&words_result, RESULT_FAILED), strerror(-rc));
		return;
	}
	loop_timer_start(&t->loop, &late, from_ms + timeout_ms + TRYOUT_LATE_MS);
	loop_signal_start(&t->loop, &intr, SIGINT);
	loop_signal_start(&t->loop, &term, SIGTERM);
	if (!t->answered)
		loop_run(&t->loop);
	loop_signal_stop(&t->loop, &intr);
	loop_signal_stop(&t->loop, &term);
	loop_timer_stop(&t->loop, &late);
	t->outcome->took_ms = clock_boot_ms() - from_ms;
}

static int open_and_give(struct tryout *t, const struct host_wish *wish,
			 const struct muzzle_order *order)
{
	const struct host_sink sink = {
		.result = take_result,
		.retry_after = take_retry_after,
		.output = take_output,
		.arg = t,
	};
	struct log log;
	struct muzzle_inst *inst;
	struct host *host;
	int rc;

	log_init(&log, STDERR_FILENO, MUZZLE_WARN);
	rc = host_new(&host, &t->loop, &log, &sink);
	if (rc < 0)
		return rc;
	rc = host_open(host, wish, &inst);
	if (rc == 0) {
		give(t, inst, order, wish->section->timeout_ms);
		host_close(inst);
	}
	host_free(host);
	return rc;
}

int tryout_run(const struct host_wish *wish, const struct muzzle_order *order,
	       struct tryout_outcome *outcome)
{
	struct tryout t = { .outcome = outcome };
	int rc;

	*outcome = (struct tryout_outcome){ .result = NULL };
	signal(SIGPIPE, SIG_IGN);
	rc = loop_init(&t.loop, NULL);
	if (rc < 0)
		return rc;
	rc = open_and_give(&t, wish, order);
	loop_fini(&t.loop);
	return rc;
}
