/* engine_step.c - how long a step of the engine takes, and how large a session is.  SPDX-License-Identifier: ISC
 *
 * Every session gets a claim in turn, one of a hundred of them bad; 200 ns a step and 1 kB a session are
 * the numbers to hold, at any count of sessions.  Beside it what this machine needs to copy as much memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

#define STEPS 2000000
#define STEP_NS_LIMIT 200
#define SESSION_BYTES 1024

struct bench {
	struct engine engine;
	struct gateway gateway;
	struct policy policy;
	struct target *sessions; /* owned */
	struct target **heap;    /* owned */
	uint64_t orders;
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void count_order(void *ctx, const struct engine_order *order)
{
	struct bench *b = ctx;

	(void)order;
	b->orders++;
}

static int fill(struct bench *b, uint32_t count)
{
	const struct policy_rate box = { .acts = 6, .window_ms = 3600000 };

	b->sessions = calloc(count, sizeof(*b->sessions));
	b->heap = calloc(count + 2, sizeof(struct target *));
	if (!b->sessions || !b->heap)
		return -1;
	policy_default(&b->policy);
	policy_gateway_default(&b->gateway.conf);
	engine_init(&b->engine, &box, false);
	engine_room(&b->engine, b->heap, count + 1);
	engine_add_gateway(&b->engine, &b->gateway, &b->policy);
	for (uint32_t i = 0; i < count; i++)
		engine_add_session(&b->engine, &b->gateway, &b->sessions[i], &b->policy);
	return 0;
}

static int64_t measure(struct bench *b, uint32_t count)
{
	struct engine_evidence claim = { .kind = EVIDENCE_CLAIM, .source = 1 };
	uint32_t spread = count < 100 ? 100 : count;
	int64_t began = now_ns();

	for (uint32_t i = 0; i < STEPS; i++) {
		claim.t_ms = claim.at_ms = (int64_t)i * 5000 / count;
		claim.target = &b->sessions[i % count];
		claim.what = i % spread == 0 ? STATE_DOWN : STATE_UP;
		engine_step(&b->engine, &claim, count_order, b);
	}
	return (now_ns() - began) / STEPS;
}

static int bench_count(uint32_t count)
{
	struct bench *b = calloc(1, sizeof(*b));
	int64_t ns;
	int rc = -1;

	if (!b)
		return -1;
	if (fill(b, count) == 0) {
		ns = measure(b, count);
		printf("%6u sessions: %4lld ns a step (at most %d), %llu orders\n", count,
		       (long long)ns, STEP_NS_LIMIT, (unsigned long long)b->orders);
		rc = ns <= STEP_NS_LIMIT ? 0 : 1;
	}
	free(b->sessions);
	free(b->heap);
	free(b);
	return rc;
}

/* As many copies as steps, over so many sessions that no cache holds them all. */
static int print_memcpy(uint32_t count)
{
	struct target *from = calloc(count, sizeof(*from)), *to = calloc(count, sizeof(*to));
	int64_t ns, began;
	int rc = -1;

	if (from && to) {
		began = now_ns();
		for (uint32_t i = 0; i < STEPS; i++)
			memcpy(&to[i % count], &from[i % count], sizeof(*to));
		ns = now_ns() - began + 1;
		printf("memcpy here: %lld ns for a session of %u, %lld MB/s\n",
		       (long long)(ns / STEPS), count,
		       (long long)(STEPS * 1000 * (int64_t)sizeof(*to) / ns));
		rc = 0;
	}
	free(from);
	free(to);
	return rc;
}

int main(void)
{
	int rc = sizeof(struct target) + sizeof(struct target *) > SESSION_BYTES;

	printf("%6zu bytes a session (at most %d)\n",
	       sizeof(struct target) + sizeof(struct target *), SESSION_BYTES);
	rc |= bench_count(1);
	rc |= bench_count(100);
	rc |= bench_count(10000);
	rc |= print_memcpy(1);
	rc |= print_memcpy(10000);
	return rc;
}
