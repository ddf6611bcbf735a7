/* incident.h - from conviction to lasting recovery, quarantine or human.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  An incident outlives epochs: it is what a person is told of, at most once open, once
 * closed.
 */
#ifndef INCIDENT_H
#define INCIDENT_H

#include "target.h"

#define INCIDENT_AGAIN_MS 1800000 /* after the close: a new one begins at the same rung */
#define INCIDENT_IDLE_MS 1800000  /* open so long without an act is told */
#define INCIDENT_REMIND_MS 86400000
#define INCIDENT_RETRY_MS 3600000 /* first interval of quarantine, doubled from try to try */
#define INCIDENT_RETRY_MAX_MS 86400000

/* incident_order - in which an incident that opens now tries the ladder: see cost_order(). */
uint32_t incident_order(const struct engine *engine, const struct gateway *gateway);

/* incident_convict - target is convicted now; age_ms and limit_ms are for the words of `why`. */
void incident_convict(struct engine *engine, struct target *target, enum words_cause cause);

/* incident_acquit - the conviction no longer stands; whether it was cured is left open. */
void incident_acquit(struct target *target);

/* incident_interrupt - a restart came between: an open act counts as done, and whatever is not
 * mended must convict again before it acts. */
void incident_interrupt(struct target *target);

/* incident_mend - what convicted is contradicted; ten minutes of health will close it. */
void incident_mend(struct engine *engine, struct target *target);

/* incident_verify - an act on target ended now: see whether it helped. */
void incident_verify(struct engine *engine, struct target *target);

/* incident_healthy - health has lasted: quarantine ends and a mended incident closes. */
void incident_healthy(struct engine *engine, struct target *target);

/* incident_close - tell that it is over iff it was told that it began. */
void incident_close(struct engine *engine, struct target *target);

/* incident_crash_loop - told once as opened, convicting nothing. */
void incident_crash_loop(struct engine *engine, struct target *target);

/* incident_human - only a person can help: ends the run and the incident.  stopped: because
 * somebody stopped it. */
void incident_human(struct engine *engine, struct target *target, bool stopped);

/* incident_quarantine - the ladder is spent; tell: say so. */
void incident_quarantine(struct engine *engine, struct target *target, bool tell);

/* incident_quarantined_ms - since when target is in quarantine, later if tries had to wait. */
int64_t incident_quarantined_ms(const struct target *target);

/* incident_setup - an act could not be done as configured: told, no further rung. */
void incident_setup(struct engine *engine, struct target *target);

/* incident_tell - the messages that are due by time or by policy. */
void incident_tell(struct engine *engine, struct target *target);

#endif
