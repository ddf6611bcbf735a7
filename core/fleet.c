/* fleet.c - see fleet.h.  SPDX-License-Identifier: ISC */
#include "fleet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void add_all(struct fleet *fleet, const struct conf_instance *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fleet->members[fleet->count++].section = &list[i];
}

/* Members without instances yet, in the order in which they are opened. */
static struct fleet *new_fleet(struct conf *conf)
{
	size_t count = conf->actions_count + conf->exporters_count + conf->sources_count;
	struct fleet *fleet = calloc(1, sizeof(*fleet));

	if (!fleet)
		return NULL;
	fleet->conf = conf;
	fleet->members = calloc(count + 1, sizeof(*fleet->members));
	if (!fleet->members) {
		free(fleet);
		return NULL;
	}
	/* who acts must be there before evidence comes */
	add_all(fleet, conf->actions, conf->actions_count);
	add_all(fleet, conf->exporters, conf->exporters_count);
	add_all(fleet, conf->sources, conf->sources_count);
	return fleet;
}

static void close_member(struct fleet_member *member)
{
	host_close(member->inst);
	member->inst = NULL;
	member->due = 0;
}

/* Sources end before actions: nobody reports to whom nobody answers any more. */
static void free_fleet(struct fleet *fleet)
{
	for (size_t i = fleet->count; i-- > 0;)
		close_member(&fleet->members[i]);
	free(fleet->members);
	free(fleet);
}

int fleet_open(struct fleet **fleet, struct host *host, struct conf *conf, struct remarks *remarks)
{
	struct fleet *opened = new_fleet(conf);
	int rc = 0;

	*fleet = NULL;
	if (!opened)
		return -ENOMEM;
	/* all of them, so that one run reports every error */
	for (size_t i = 0; i < opened->count; i++) {
		struct fleet_member *member = &opened->members[i];
		const struct host_wish wish = { conf->main.plugin_dir, member->section, remarks };
		int err = host_open(host, &wish, &member->inst);

		/* a wrong file stays wrong, whatever else is */
		rc = err && rc != -EINVAL ? err : rc;
	}
	if (rc)
		free_fleet(opened);
	else
		*fleet = opened;
	return rc;
}

void fleet_close(struct fleet *fleet)
{
	struct conf *conf = fleet ? fleet->conf : NULL;

	if (fleet)
		free_fleet(fleet);
	conf_free(conf);
}

void fleet_end_sources(struct fleet *fleet)
{
	for (size_t i = fleet->count; i-- > 0;)
		if (fleet->members[i].section->kind == MUZZLE_SOURCE)
			close_member(&fleet->members[i]);
}

void fleet_retire(struct fleet *fleet)
{
	for (size_t i = fleet->count; i-- > 0;)
		if (!fleet->members[i].due)
			close_member(&fleet->members[i]);
}

uint32_t fleet_owes(const struct fleet *fleet)
{
	uint32_t due = 0;

	for (size_t i = 0; i < fleet->count; i++)
		due += fleet->members[i].due;
	return due;
}

struct fleet_member *fleet_member(const struct fleet *fleet, const struct muzzle_inst *inst)
{
	for (size_t i = 0; fleet && i < fleet->count; i++)
		if (fleet->members[i].inst == inst)
			return &fleet->members[i];
	return NULL;
}

struct fleet_member *fleet_action(const struct fleet *fleet, const char *name)
{
	for (size_t i = 0; i < fleet->count; i++)
		if (fleet->members[i].section->kind == MUZZLE_ACTION &&
		    strcmp(fleet->members[i].section->name, name) == 0)
			return &fleet->members[i];
	return NULL;
}

bool fleet_is_source(const struct fleet_member *member, const char *gateway)
{
	return member->inst && member->section->kind == MUZZLE_SOURCE && member->section->gateway &&
	       strcmp(member->section->gateway, gateway) == 0;
}

bool fleet_uplink_down(const struct fleet *fleet, bool was)
{
	bool silent = false;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct fleet_member *member = &fleet->members[i];

		if (member->line == FLEET_LINE_DOWN)
			return true;
		silent = silent ||
			 (member->inst && !member->line && host_watches_uplink(member->inst));
	}
	return silent && was;
}

bool fleet_offers_probe(const struct fleet *fleet, const char *gateway)
{
	for (size_t i = 0; i < fleet->count; i++)
		if (fleet_is_source(&fleet->members[i], gateway) &&
		    host_offers_probe(fleet->members[i].inst))
			return true;
	return false;
}
