/* conf.c - see conf.h.  SPDX-License-Identifier: ISC */
#include "conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gateways.h"
#include "instances.h"
#include "keys.h"
#include "loading.h"

static const struct sections_kind kinds[] = {
	{ "muzzle", false }, { "gateway", true }, { "session", true },  { "policy", true },
	{ "source", true },  { "action", true },  { "exporter", true }, { NULL, false },
};

/* conf.d comes after the file, so that a section twice is told at the one in conf.d. */
static int read_files(struct loading *loading, const char *file)
{
	const char *slash = strrchr(file, '/');
	char dir[CONF_PATH_BYTES];
	int rc = sections_read_file(&loading->sections, file);

	snprintf(dir, sizeof(dir), "%.*s%s", slash ? (int)(slash - file) : 1, slash ? file : ".",
		 "/conf.d");
	return rc ? rc : sections_read_dir(&loading->sections, dir);
}

/* A section that holds what nobody wrote: every default. */
static struct option_section *add_unwritten(struct loading *loading, const char *kind,
					    const char *name)
{
	struct option_section *section = arena_alloc(&loading->conf->arena, sizeof(*section));

	if (!section)
		return NULL;
	section->kind = kind;
	section->name = name;
	section->place.file = loading->conf->file;
	section->arena = &loading->conf->arena;
	return section;
}

static int load_main(struct loading *loading)
{
	const struct option_section *section = sections_find(loading->sections.first, "muzzle", "");

	if (!section)
		section = add_unwritten(loading, "muzzle", "");
	if (!section)
		return -ENOMEM;
	return loading_go_on(
		option_apply(section, keys_main, &loading->conf->main, loading->remarks));
}

/* [policy default] may stand anywhere, or nowhere. */
static int find_policy_default(struct loading *loading)
{
	loading->policy_default = sections_find(loading->sections.first, "policy", "default");
	if (!loading->policy_default)
		loading->policy_default = add_unwritten(loading, "policy", "default");
	return loading->policy_default ? 0 : -ENOMEM;
}

static int load_policies(struct loading *loading)
{
	struct option_section *section = sections_next(loading->sections.first, "policy");
	size_t most = loading_count(loading, "policy") + 1, count = 1;
	struct conf_policy *policies = arena_alloc(&loading->conf->arena, most * sizeof(*policies));
	int rc = policies ? find_policy_default(loading) : -ENOMEM;

	if (rc)
		return rc;
	policies[0].section = loading->policy_default;
	for (; section; section = sections_next(section->next, "policy")) {
		if (section == loading->policy_default)
			continue;
		section->base = loading->policy_default;
		policies[count++].section = section;
	}
	for (size_t i = 0; i < count && rc == 0; i++) {
		policies[i].name = policies[i].section->name;
		rc = loading_go_on(option_apply(policies[i].section, keys_policy,
						&policies[i].policy, loading->remarks));
	}
	loading->conf->policies = policies;
	loading->conf->policies_count = count;
	return rc;
}

/* Each leads to another, and the last one to none. */
static void check_fallbacks(const struct loading *loading)
{
	const struct conf *conf = loading->conf;

	for (size_t i = 0; i < conf->actions_count; i++) {
		const struct conf_instance *action = &conf->actions[i], *next = action;
		const char *name = action->delivery.fallback;
		const struct conf_instance *named = name ? conf_find_action(conf, name) : NULL;
		size_t steps = 0;

		if (named)
			loading_check_teller(loading, action->section, "fallback", named);
		else if (name)
			loading_report_dangling(loading, action->section, "fallback", name);
		while (next && next->delivery.fallback && steps++ < conf->actions_count)
			next = conf_find_action(conf, next->delivery.fallback);
		if (next && next->delivery.fallback)
			remarks_error(loading->remarks,
				      &option_find(action->section, "fallback")->place,
				      "`fallback`: it leads round in a circle");
	}
}

static int load_instances(struct loading *loading)
{
	struct conf *conf = loading->conf;
	const struct instances_loading under = { &conf->main, loading->remarks };
	struct instances sources, actions, exporters;
	int rc = instances_load(&sources, MUZZLE_SOURCE, loading->sections.first, &under);

	if (rc == 0)
		rc = instances_load(&actions, MUZZLE_ACTION, loading->sections.first, &under);
	if (rc == 0)
		rc = instances_load(&exporters, MUZZLE_EXPORTER, loading->sections.first, &under);
	if (rc)
		return rc;
	conf->sources = sources.list;
	conf->sources_count = sources.count;
	conf->actions = actions.list;
	conf->actions_count = actions.count;
	conf->exporters = exporters.list;
	conf->exporters_count = exporters.count;
	check_fallbacks(loading);
	return 0;
}

