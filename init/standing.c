/* standing.c - see standing.h.  SPDX-License-Identifier: ISC */
#include "standing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "sections.h"

static void read_mode(struct standing *standing, const struct conf *conf)
{
	const struct option_section *section = sections_find(conf->sections, "muzzle", "");
	const struct option_pair *pair = section ? option_find(section, "mode") : NULL;
	const struct remark_place *place = pair ? &pair->place : section ? &section->place : NULL;

	standing->observe = conf->main.observe;
	standing->said = pair != NULL;
	if (place) {
		snprintf(standing->file, sizeof(standing->file), "%s", place->file);
		standing->line = place->line;
	}
}

static bool has_plugin(const struct conf_instance *list, size_t count, const char *plugin)
{
	for (size_t i = 0; i < count; i++)
		if (!list[i].gateway && strcmp(list[i].plugin, plugin) == 0)
			return true;
	return false;
}

static void read_rest(struct standing *standing, const struct conf *conf, const char *name)
{
	standing->gateways = conf->gateways_count;
	standing->taken = conf_find_gateway(conf, name);
	standing->uplink = has_plugin(conf->sources, conf->sources_count, "uplink");
	standing->docker = has_plugin(conf->sources, conf->sources_count, "docker_events");
	standing->web = has_plugin(conf->exporters, conf->exporters_count, "web");
	standing->page = conf_find_action(conf, "page");
}

int standing_read(struct standing *standing, const char *main, const char *name)
{
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;
	int rc = remarks ? conf_load(main, &conf, remarks) : -ENOMEM;

	*standing = (struct standing){ 0 };
	if (rc && remarks)
		remarks_print(remarks, stderr);
	if (rc == 0) {
		read_mode(standing, conf);
		read_rest(standing, conf, name);
	}
	conf_free(conf);
	remarks_free(remarks);
	return rc;
}
