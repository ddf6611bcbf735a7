/* process.h - a process whose memory is read every so often, in invented time.
 * SPDX-License-Identifier: ISC */
#ifndef PROCESS_H
#define PROCESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "leak.h"
#include "target.h"

#define MB INT64_C(1048576)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define HALF_MINUTE (30 * SECOND)

struct process {
	struct leak leak;
	int64_t now_ms, limit;
	int64_t every_ms; /* from reading to reading */
	int64_t lag_ms;   /* from an act's result until its memory comes */
	int64_t come_ms;  /* when that of the last one does */
	double coming;    /* MB */
	double mb;        /* what it holds */
	double wobble;    /* what its collector lets come and go, from top to bottom */
	double growth;    /* MB an hour */
	uint32_t seed;
	unsigned told;
};

static inline struct process process(double mb, double limit_mb)
{
	return (struct process){ .leak = { .grace_ms = MINUTE },
				 .every_ms = HALF_MINUTE,
				 .now_ms = TARGET_TIME_BASE + HOUR,
				 .limit = (int64_t)limit_mb * MB,
				 .mb = mb,
				 .seed = 1 };
}

static inline double chance(struct process *p)
{
	p->seed = p->seed * 1664525 + 1013904223;
	return (p->seed >> 8) / 16777216.0;
}

static inline void come(struct process *p)
{
	if (p->now_ms < p->come_ms)
		return;
	p->mb += p->coming;
	p->coming = 0;
}

static inline void let_live(struct process *p, int64_t for_ms)
{
	for (int64_t end_ms = p->now_ms + for_ms; p->now_ms < end_ms; p->now_ms += p->every_ms) {
		double mb;

		come(p);
		mb = p->mb + p->wobble * chance(p);
		p->mb += p->growth * (double)p->every_ms / HOUR;
		p->told += leak_read(&p->leak, (int64_t)(mb * MB), p->limit, p->now_ms);
	}
}

/* It takes no more time than it needs to be told from the next. */
static inline void restart(struct process *p, double leaks_mb)
{
	leak_act(&p->leak, false, p->now_ms);
	p->now_ms += 3 * SECOND;
	p->come_ms = p->now_ms + p->lag_ms;
	p->coming += leaks_mb;
	come(p);
	leak_result(&p->leak, true, p->now_ms);
}

#endif
