/* conf.c - see conf.h.  SPDX-License-Identifier: ISC */
#include "conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instances.h"
#include "keys.h"
#include "sections.h"
#include "units.h"

#define PATH_BYTES 4096
#define POLL_DEFAULT_MS 5000 /* the default `every` of the sources that we ship */

/* One conf_load. */
struct loading {
	struct conf *conf;
	struct remarks *remarks;
	struct sections sections;
	const struct option_section *policy_default; /* as written, or an empty one */
};

static const struct sections_kind kinds[] = {
	{ "muzzle", false }, { "gateway", true }, { "session", true },  { "policy", true },
	{ "source", true },  { "action", true },  { "exporter", true }, { NULL, false },
};

static int read_files(struct loading *loading, const char *file)
{
	const char *slash = strrchr(file, '/');
	char dir[PATH_BYTES];
	int rc = sections_read_file(&loading->sections, file);

	snprintf(dir, sizeof(dir), "%.*s%s", slash ? (int)(slash - file) : 1, slash ? file : ".", "/conf.d");
	return rc ? rc : sections_read_dir(&loading->sections, dir);
}

/* A section that holds what nobody wrote: every default. */
static struct option_section *add_unwritten(struct loading *loading, const char *kind, const char *name)
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

/* -EINVAL is in the remarks: loading goes on to find the others. */
static int go_on(int rc)
{
	return rc == -EINVAL ? 0 : rc;
}

static int load_main(struct loading *loading)
{
	const struct option_section *section = sections_find(loading->sections.first, "muzzle", "");

	if (!section)
		section = add_unwritten(loading, "muzzle", "");
	if (!section)
		return -ENOMEM;
	return go_on(option_apply(section, keys_main, &loading->conf->main, loading->remarks));
}

static size_t count_kind(const struct loading *loading, const char *kind)
{
	struct option_section *section = sections_next(loading->sections.first, kind);
	size_t count = 0;

	for (; section; section = sections_next(section->next, kind))
		count++;
	return count;
}

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
	size_t most = count_kind(loading, "policy") + 1, count = 1;
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
		rc = go_on(option_apply(policies[i].section, keys_policy, &policies[i].policy, loading->remarks));
	}
	loading->conf->policies = policies;
	loading->conf->policies_count = count;
	return rc;
}

/* Says that a key names something that is not there, with what it may have meant. */
static void report_dangling(const struct loading *loading, const struct option_section *section,
			    const char *key, const char *name)
{
	const struct option_pair *pair = option_find(section, key);
	const struct remark_place *place = pair ? &pair->place : &section->place;
	const char *kind = strcmp(key, "ladder") == 0 || strcmp(key, "notify") == 0 ? "action" : key;
	struct option_section *known = sections_next(loading->sections.first, kind);

	for (; known; known = sections_next(known->next, kind)) {
		if (units_is_near(name, known->name)) {
			remarks_error(loading->remarks, place, "`%s`: there is no [%s %s]; did you mean `%s`?", key,
				      kind, name, known->name);
			return;
		}
	}
	remarks_error(loading->remarks, place, "`%s`: there is no [%s %s]", key, kind, name);
}

/* The index of the policy that a section's `policy` names; 0 after an error. */
static size_t find_policy(const struct loading *loading, const struct option_section *section,
			  const char *name)
{
	for (size_t i = 0; name && i < loading->conf->policies_count; i++)
		if (strcmp(loading->conf->policies[i].name, name) == 0)
			return i;
	if (name)
		report_dangling(loading, section, "policy", name);
	return 0;
}

static void climb_ladder(const struct loading *loading, const struct keys_gateway *keys,
			 struct conf_gateway *gateway)
{
	struct policy_gateway *limits = &gateway->limits;

	for (const char *const *name = keys->ladder; *name; name++) {
		const struct conf_instance *action = conf_find_action(loading->conf, *name);

		if (!action) {
			report_dangling(loading, gateway->section, "ladder", *name);
		} else if (limits->rungs == POLICY_RUNGS_MAX) {
			remarks_error(loading->remarks, &option_find(gateway->section, "ladder")->place,
				      "`ladder` names more than %d actions", POLICY_RUNGS_MAX);
			return;
		} else {
			gateway->ladder[limits->rungs] = action;
			limits->ladder[limits->rungs].gateway_wide = action->gateway_wide;
			limits->ladder[limits->rungs++].timeout_ms = action->timeout_ms;
		}
	}
}

