/* keys.h - the option tables of our own sections.  SPDX-License-Identifier: ISC
 *
 * What [muzzle] [gateway] [session] [policy] know, and the keys that we read ourselves of [source]
 * [action] [exporter].  A table fills the struct that is named with it.
 */
#ifndef KEYS_H
#define KEYS_H

#define KEYS_PLUGIN_DIR MUZZLE_PREFIX "/lib/muzzle"           /* the default of plugin_dir */
#define KEYS_PRESET_DIR MUZZLE_PREFIX "/share/muzzle/presets" /* the default of preset_dir */

#include "conf.h"

/* What a [gateway] names, to be resolved. */
struct keys_gateway {
	struct conf_gateway gateway;
	const char *policy;
	const char *preset;
	const char *const *sessions;
	const char *const *ladder;
	const char *const *notify;
};

struct keys_session {
	const char *target;
	const char *policy;
};

/* [source] [action] [exporter]; each kind knows some of these. */
struct keys_instance {
	const char *plugin;
	const char *gateway;
	const char *preset;
	int64_t scope;      /* enum keys_scope */
	int64_t timeout_ms; /* 0: by what it restarts with */
	struct conf_delivery delivery;
	const char *const *urgent; /* NULL: of no action */
};

enum keys_scope { KEYS_SCOPE_AUTO, KEYS_SCOPE_SESSION, KEYS_SCOPE_GATEWAY };

extern const struct muzzle_option keys_main[];    /* struct conf_main */
extern const struct muzzle_option keys_gateway[]; /* struct keys_gateway */
extern const struct muzzle_option keys_policy[];  /* struct policy */
extern const struct muzzle_option
	keys_session[]; /* struct keys_session; those of keys_policy hold too */
extern const struct muzzle_option keys_source[]; /* struct keys_instance, as the next two */
extern const struct muzzle_option keys_action[];
extern const struct muzzle_option keys_exporter[];

/* keys_of_kind - the table for sections of that kind, NULL for an unknown one. */
const struct muzzle_option *keys_of_kind(const char *kind);

#endif
