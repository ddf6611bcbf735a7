/* roster.c - see roster.h.  SPDX-License-Identifier: ISC */
#include "roster.h"

#include <errno.h>
#include <json-c/linkhash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "units.h"

#define ROSTER_ROOM 32 /* the heap's first size; it doubles */

/* A target, its names, and what was said of it alone. */
struct roster_entry {
	char name[ROSTER_NAME_BYTES];
	char gateway[UNITS_NAME_MAX + 1];
	const char *session;             /* into name; NULL: the gateway itself */
	char *actions[POLICY_RUNGS_MAX]; /* owned; gateways: the ladder's names */
	struct policy *policy;           /* owned, or NULL: borrowed from the configuration */
	bool no_probes;                  /* gateways: no source offers them */
	union {
		struct gateway gateway;
		struct target session;
	} is;
};

struct roster {
	struct engine engine;
	const struct conf *conf;   /* borrowed; NULL: none */
	struct policy policy;      /* of whoever is in no configuration */
	struct lh_table *targets;  /* owned; name -> entry, entries owned */
	struct lh_table *sources;  /* owned; name -> number, names owned */
	const char **source_names; /* owned; [number - 1], borrowed from sources */
	uint32_t sources_count;
	struct target **heap; /* owned */
	uint32_t room;
};

static const struct roster_entry *entry_of(const struct target *target)
{
	return target->owner;
}

static void free_entry(struct roster_entry *entry)
{
	for (size_t i = 0; i < POLICY_RUNGS_MAX; i++)
		free(entry->actions[i]);
	free(entry->policy);
	free(entry);
}

static void free_target(struct lh_entry *slot)
{
	free_entry(lh_entry_v(slot));
}

static void free_source(struct lh_entry *slot)
{
	free(lh_entry_k(slot));
}

void roster_free(struct roster *roster)
{
	if (!roster)
		return;
	if (roster->targets)
		lh_table_free(roster->targets);
	if (roster->sources)
		lh_table_free(roster->sources);
	free(roster->source_names);
	free(roster->heap);
	free(roster);
}

static int make_room(struct roster *roster)
{
	uint32_t room = roster->room ? 2 * roster->room : ROSTER_ROOM;
	struct target **heap;

	if (roster->engine.targets < roster->room)
		return 0;
	heap = realloc(roster->heap, (room + 1) * sizeof(*heap));
	if (!heap)
		return -ENOMEM;
	roster->heap = heap;
	roster->room = room;
	engine_room(&roster->engine, heap, room);
	return 0;
}

static int set_actions(struct roster_entry *entry, const char *const *actions, size_t rungs)
{
	for (size_t i = 0; i < POLICY_RUNGS_MAX; i++) {
		char *name = i < rungs ? strdup(actions[i]) : NULL;

		if (i < rungs && !name)
			return -ENOMEM;
		free(entry->actions[i]);
		entry->actions[i] = name;
	}
	return 0;
}

static int configure_gateway(struct roster *roster, struct roster_entry *entry)
{
	static const char *const default_ladder[] = { "restart-session", "restart-container" };
	const struct conf_gateway *conf =
		roster->conf ? conf_find_gateway(roster->conf, entry->name) : NULL;
	const char *actions[POLICY_RUNGS_MAX] = { NULL };

	if (!conf) {
		policy_gateway_default(&entry->is.gateway.conf);
		return set_actions(entry, default_ladder, 2);
	}
	entry->is.gateway.conf = conf->limits;
	for (size_t i = 0; i < conf->limits.rungs; i++)
		actions[i] = conf->ladder[i]->name;
	return set_actions(entry, actions, conf->limits.rungs);
}

static const struct policy *policy_for(const struct roster *roster,
				       const struct roster_entry *entry)
{
	const struct conf_gateway *gateway =
		roster->conf ? conf_find_gateway(roster->conf, entry->gateway) : NULL;

	return gateway ? conf_session_policy(roster->conf, gateway, entry->session)
		       : &roster->policy;
}

static struct roster_entry *new_entry(const char *gateway, const char *session)
{
	struct roster_entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	snprintf(entry->gateway, sizeof(entry->gateway), "%.*s", UNITS_NAME_MAX, gateway);
	snprintf(entry->name, sizeof(entry->name), "%s%s%.*s", entry->gateway, session ? "/" : "",
		 UNITS_NAME_MAX, session ? session : "");
	entry->session = session ? entry->name + strlen(gateway) + 1 : NULL;
	return entry;
}

static struct target *add_gateway(struct roster *roster, const char *name)
{
	struct roster_entry *entry = new_entry(name, NULL);

	if (!entry)
		return NULL;
	entry->is.gateway.target.owner = entry;
	if (configure_gateway(roster, entry) ||
	    lh_table_insert(roster->targets, entry->name, entry)) {
		free_entry(entry);
		return NULL;
	}
	engine_add_gateway(&roster->engine, &entry->is.gateway, policy_for(roster, entry));
	return &entry->is.gateway.target;
}

static bool is_listed(const struct roster *roster, const struct roster_entry *entry)
{
	const struct conf_gateway *gateway =
		roster->conf ? conf_find_gateway(roster->conf, entry->gateway) : NULL;

	return gateway && !gateway->all_sessions && conf_watches_session(gateway, entry->session);
}

static struct target *add_session(struct roster *roster, struct target *gateway, const char *name)
{
	struct roster_entry *entry = new_entry(roster_name(gateway), name);
	struct target *target;

