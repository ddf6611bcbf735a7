/* instances.h - [source] [action] [exporter] sections, and the presets under them.
 * SPDX-License-Identifier: ISC */
#ifndef INSTANCES_H
#define INSTANCES_H

#include "conf.h"

#define INSTANCES_MUTE "restart" /* the plugin of actions that nobody is told by */

struct instances {
	struct conf_instance *list; /* NULL when there is none */
	size_t count;
};

/* What loading needs to know beside the sections. */
struct instances_loading {
	const struct conf_main *main;
	struct remarks *remarks;
};

/* instances_load - all sections of one kind, from first on, typed, in the arena of the sections.
 * Errors go to the remarks; 0 or -ENOMEM. */
int instances_load(struct instances *instances, enum muzzle_kind kind, struct option_section *first,
		   const struct instances_loading *loading);

/* instances_use_preset - if the section names a preset, the part of it with that title (a
 * plugin's name or "gateway") becomes the section's base.  Errors go to the remarks; 0 or
 * -ENOMEM. */
int instances_use_preset(struct option_section *section, const char *part,
			 const struct instances_loading *loading);

/* instances_tells - is that key of an action about messages?  INSTANCES_MUTE has none of them. */
bool instances_tells(const char *key);

/* instances_doubt_windows - warns of a key whose windows its writer can hardly have meant. */
void instances_doubt_windows(const struct option_section *section, const char *key,
			     const struct calendar *calendar, struct remarks *remarks);

#endif
