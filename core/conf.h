/* conf.h - the configuration, read, checked and typed.  SPDX-License-Identifier: ISC
 *
 * One struct conf is one reading of the files; nothing in it changes after conf_load, and two may
 * live at once (SIGHUP).  All memory belongs to it: every pointer that is reached through it ends
 * with conf_free.
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "calendar.h"
#include "muzzle_plugin.h"
#include "option.h"
#include "policy.h"
#include "remarks.h"

#define CONF_FILE "/etc/muzzle/muzzle.ini"
#define CONF_FILE_USER "~/.config/muzzle/muzzle.ini" /* in words; XDG_CONFIG_HOME is heeded */
#define CONF_PATH_BYTES 4096
#define CONF_DIGEST_MAX 20 /* messages in the window of `digest` */

/* [muzzle] */
struct conf_main {
	const char *state_dir, *run_dir, *plugin_dir, *preset_dir; /* absolute */
	bool observe;                                              /* mode = observe */
	struct policy_rate restarts;                               /* acts of the whole box */
	int64_t journal_bytes;                                     /* both files together */
	int64_t log_level;                                         /* enum muzzle_level minus one */
	const char *heartbeat; /* URL of a dead-man service, a secret; NULL: none */
	int64_t heartbeat_ms;
	const char *watchdog; /* the device; NULL: none */
	int64_t watchdog_ms;
};

/* [policy N]; what it does not say comes from [policy default]. */
struct conf_policy {
	const char *name;
	struct policy policy;
	const struct option_section *section; /* NULL: [policy default] that nobody wrote */
};

/* When an action is told messages; what fails is tried again. */
struct conf_delivery {
	const char *fallback;      /* the action that gets what this one cannot tell; NULL: none */
	int64_t fallback_after_ms; /* of failing */
	int64_t keep_ms;           /* then it is lost */
	struct policy_rate digest; /* what exceeds it is told in one; acts 0: each by itself */
	struct calendar quiet;     /* then only what is urgent */
	uint32_t urgent;           /* bit set of enum words_notify */
};

/* [source N], [action N], [exporter N]: one instance of a plugin. */
struct conf_instance {
	const char *name;
	enum muzzle_kind kind;
	const char *plugin;
	const char *gateway; /* sources: whose evidence it reports; NULL: none in particular */
	bool gateway_wide;   /* actions: scope = gateway */
	int64_t timeout_ms;  /* actions: the flight's end if no result comes */
	struct conf_delivery delivery;        /* actions */
	const struct option_section *section; /* for option_apply with the plugin's own table */
};

/* [gateway N] */
struct conf_gateway {
	const char *name;
	const char *container;       /* NULL: none */
	bool all_sessions;           /* sessions = * */
	const char *const *sessions; /* else these; NULL-terminated, never NULL */
	size_t policy;               /* in conf.policies */
	const struct conf_instance
		*ladder[POLICY_RUNGS_MAX + 1];     /* limits.rungs of them, then NULL */
	const struct conf_instance *const *notify; /* NULL-terminated, never NULL */
	struct policy_gateway limits;
	struct calendar maintenance; /* no acts then, and messages wait */
	const struct option_section *section;
};

/* [session N]: one session that differs from the others of its gateway. */
struct conf_session {
	const char *name;     /* of the section */
	const char *target;   /* gateway/session */
	const char *gateway;  /* the part before the slash */
	const char *session;  /* the part behind it */
	struct policy policy; /* complete: the named policy with this section's keys over it */
	const struct option_section *section;
};

struct conf {
	const char *file; /* the main file */
	struct conf_main main;
	const struct conf_policy *policies; /* [0] is "default" */
	size_t policies_count;
	const struct conf_gateway *gateways;
	size_t gateways_count;
	const struct conf_session *sessions;
	size_t sessions_count;
	const struct conf_instance *sources;
	size_t sources_count;
	const struct conf_instance *actions;
	size_t actions_count;
	const struct conf_instance *exporters;
	size_t exporters_count;
	const struct option_section *sections; /* as written, in order; linked by .next */
	struct arena arena;                    /* owned; what everything above points into */
};

/* conf_name_user - the path of the configuration of a user who is not root; it need not exist. */
void conf_name_user(char path[CONF_PATH_BYTES]);

/* conf_find_usual - the configuration if none is named: CONF_FILE; or for a user who is not root
 * and cannot read that, his own if it exists, which is in path then.  For root no variable of the
 * environment counts. */
const char *conf_find_usual(char path[CONF_PATH_BYTES]);

/* conf_load - reads file and conf.d/ *.ini beside it.  0 with *conf to be freed by conf_free;
 * -EINVAL with every error in remarks; -ENOMEM.  Warnings may come with 0.  No plugin is loaded. */
int conf_load(const char *file, struct conf **conf, struct remarks *remarks);

/* conf_read - like conf_load, but 0 even when there were errors: *conf is then only good for
 * finding more of them. */
int conf_read(const char *file, struct conf **conf, struct remarks *remarks);

/* conf_free - ends all memory that was reached through it; NULL is allowed. */
void conf_free(struct conf *conf);

/* conf_find_gateway - by name; NULL: there is none. */
const struct conf_gateway *conf_find_gateway(const struct conf *conf, const char *name);

/* conf_find_container - the gateway whose container has that name; NULL: nobody's. */
const struct conf_gateway *conf_find_container(const struct conf *conf, const char *container);

/* conf_find_action - by name; NULL: there is none. */
const struct conf_instance *conf_find_action(const struct conf *conf, const char *name);

/* conf_session_policy - what holds for that session; session NULL: for the gateway itself. */
const struct policy *conf_session_policy(const struct conf *conf,
					 const struct conf_gateway *gateway, const char *session);

/* conf_watches_session - whether the gateway's `sessions` names it or takes all. */
bool conf_watches_session(const struct conf_gateway *gateway, const char *session);

#endif
