/* loading.h - what the parts of conf_load share.  SPDX-License-Identifier: ISC
 *
 * Loading goes on after an error, to find the others: functions of its parts return 0 with errors
 * in the remarks, or -ENOMEM.
 */
#ifndef LOADING_H
#define LOADING_H

#include "conf.h"
#include "sections.h"

/* What one conf_load knows while it goes on. */
struct loading {
	struct conf *conf;
	struct remarks *remarks;
	struct sections sections;
	const struct option_section *policy_default; /* as written, or an empty one */
};

/* loading_go_on - rc, but 0 for -EINVAL: that is in the remarks. */
int loading_go_on(int rc);

/* loading_count - how many sections of that kind there are. */
size_t loading_count(const struct loading *loading, const char *kind);

/* loading_report_dangling - says that a key names something that is not there, and what it may have
 * meant. */
void loading_report_dangling(const struct loading *loading, const struct option_section *section,
			     const char *key, const char *name);

/* loading_check_teller - says so when a key names an action that tells nobody. */
void loading_check_teller(const struct loading *loading, const struct option_section *section,
			  const char *key, const struct conf_instance *action);

/* loading_find_policy - the index of the policy that a section's `policy` names; 0 for NULL and,
 * with an error, for one that is not there. */
size_t loading_find_policy(const struct loading *loading, const struct option_section *section,
			   const char *name);

#endif