/* Sources come before gateways, which want to know how often they look. */
static void check_sources(const struct loading *loading)
{
	const struct conf *conf = loading->conf;

	for (size_t i = 0; i < conf->sources_count; i++) {
		const struct conf_instance *source = &conf->sources[i];

		if (source->gateway && !conf_find_gateway(conf, source->gateway))
			loading_report_dangling(loading, source->section, "gateway",
						source->gateway);
	}
}

/* Two gateways in one container could not be told apart by its events. */
static void check_containers(const struct loading *loading)
{
	const struct conf *conf = loading->conf;

	for (size_t i = 0; i < conf->gateways_count; i++) {
		const struct conf_gateway *gateway = &conf->gateways[i];
		const struct conf_gateway *first =
			gateway->container ? conf_find_container(conf, gateway->container)
					   : gateway;

		if (first != gateway)
			remarks_error(
				loading->remarks,
				&option_find(gateway->section, "container")->place,
				"`container`: %s is [gateway %s] already",
				option_show(gateway->section, "container", gateway->container),
				first->name);
	}
}

/* In the order in which one needs another: gateways name policies and actions and look at their
 * sources, sessions name gateways. */
static int load_all(struct loading *loading, const char *file)
{
	static int (*const steps[])(struct loading *) = {
		load_main, load_policies, load_instances, gateways_load, gateways_load_sessions,
	};
	int rc = read_files(loading, file);

	loading->conf->sections = loading->sections.first;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && rc == 0; i++)
		rc = steps[i](loading);
	if (rc)
		return rc;
	check_sources(loading);
	check_containers(loading);
	return 0;
}

void conf_free(struct conf *conf)
{
	if (conf)
		arena_fini(&conf->arena);
	free(conf);
}

void conf_name_user(char path[CONF_PATH_BYTES])
{
	const char *dir = secure_getenv("XDG_CONFIG_HOME"), *home = secure_getenv("HOME");
	bool named = dir && *dir == '/';

	snprintf(path, CONF_PATH_BYTES, "%s%s/muzzle/muzzle.ini",
		 named                  ? dir
		 : home && *home == '/' ? home
					: "",
		 named ? "" : "/.config");
}

const char *conf_find_usual(char path[CONF_PATH_BYTES])
{
	if (geteuid() == 0 || access(CONF_FILE, R_OK) == 0)
		return CONF_FILE;
	conf_name_user(path);
	return access(path, F_OK) == 0 ? path : CONF_FILE;
}

int conf_read(const char *file, struct conf **conf, struct remarks *remarks)
{
	struct loading loading = { .conf = calloc(1, sizeof(struct conf)), .remarks = remarks };
	int rc = -ENOMEM;

	if (!loading.conf)
		return -ENOMEM;
	loading.conf->file = arena_dup(&loading.conf->arena, file, strlen(file));
	loading.sections = (struct sections){
		.arena = &loading.conf->arena,
		.remarks = remarks,
		.kinds = kinds,
	};
	if (loading.conf->file)
		rc = load_all(&loading, file);
	remarks_sort(remarks);
	if (rc)
		conf_free(loading.conf);
	else
		*conf = loading.conf;
	return rc;
}

int conf_load(const char *file, struct conf **conf, struct remarks *remarks)
{
	size_t errors = remarks->errors;
	struct conf *read;
	int rc = conf_read(file, &read, remarks);

	if (rc == 0 && remarks->errors > errors) {
		conf_free(read);
		rc = -EINVAL;
	}
	if (rc == 0)
		*conf = read;
	return rc;
}

const struct conf_gateway *conf_find_gateway(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->gateways_count; i++)
		if (strcmp(conf->gateways[i].name, name) == 0)
			return &conf->gateways[i];
	return NULL;
}

const struct conf_gateway *conf_find_container(const struct conf *conf, const char *container)
{
	for (size_t i = 0; i < conf->gateways_count; i++)
		if (conf->gateways[i].container &&
		    strcmp(conf->gateways[i].container, container) == 0)
			return &conf->gateways[i];
	return NULL;
}

const struct conf_instance *conf_find_action(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->actions_count; i++)
		if (strcmp(conf->actions[i].name, name) == 0)
			return &conf->actions[i];
	return NULL;
}

/* Called when a target appears, not on every report: a walk is good enough. */
const struct policy *conf_session_policy(const struct conf *conf,
					 const struct conf_gateway *gateway, const char *session)
{
	for (size_t i = 0; session && i < conf->sessions_count; i++)
		if (strcmp(conf->sessions[i].gateway, gateway->name) == 0 &&
		    strcmp(conf->sessions[i].session, session) == 0)
			return &conf->sessions[i].policy;
	return &conf->policies[gateway->policy].policy;
}

bool conf_watches_session(const struct conf_gateway *gateway, const char *session)
{
	for (const char *const *name = gateway->sessions; *name; name++)
		if (strcmp(*name, session) == 0)
			return true;
	return gateway->all_sessions;
}
