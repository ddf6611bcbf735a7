/* standing.c - see standing.h.  SPDX-License-Identifier: ISC */
#include "standing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "sections.h"

/* A configuration, and its file that will be replaced. */
struct reading {
	const struct conf *conf;
	const char *except;
};

static bool stays(const struct reading *reading, const struct option_section *section)
{
	return strcmp(section->place.file, reading->except) != 0;
}

static void read_muzzle(struct standing *standing, const struct reading *reading)
{
	const struct conf *conf = reading->conf;
	const struct option_section *section = sections_find(conf->sections, "muzzle", "");
	const struct option_pair *pair = section ? option_find(section, "mode") : NULL;
	const struct remark_place *place = pair ? &pair->place : section ? &section->place : NULL;

	if (!place || !stays(reading, section))
		return;
	standing->observe = conf->main.observe;
	standing->said = pair != NULL;
	standing->journal_bytes = conf->main.journal_bytes;
	standing->journal_said = option_find(section, "journal_size") != NULL;
	snprintf(standing->file, sizeof(standing->file), "%s", place->file);
	standing->line = place->line;
}

static bool has_plugin(const struct reading *reading, enum muzzle_kind kind, const char *plugin)
{
	const struct conf *conf = reading->conf;
	bool source = kind == MUZZLE_SOURCE;
	const struct conf_instance *list = source ? conf->sources : conf->exporters;
	size_t count = source ? conf->sources_count : conf->exporters_count;

	for (size_t i = 0; i < count; i++)
		if (!list[i].gateway && strcmp(list[i].plugin, plugin) == 0 &&
		    stays(reading, list[i].section))
			return true;
	return false;
}

static void read_gateways(struct standing *standing, const struct reading *reading,
			  const char *name)
{
	for (size_t i = 0; i < reading->conf->gateways_count; i++) {
		const struct conf_gateway *gateway = &reading->conf->gateways[i];

		if (!stays(reading, gateway->section))
			continue;
		standing->gateways++;
		standing->taken = standing->taken || strcmp(gateway->name, name) == 0;
	}
}

static void read_rest(struct standing *standing, const struct reading *reading)
{
	const struct conf_instance *page = conf_find_action(reading->conf, "page");

	standing->uplink = has_plugin(reading, MUZZLE_SOURCE, "uplink");
	standing->docker = has_plugin(reading, MUZZLE_SOURCE, "docker_events");
	standing->web = has_plugin(reading, MUZZLE_EXPORTER, "web");
	standing->page = page && stays(reading, page->section);
}

int standing_read(struct standing *standing, const char *main, const char *name, const char *except)
{
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;
	int rc = remarks ? conf_load(main, &conf, remarks) : -ENOMEM;

	*standing = (struct standing){ 0 };
	if (rc && remarks)
		remarks_print(remarks, stderr);
	if (rc == 0) {
		read_muzzle(standing, &(struct reading){ conf, except });
		read_gateways(standing, &(struct reading){ conf, except }, name);
		read_rest(standing, &(struct reading){ conf, except });
	}
	conf_free(conf);
	remarks_free(remarks);
	return rc;
}