static int find_notify(const struct loading *loading, const struct keys_gateway *keys,
		       struct conf_gateway *gateway)
{
	const struct conf_instance **found;
	size_t count = 0;

	while (keys->notify[count])
		count++;
	found = arena_alloc(&loading->conf->arena, (count + 1) * sizeof(*found));
	if (!found)
		return -ENOMEM;
	count = 0;
	for (const char *const *name = keys->notify; *name; name++) {
		found[count] = conf_find_action(loading->conf, *name);
		if (found[count])
			count++;
		else
			report_dangling(loading, gateway->section, "notify", *name);
	}
	gateway->notify = found;
	return 0;
}

static void name_sessions(const struct loading *loading, const struct keys_gateway *keys,
			  struct conf_gateway *gateway)
{
	static const char *const none[] = { NULL };
	const struct option_pair *pair = option_find(gateway->section, "sessions");

	gateway->sessions = keys->sessions;
	gateway->all_sessions = keys->sessions[0] && strcmp(keys->sessions[0], "*") == 0;
	if (gateway->all_sessions)
		gateway->sessions = none;
	if (gateway->all_sessions && keys->sessions[1])
		remarks_error(loading->remarks, &pair->place, "`sessions` is either * or a list of names");
	for (const char *const *name = gateway->sessions; *name; name++)
		if (!units_is_name(*name))
			remarks_error(loading->remarks, &pair->place,
				      "`sessions`: a name has letters, digits, _ and -, and not in front . @ and :");
}

/* Sources say how often they look; the slowest decides how old a claim may be. */
static int64_t find_poll_ms(const struct loading *loading, const char *gateway)
{
	const struct conf *conf = loading->conf;
	int64_t longest = 0;

	for (size_t i = 0; i < conf->sources_count; i++) {
		const struct conf_instance *source = &conf->sources[i];
		int64_t every;

		if (!source->gateway || strcmp(source->gateway, gateway) != 0)
			continue;
		every = option_peek_msec(source->section, "every", 0);
		longest = every > longest ? every : longest;
	}
	return longest > 0 ? longest : POLL_DEFAULT_MS;
}

static int load_gateway(struct loading *loading, struct option_section *section, struct conf_gateway *gateway)
{
	struct keys_gateway keys = { .policy = NULL };
	const struct instances_loading under = { &loading->conf->main, loading->remarks };
	int rc = instances_use_preset(section, "gateway", &under);

	if (rc == 0)
		rc = go_on(option_apply(section, keys_gateway, &keys, loading->remarks));
	if (rc)
		return rc;
	*gateway = keys.gateway;
	gateway->name = section->name;
	gateway->section = section;
	gateway->policy = find_policy(loading, section, keys.policy);
	gateway->limits.poll_ms = find_poll_ms(loading, section->name);
	climb_ladder(loading, &keys, gateway);
	name_sessions(loading, &keys, gateway);
	return find_notify(loading, &keys, gateway);
}

static int load_gateways(struct loading *loading)
{
	struct option_section *section = sections_next(loading->sections.first, "gateway");
	size_t count = count_kind(loading, "gateway");
	struct conf_gateway *gateways = arena_alloc(&loading->conf->arena, (count + 1) * sizeof(*gateways));
	int rc = gateways ? 0 : -ENOMEM;

	for (count = 0; section && rc == 0; section = sections_next(section->next, "gateway"))
		rc = load_gateway(loading, section, &gateways[count++]);
	loading->conf->gateways = gateways;
	loading->conf->gateways_count = count;
	return rc;
}

/* The policy of a session's gateway, or the one that it names itself. */
static const struct option_section *find_session_base(const struct loading *loading,
						      const struct conf_session *session, const char *policy)
{
	const struct conf *conf = loading->conf;
	const struct conf_gateway *gateway = conf_find_gateway(conf, session->gateway);
	size_t index = gateway ? gateway->policy : 0;

	if (policy)
		index = find_policy(loading, session->section, policy);
	return conf->policies[index].section;
}