	if (!entry)
		return NULL;
	target = &entry->is.session;
	target->owner = entry;
	if (lh_table_insert(roster->targets, entry->name, entry)) {
		free_entry(entry);
		return NULL;
	}
	/* without a configuration, that of the gateway: a trace may have recorded one */
	engine_add_session(&roster->engine, gateway->gateway, target,
			   roster->conf ? policy_for(roster, entry) : gateway->policy);
	target->configured = is_listed(roster, entry);
	target->offers_probe = target->policy->silence_probe && !entry_of(gateway)->no_probes;
	return target;
}

struct target *roster_find(const struct roster *roster, const char *name)
{
	struct roster_entry *entry;

	if (!lh_table_lookup_ex(roster->targets, name, (void **)&entry))
		return NULL;
	return entry->session ? &entry->is.session : &entry->is.gateway.target;
}

static struct target *get_gateway(struct roster *roster, const char *name)
{
	struct target *target = roster_find(roster, name);

	if (target)
		return target;
	return units_is_name(name) && !make_room(roster) ? add_gateway(roster, name) : NULL;
}

struct target *roster_get(struct roster *roster, const char *name)
{
	char gateway[UNITS_NAME_MAX + 1];
	const char *slash = strchr(name, '/');
	struct target *target = roster_find(roster, name);

	if (target)
		return target;
	if (!slash)
		return get_gateway(roster, name);
	if (slash - name > UNITS_NAME_MAX || !units_is_name(slash + 1))
		return NULL;
	snprintf(gateway, sizeof(gateway), "%.*s", (int)(slash - name), name);
	target = get_gateway(roster, gateway);
	return target && !make_room(roster) ? add_session(roster, target, slash + 1) : NULL;
}

uint32_t roster_source(struct roster *roster, const char *name)
{
	const char **names;
	char *copy;
	void *number;

	if (lh_table_lookup_ex(roster->sources, name, &number))
		return (uint32_t)(uintptr_t)number;
	names = realloc(roster->source_names, (roster->sources_count + 1) * sizeof(*names));
	if (!names)
		return 0;
	roster->source_names = names;
	copy = strdup(name);
	if (!copy || lh_table_insert(roster->sources, copy,
				     (void *)(uintptr_t)(roster->sources_count + 1))) {
		free(copy);
		return 0;
	}
	names[roster->sources_count++] = copy;
	return roster->sources_count;
}

const char *roster_source_name(const struct roster *roster, uint32_t source)
{
	return source && source <= roster->sources_count ? roster->source_names[source - 1] : "";
}

static int add_listed(struct roster *roster, const struct conf_gateway *gateway)
{
	char name[ROSTER_NAME_BYTES];

	if (!roster_get(roster, gateway->name))
		return -ENOMEM;
	for (size_t i = 0; !gateway->all_sessions && gateway->sessions[i]; i++) {
		snprintf(name, sizeof(name), "%s/%s", gateway->name, gateway->sessions[i]);
		if (!roster_get(roster, name))
			return -ENOMEM;
	}
	return 0;
}

static int add_all_listed(struct roster *roster)
{
	for (size_t i = 0; roster->conf && i < roster->conf->gateways_count; i++)
		if (add_listed(roster, &roster->conf->gateways[i]))
			return -ENOMEM;
	return 0;
}

struct roster *roster_new(const struct conf *conf)
{
	static const struct policy_rate default_restarts = { 6, 3600000 };
	struct roster *roster = calloc(1, sizeof(*roster));

	if (!roster)
		return NULL;
	engine_init(&roster->engine, conf ? &conf->main.restarts : &default_restarts,
		    conf && conf->main.observe);
	roster->conf = conf;
	policy_default(&roster->policy);
	if (conf)
		roster->policy = conf->policies[0].policy;
	roster->targets = lh_kchar_table_new(ROSTER_ROOM, free_target);
	roster->sources = lh_kchar_table_new(ROSTER_ROOM, free_source);
	if (!roster->targets || !roster->sources || add_all_listed(roster)) {
		roster_free(roster);
		return NULL;
	}
	return roster;
}

bool roster_is_configured(const struct roster *roster)
{
	return roster->conf != NULL;
}

struct engine *roster_engine(struct roster *roster)
{
	return &roster->engine;
}

const char *roster_name(const struct target *target)
{
	return entry_of(target)->name;
}

const char *roster_gateway_name(const struct target *target)
{
	return entry_of(target)->gateway;
}

const char *roster_session_name(const struct target *target)
{
	return entry_of(target)->session;
}

const char *roster_action(const struct target *target, uint32_t rung)
{
	const struct roster_entry *gateway = entry_of(&target->gateway->target);

	return rung < POLICY_RUNGS_MAX && gateway->actions[rung] ? gateway->actions[rung] : "";
}

void roster_set_probing(struct roster *roster, struct target *gateway, bool offered)
{
	struct roster_entry *entry = gateway->owner;

	(void)roster;
	entry->no_probes = !offered;
	for (struct target *session = gateway->gateway->sessions; session; session = session->next)
		session->offers_probe = offered && session->policy->silence_probe;
}

int roster_set_gateway(struct roster *roster, struct target *gateway,
		       const struct policy_gateway *limits, const char *const *actions)
{
	(void)roster;
	gateway->gateway->conf = *limits;
	return set_actions(gateway->owner, actions, limits->rungs);
}

int roster_set_policy(struct roster *roster, struct target *target, const struct policy *policy)
{
	struct roster_entry *entry = target->owner;

	(void)roster;
	if (!entry->policy)
		entry->policy = malloc(sizeof(*policy));
	if (!entry->policy)
		return -ENOMEM;
	*entry->policy = *policy;
	target->policy = entry->policy;
	return 0;
}
