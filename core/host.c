/* host.c - see host.h.  SPDX-License-Identifier: ISC */
#include "host.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inst.h"
#include "judge.h"
#include "lend.h"
#include "voice.h"

int host_new(struct host **host, struct loop *loop, struct log *log, const struct host_sink *sink)
{
	struct host *h = calloc(1, sizeof(*h));
	int rc;

	*host = NULL;
	if (!h)
		return -ENOMEM;
	*h = (struct host){ .loop = loop, .log = log, .sink = *sink };
	rc = http_new(&h->http, loop);
	if (rc < 0)
		free(h);
	else
		*host = h;
	return rc;
}

void host_free(struct host *host)
{
	if (!host)
		return;
	assert(host->instances == 0);
	http_free(host->http);
	free(host);
}

/* What a person must know to find the file: the section's place, the plugin, the reason. */
static int load(struct judge_plugin *loaded, const struct host_wish *wish)
{
	const struct conf_instance *section = wish->section;
	char path[PATH_MAX], why[JUDGE_WHY_BYTES];
	int rc;

	if (snprintf(path, sizeof(path), "%s/%s.so", wish->plugin_dir, section->plugin) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	rc = judge_load(loaded, path, section->kind, why);
	if (rc < 0)
		remarks_error(wish->remarks, &section->section->place, "plugin %s is refused: %s",
			      section->plugin, why);
	return rc;
}

/* The plugin's memory, filled from its options; NULL with the reason in the remarks. */
static void *new_self(const struct judge_plugin *loaded, const struct host_wish *wish)
{
	void *self = calloc(1, loaded->plugin.self_size + 1);

	if (!self) {
		remarks_error(wish->remarks, &wish->section->section->place, "out of memory");
		return NULL;
	}
	if (option_apply(wish->section->section, loaded->plugin.options, self, wish->remarks) == 0)
		return self;
	free(self);
	return NULL;
}

/* A plugin that refuses without a word is blamed all the same. */
static int check_options(struct muzzle_inst *inst, const struct host_wish *wish)
{
	size_t errors = wish->remarks->errors;
	int rc;

	if (!inst->loaded.plugin.check)
		return 0;
	inst->remarks = wish->remarks;
	rc = inst->loaded.plugin.check(inst->self, lend_words(), inst);
	inst->remarks = NULL;
	if (rc < 0 && wish->remarks->errors == errors)
		remarks_error(wish->remarks, &wish->section->section->place,
			      "plugin %s refuses its options: %s", wish->section->plugin,
			      strerror(-rc));
	return rc;
}

/* What needs neither a host nor a loop: the plugin, its memory and its options. */
static int prepare(struct muzzle_inst *inst, const struct host_wish *wish)
{
	int rc;

	inst->section = wish->section;
	rc = load(&inst->loaded, wish);
	if (rc < 0)
		return rc;
	inst->secrets = voice_learn(wish->section->section);
	inst->self = new_self(&inst->loaded, wish);
	return inst->self ? check_options(inst, wish) : -EINVAL;
}

int host_check(const struct host_wish *wish)
{
	struct muzzle_inst inst = { 0 };
	int rc = prepare(&inst, wish);

	free(inst.self);
	voice_forget(inst.secrets);
	judge_unload(&inst.loaded);
	return rc < 0 ? -EINVAL : 0;
}

/* Without open() there is nothing to start, only orders to take. */
static int start(struct muzzle_inst *inst)
{
	int rc = 0;

	if (!inst->loaded.plugin.open)
		return 0;
	inst->opening = true;
	inst_enter(inst);
	rc = inst->loaded.plugin.open(inst->self, lend_services(), inst);
	inst_leave(inst);
	inst->opening = false;
	return rc;
}

static void free_inst(struct muzzle_inst *inst)
{
	inst_end_handles(inst);
	free(inst->self);
	free(inst->answer);
	voice_forget(inst->secrets);
	judge_unload(&inst->loaded);
	free(inst);
}

/* What open() left running when it failed ends with the instance. */
static int open_inst(struct muzzle_inst *inst, const struct host_wish *wish)
{
	int rc = prepare(inst, wish);

	if (rc < 0)
		return rc == -ENOMEM ? rc : -EINVAL;
	rc = start(inst);
	if (rc < 0)
		remarks_error(wish->remarks, &wish->section->section->place,
			      "plugin %s cannot start: %s", wish->section->plugin, strerror(-rc));
	return rc;
}

int host_open(struct host *host, const struct host_wish *wish, struct muzzle_inst **inst)
{
	struct muzzle_inst *i = calloc(1, sizeof(*i));
	int rc;

	*inst = NULL;
	if (!i)
		return -ENOMEM;
	i->host = host;
	rc = open_inst(i, wish);
	if (rc < 0) {
		free_inst(i);
		return rc;
	}
	host->instances++;
	*inst = i;
	return 0;
}

bool host_cancel(struct muzzle_inst *inst, uint64_t id)
{
	if (!inst_take_order(inst, id))
		return false;
	if (inst->loaded.plugin.cancel) {
		inst_enter(inst);
		inst->loaded.plugin.cancel(inst->self, id);
		inst_leave(inst);
	}
	return true;
}

void host_close(struct muzzle_inst *inst)
{
	if (!inst)
		return;
	while (inst->orders_count)
		host_cancel(inst, inst->orders[0]);
	if (inst->loaded.plugin.close) {
		inst_enter(inst);
		inst->loaded.plugin.close(inst->self);
		inst_leave(inst);
	}
	inst->host->instances--;
	free_inst(inst);
}

void host_hurry(struct muzzle_inst *inst, bool hurry)
{
	if (!inst->loaded.plugin.hurry)
		return;
	inst_enter(inst);
	inst->loaded.plugin.hurry(inst->self, hurry);
	inst_leave(inst);
}

int host_probe(struct muzzle_inst *inst, const char *session)
{
	if (!inst->offers_probe)
		return -ENOTSUP;
	inst_enter(inst);
	inst->loaded.plugin.probe(inst->self, session);
	inst_leave(inst);
	return 0;
}

static void log_refusal(const struct muzzle_inst *inst, const struct muzzle_order *order, int rc)
{
	const struct remark_place *place = &inst->section->section->place;

	log_line(inst->host->log, MUZZLE_ERR, inst->section->name,
		 "order refused place=%s:%d plugin=%s target=%s error=%s",
		 place->file ? place->file : "-", place->line, inst->section->plugin, order->target,
		 strerror(-rc));
}

int host_act(struct muzzle_inst *inst, const struct muzzle_order *order)
{
	int rc = inst->loaded.plugin.act ? inst_add_order(inst, order->id) : -ENOTSUP;

	if (rc == 0) {
		inst_enter(inst);
		rc = inst->loaded.plugin.act(inst->self, order);
		inst_leave(inst);
		/* who has given a result already cannot take the order back */
		if (rc < 0 && !inst_take_order(inst, order->id))
			rc = 0;
	}
	/* a digest is then told one by one */
	if (rc < 0 && !(rc == -ENOTSUP && order->lines))
		log_refusal(inst, order, rc);
	return rc;
}

bool host_is_shown(const struct muzzle_inst *inst)
{
	return inst->loaded.plugin.kind == MUZZLE_EXPORTER && inst->loaded.plugin.show;
}

void host_show(struct muzzle_inst *inst, const struct muzzle_entry *entry)
{
	if (!host_is_shown(inst))
		return;
	inst_enter(inst);
	inst->loaded.plugin.show(inst->self, entry);
	inst_leave(inst);
}

bool host_offers_probe(const struct muzzle_inst *inst)
{
	return inst->offers_probe;
}

bool host_watches_uplink(const struct muzzle_inst *inst)
{
	return inst->loaded.plugin.needs & MUZZLE_CAP_UPLINK;
}

bool host_takes_digests(const struct muzzle_inst *inst)
{
	return inst->loaded.plugin.abi_minor >= HOST_DIGESTS_SINCE;
}

const struct conf_instance *host_section(const struct muzzle_inst *inst)
{
	return inst->section;
}

const struct host_stats *host_stats_of(const struct muzzle_inst *inst)
{
	return &inst->stats;
}
