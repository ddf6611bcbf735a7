/* intake.h - everything that moves the engine comes in here.  SPDX-License-Identifier: ISC */
#ifndef INTAKE_H
#define INTAKE_H

#include "host.h"
#include "supervise.h"
#include "trace.h"

/* intake_feed - one line: dated now, journaled, judged; its orders go to dispatch.  t_ms is set here,
 * an at_ms that is missing or later becomes t_ms. */
void intake_feed(struct supervise *s, struct engine_evidence *evidence,
		 const struct trace_words *words);

/* intake_tick - let time pass for the engine. */
void intake_tick(struct supervise *s);

/* intake_self - what befell ourselves; ms as far as it has a length. */
void intake_self(struct supervise *s, enum words_self what, int64_t ms);

/* intake_uplink - what the sources now say of the line, if it is news; words tell who and why. */
void intake_uplink(struct supervise *s, const struct trace_words *words);

/* intake_result - how an act ended; 0: done. */
void intake_result(struct supervise *s, uint64_t id, enum words_result what, const char *why);

/* intake_command - what a person, or a window of maintenance, says: logged, fed, and its holder noted. */
void intake_command(struct supervise *s, struct engine_evidence *evidence, const char *by,
		    const char *why);

/* intake_sink - where the host's plugins report to. */
struct host_sink intake_sink(struct supervise *s);

#endif
