/* verdict.h - what an answer to a probe says of the session.  SPDX-License-Identifier: ISC
 *
 * Only what the upstream alone can have said is good, only what says that the upstream was silent is
 * bad.  A 2xx may come from a memory, a 4xx from a session that is not asked at all, a 5xx from the
 * way there: those are neither.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "muzzle_plugin.h"

#define VERDICT_GOOD_FORM "reads `/json/pointer value`"

struct json_object;

enum verdict { VERDICT_NEITHER = 1, VERDICT_GOOD, VERDICT_BAD };

struct verdict_rules {
	const char *good; /* of VERDICT_GOOD_FORM, what a 2xx must hold; NULL: any 2xx is good */
	/* texts, one of which a 5xx must hold; NULL or none: any 5xx is bad */
	const char *const *bad;
};

/* verdict_forms_valid - whether each of the rules (NULL: none) has VERDICT_GOOD_FORM. */
bool verdict_forms_valid(const char *const *rules);

/* verdict_find_rule - the first of such rules (NULL: none) that holds: the JSON (NULL: nothing) has the
 * value where it points.  NULL: none does. */
const char *verdict_find_rule(struct json_object *in, const char *const *rules);

/* verdict_rules_valid - whether .good has its form. */
bool verdict_rules_valid(const struct verdict_rules *rules);

/* verdict_find - of an answer that came; without one (status 0) it is VERDICT_NEITHER. */
enum verdict verdict_find(const struct verdict_rules *rules, const struct muzzle_answer *answer);

#endif
