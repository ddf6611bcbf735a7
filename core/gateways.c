/* gateways.c - see gateways.h.  SPDX-License-Identifier: ISC */
#include "gateways.h"

#include <errno.h>
#include <string.h>

#include "instances.h"
#include "keys.h"
#include "units.h"

#define POLL_DEFAULT_MS 5000 /* the default `every` of the sources that we ship */

/* What the engine must know of an action is copied: it sees rungs, not sections. */
static void climb_ladder(const struct loading *loading, const struct keys_gateway *keys,
			 struct conf_gateway *gateway)
{
	struct policy_gateway *limits = &gateway->limits;

	for (const char *const *name = keys->ladder; *name; name++) {
		const struct conf_instance *action = conf_find_action(loading->conf, *name);

		if (!action) {
			loading_report_dangling(loading, gateway->section, "ladder", *name);
		} else if (limits->rungs == POLICY_RUNGS_MAX) {
			remarks_error(loading->remarks,
				      &option_find(gateway->section, "ladder")->place,
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
			loading_check_teller(loading, gateway->section, "notify", found[count++]);
		else
			loading_report_dangling(loading, gateway->section, "notify", *name);
	}
	gateway->notify = found;
	return 0;
}

/* * stands for no list at all; an empty list is one too, and watches only the gateway. */
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
		remarks_error(loading->remarks, &pair->place,
			      "`sessions` is either * or a list of names");
	for (const char *const *name = gateway->sessions; *name; name++)
		if (!units_is_name(*name))
			remarks_error(
				loading->remarks, &pair->place,
				"`sessions`: names are letters, digits, _ - and behind them . @ :");
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

static int load_gateway(struct loading *loading, struct option_section *section,
			struct conf_gateway *gateway)
{
	struct keys_gateway keys = { .policy = NULL };
	const struct instances_loading under = { &loading->conf->main, loading->remarks };
	int rc = instances_use_preset(section, "gateway", &under);

	if (rc == 0)
		rc = loading_go_on(option_apply(section, keys_gateway, &keys, loading->remarks));
	if (rc)
		return rc;
	*gateway = keys.gateway;
	gateway->name = section->name;
	gateway->section = section;
	gateway->policy = loading_find_policy(loading, section, keys.policy);
	gateway->limits.poll_ms = find_poll_ms(loading, section->name);
	instances_doubt_windows(section, "maintenance", &gateway->maintenance, loading->remarks);
	climb_ladder(loading, &keys, gateway);
	name_sessions(loading, &keys, gateway);
	return find_notify(loading, &keys, gateway);
}

int gateways_load(struct loading *loading)
{
	struct option_section *section = sections_next(loading->sections.first, "gateway");
	size_t count = loading_count(loading, "gateway");
	struct conf_gateway *gateways =
		arena_alloc(&loading->conf->arena, (count + 1) * sizeof(*gateways));
	int rc = gateways ? 0 : -ENOMEM;

	for (count = 0; section && rc == 0; section = sections_next(section->next, "gateway"))
		rc = load_gateway(loading, section, &gateways[count++]);
	loading->conf->gateways = gateways;
	loading->conf->gateways_count = count;
	return rc;
}

/* The policy of a session's gateway, or the one that it names itself. */
static const struct option_section *find_session_base(const struct loading *loading,
						      const struct conf_session *session,
						      const char *policy)
{
	const struct conf *conf = loading->conf;
	const struct conf_gateway *gateway = conf_find_gateway(conf, session->gateway);
	size_t index = gateway ? gateway->policy : 0;

	if (policy)
		index = loading_find_policy(loading, session->section, policy);
	return conf->policies[index].section;
}

/* gateway/session, both of them known. */
static void judge_target(const struct loading *loading, const struct conf_session *session)
{
	const struct conf_gateway *gateway = conf_find_gateway(loading->conf, session->gateway);
	const struct option_pair *pair = option_find(session->section, "target");
	const struct conf *conf = loading->conf;

	if (!*session->gateway || !units_is_name(session->session)) {
		remarks_error(loading->remarks, &pair->place,
			      "`target` is written GATEWAY/SESSION");
		return;
	}
	if (!gateway)
		loading_report_dangling(loading, session->section, "target", session->gateway);
	else if (!conf_watches_session(gateway, session->session))
		remarks_error(loading->remarks, &pair->place,
			      "`target`: `sessions` of [gateway %s] does not name %s",
			      gateway->name,
			      option_show(session->section, "target", session->session));
	for (const struct conf_session *other = conf->sessions; other < session; other++)
		if (other->target && strcmp(other->target, session->target) == 0)
			remarks_error(loading->remarks, &pair->place,
				      "%s has a section already: [session %s]",
				      option_show(session->section, "target", session->target),
				      other->name);
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
		return loading_go_on(rc);
	rc = split_target(session, &loading->conf->arena, keys.target);
	if (rc)
		return rc;
	judge_target(loading, session);
	/* our own keys are the policy's and ours: neither table alone knows them all */
	section->host_keys = keys_session;
	section->base = find_session_base(loading, session, keys.policy);
	return loading_go_on(
		option_apply(section, keys_policy, &session->policy, loading->remarks));
}

int gateways_load_sessions(struct loading *loading)
{
	struct option_section *section = sections_next(loading->sections.first, "session");
	size_t count = loading_count(loading, "session");
	struct conf_session *sessions =
		arena_alloc(&loading->conf->arena, (count + 1) * sizeof(*sessions));
	int rc = sessions ? 0 : -ENOMEM;

	loading->conf->sessions = sessions;
	for (count = 0; section && rc == 0; section = sections_next(section->next, "session"))
		rc = load_session(loading, section, &sessions[count++]);
	loading->conf->sessions_count = count;
	return rc;
}