/* gateway/session, both of them known. */
static void judge_target(const struct loading *loading, const struct conf_session *session)
{
	const struct conf_gateway *gateway = conf_find_gateway(loading->conf, session->gateway);
	const struct option_pair *pair = option_find(session->section, "target");
	const struct conf *conf = loading->conf;

	if (!*session->gateway || !units_is_name(session->session)) {
		remarks_error(loading->remarks, &pair->place, "`target` is written GATEWAY/SESSION");
		return;
	}
	if (!gateway)
		report_dangling(loading, session->section, "gateway", session->gateway);
	else if (!conf_watches_session(gateway, session->session))
		remarks_error(loading->remarks, &pair->place,
			      "`target`: `sessions` of [gateway %s] does not name %s", gateway->name,
			      session->session);
	for (const struct conf_session *other = conf->sessions; other < session; other++)
		if (other->target && strcmp(other->target, session->target) == 0)
			remarks_error(loading->remarks, &pair->place, "%s has a section already: [session %s]",
				      session->target, other->name);
}

static int split_target(struct conf_session *session, struct arena *arena, const char *target)
{
	const char *slash = strchr(target, '/');
	size_t bytes = slash ? (size_t)(slash - target) : 0;

	session->target = target;
	session->gateway = arena_dup(arena, target, bytes);
	session->session = slash ? slash + 1 : "";
	return session->gateway ? 0 : -ENOMEM;
}

static int load_session(struct loading *loading, struct option_section *section,
			struct conf_session *session)
{
	struct keys_session keys = { .target = NULL };
	int rc = option_take(section, keys_session, &keys, loading->remarks);

	session->name = section->name;
	session->section = section;
	if (rc || !keys.target)
		return go_on(rc);
	rc = split_target(session, &loading->conf->arena, keys.target);
	if (rc)
		return rc;
	judge_target(loading, session);
	section->host_keys = keys_session;
	section->base = find_session_base(loading, session, keys.policy);
	return go_on(option_apply(section, keys_policy, &session->policy, loading->remarks));
}

static int load_sessions(struct loading *loading)
{
	struct option_section *section = sections_next(loading->sections.first, "session");
	size_t count = count_kind(loading, "session");
	struct conf_session *sessions = arena_alloc(&loading->conf->arena, (count + 1) * sizeof(*sessions));
	int rc = sessions ? 0 : -ENOMEM;

	loading->conf->sessions = sessions;
	for (count = 0; section && rc == 0; section = sections_next(section->next, "session"))
		rc = load_session(loading, section, &sessions[count++]);
	loading->conf->sessions_count = count;
	return rc;
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
	return 0;
}

/* Sources come before gateways, which want to know how often they look. */
static void check_sources(const struct loading *loading)
{
	const struct conf *conf = loading->conf;

	for (size_t i = 0; i < conf->sources_count; i++) {
		const struct conf_instance *source = &conf->sources[i];

		if (source->gateway && !conf_find_gateway(conf, source->gateway))
			report_dangling(loading, source->section, "gateway", source->gateway);
	}
}

/* Two gateways in one container could not be told apart by its events. */
static void check_containers(const struct loading *loading)
{
	const struct conf *conf = loading->conf;

	for (size_t i = 0; i < conf->gateways_count; i++) {
		const struct conf_gateway *gateway = &conf->gateways[i];
		const struct conf_gateway *first =
			gateway->container ? conf_find_container(conf, gateway->container) : gateway;

		if (first != gateway)
			remarks_error(loading->remarks, &option_find(gateway->section, "container")->place,
				      "`container`: %s is [gateway %s] already", gateway->container, first->name);
	}
}

static int load_all(struct loading *loading, const char *file)
{
	static int (*const steps[])(struct loading *) = {
		load_main, load_policies, load_instances, load_gateways, load_sessions,
	};
	int rc = read_files(loading, file);

	loading->conf->sections = loading->sections.first;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && rc == 0; i++)
		rc = steps[i](loading);
	if (rc)
		return rc;
	check_sources(loading);
	check_containers(loading);
	return loading->remarks->errors > 0 ? -EINVAL : 0;
}

int conf_load(const char *file, struct conf **conf, struct remarks *remarks)
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

void conf_free(struct conf *conf)
{
	if (conf)
		arena_fini(&conf->arena);
	free(conf);
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
		if (conf->gateways[i].container && strcmp(conf->gateways[i].container, container) == 0)
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

const struct policy *conf_session_policy(const struct conf *conf, const struct conf_gateway *gateway,
					 const char *session)
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
