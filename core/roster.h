/* roster.h - the engine's targets by name, and the memory that they live in.  SPDX-License-Identifier: ISC
 *
 * The engine knows targets and sources as pointers and numbers; traces, journals and people know
 * names.  A roster owns its engine and all targets; everything else is borrowed from it.
 */
#ifndef ROSTER_H
#define ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf.h"
#include "engine.h"

#define ROSTER_NAME_BYTES 136 /* gateway/session and its NUL */

struct roster;

/* roster_new - from conf, all listed gateways and sessions in its order; conf NULL: none, with the
 * defaults for whoever appears.  conf must outlive it.  NULL: no memory. */
struct roster *roster_new(const struct conf *conf);

/* roster_free - NULL is allowed. */
void roster_free(struct roster *roster);

/* roster_is_configured - it was made from a configuration. */
bool roster_is_configured(const struct roster *roster);

/* roster_engine - the engine that it owns. */
struct engine *roster_engine(struct roster *roster);

/* roster_find - "gateway" or "gateway/session"; NULL: not there. */
struct target *roster_find(const struct roster *roster, const char *name);

/* roster_get - the same, added when it is not there (with its gateway's policy and ladder, or the
 * defaults).  NULL: the name breaks the grammar, or no memory. */
struct target *roster_get(struct roster *roster, const char *name);

/* roster_source - the number of a source name, > 0; new names are added.  0: no memory. */
uint32_t roster_source(struct roster *roster, const char *name);

/* roster_source_name - the name behind the number; "" for none. */
const char *roster_source_name(const struct roster *roster, uint32_t source);

/* roster_name - "gateway" or "gateway/session". */
const char *roster_name(const struct target *target);

/* roster_gateway_name, roster_session_name - its halves; the session of a gateway is NULL. */
const char *roster_gateway_name(const struct target *target);
const char *roster_session_name(const struct target *target);

/* roster_action - the name of rung (from 0) of target's gateway; "" beyond its end. */
const char *roster_action(const struct target *target, uint32_t rung);

/* roster_set_probing - whether a source of that gateway offers probes; until it is said, the policy
 * alone decides.  Holds for its present and its future sessions. */
void roster_set_probing(struct roster *roster, struct target *gateway, bool offered);

/* roster_set_gateway - what a recorded configuration says of a gateway; copied. */
int roster_set_gateway(struct roster *roster, struct target *gateway,
		       const struct policy_gateway *limits, const char *const *actions);

/* roster_set_policy - what a recorded configuration says of a target; copied. */
int roster_set_policy(struct roster *roster, struct target *target, const struct policy *policy);

#endif
