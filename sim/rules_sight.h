/* rules_sight.h - what the rules have seen: holds, deaths, lines, results.  SPDX-License-Identifier: ISC */
#ifndef RULES_SIGHT_H
#define RULES_SIGHT_H

#include "rules.h"

/* rules_sight_index - of a target in rules->who. */
int rules_sight_index(const struct target *target);

/* rules_sight_see - evidence came; ctx is struct rules. */
void rules_sight_see(void *ctx, const struct engine_evidence *e, const struct trace_words *words);

/* rules_sight_begin - a life of the supervisor begins: what it promised is still promised, what it saw
 * is seen anew; ctx is struct rules. */
void rules_sight_begin(void *ctx, struct roster *roster, int64_t t_ms);

/* rules_sight_end - the supervisor ends: one that begins later has no ledger, and promised nothing; ctx
 * is struct rules. */
void rules_sight_end(void *ctx, struct roster *roster, int64_t t_ms);

#endif
