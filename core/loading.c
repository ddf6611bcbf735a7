/* loading.c - see loading.h.  SPDX-License-Identifier: ISC */
#include "loading.h"

#include <errno.h>
#include <string.h>

#include "instances.h"
#include "units.h"

int loading_go_on(int rc)
{
	return rc == -EINVAL ? 0 : rc;
}

size_t loading_count(const struct loading *loading, const char *kind)
{
	struct option_section *section = sections_next(loading->sections.first, kind);
	size_t count = 0;

	for (; section; section = sections_next(section->next, kind))
		count++;
	return count;
}

/* What a key's value is the name of: a section of the key's own kind, but for these. */
static const char *find_kind(const char *key)
{
	static const char *const others[][2] = { { "ladder", "action" },
						 { "notify", "action" },
						 { "fallback", "action" },
						 { "target", "gateway" } };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(key, others[i][0]) == 0)
			return others[i][1];
	return key;
}

void loading_report_dangling(const struct loading *loading, const struct option_section *section,
			     const char *key, const char *name)
{
	const struct option_pair *pair = option_find(section, key);
	const struct remark_place *place = pair ? &pair->place : &section->place;
	const char *kind = find_kind(key), *shown = option_show(section, key, name);
	struct option_section *known = sections_next(loading->sections.first, kind);

	while (known && !units_is_near(name, known->name))
		known = sections_next(known->next, kind);
	if (known && shown == name)
		remarks_error(loading->remarks, place,
			      "`%s`: there is no [%s %s]; did you mean `%s`?", key, kind, shown,
			      known->name);
	else
		remarks_error(loading->remarks, place, "`%s`: there is no [%s %s]", key, kind,
			      shown);
}

void loading_check_teller(const struct loading *loading, const struct option_section *section,
			  const char *key, const struct conf_instance *action)
{
	const struct option_pair *pair = option_find(section, key);

	if (strcmp(action->plugin, INSTANCES_MUTE) == 0)
		remarks_error(loading->remarks, pair ? &pair->place : &section->place,
			      "`%s`: [action %s] restarts and tells nobody: name an alert", key,
			      action->name);
}

size_t loading_find_policy(const struct loading *loading, const struct option_section *section,
			   const char *name)
{
	for (size_t i = 0; name && i < loading->conf->policies_count; i++)
		if (strcmp(loading->conf->policies[i].name, name) == 0)
			return i;
	if (name)
		loading_report_dangling(loading, section, "policy", name);
	return 0;
}
