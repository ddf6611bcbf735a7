/* reload.c - see reload.h.  SPDX-License-Identifier: ISC */
#include "reload.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "carry.h"
#include "check.h"
#include "clock.h"
#include "deliver.h"
#include "dispatch.h"
#include "easy.h"
#include "exporters.h"
#include "intake.h"
#include "maintenance.h"
#include "save.h"
#include "state.h"
#include "text.h"

#define LINE_BYTES 1024

/* Logs all errors, each with its place; the first one is kept for the status. */
static void log_remarks(struct supervise *s, struct remarks *remarks)
{
	char line[LINE_BYTES];

	s->vitals.refused[0] = '\0';
	remarks_sort(remarks);
	for (size_t i = 0; i < remarks->count; i++) {
		const struct remark *remark = &remarks->list[i];

		remarks_format(remark, line, sizeof(line));
		if (!remark->warning && !*s->vitals.refused)
			text_clean(s->vitals.refused, sizeof(s->vitals.refused), line);
		log_line(&s->log, remark->warning ? MUZZLE_WARN : MUZZLE_ERR, "config", "%s", line);
	}
	if (remarks->left)
		log_line(&s->log, MUZZLE_ERR, "config", "and others, not shown=%zu", remarks->left);
}

/* The conf is the fleet's only if there is one. */
static int open_fleet(struct supervise *s, struct conf *conf, struct remarks *remarks,
		      struct fleet **fleet)
{
	bool async_dns = curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS;
	int rc;

	check_conf(conf, remarks);
	check_resolving(conf, async_dns, remarks);
	check_mail(conf, easy_speaks("smtp"), remarks);
	check_plugins(conf, remarks);
	if (remarks->errors)
		return -EINVAL;
	rc = s->prepare ? s->prepare(s, conf) : 0;
	if (rc)
		return rc;
	s->opening = conf;
	rc = fleet_open(fleet, s->host, conf, remarks);
	s->opening = NULL;
	return rc;
}

int reload_load(struct supervise *s, const char *file, struct fleet **fleet)
{
	struct remarks *remarks = remarks_new();
	int64_t wall_ms = clock_wall_ms();
	struct conf *conf = NULL;
	int rc;

	*fleet = NULL;
	if (!remarks)
		return -ENOMEM;
	rc = conf_load(file, &conf, remarks);
	if (rc == 0)
		rc = open_fleet(s, conf, remarks, fleet);
	log_remarks(s, remarks);
	if (rc)
		conf_free(conf);
	else
		s->file_wall_ms = wall_ms;
	remarks_free(remarks);
	return rc;
}

/* --- taking over */

struct moving {
	struct supervise *s;
	struct carry to;
};

static void move_line(void *ctx, struct json_object *line)
{
	const struct moving *moving = ctx;
	char why[200];

	if (carry_line(&moving->to, line, why, sizeof(why)))
		log_line(&moving->s->log, MUZZLE_ERR, "config",
			 "something was forgotten why=\"%s\"", why);
}

/* Sources are numbered anew, and their rounds begin anew. */
static void move_evidence(const struct supervise *s, struct notes_target *on, struct roster *to)
{
	for (struct notes_evidence *entry = on->evidence; entry; entry = entry->next) {
		entry->source = roster_source(to, roster_source_name(s->roster, entry->source));
		entry->round = UINT64_MAX;
	}
}

/* Evidence changes its owner; s->notes keeps only what is gone. */
static void move_notes(const struct supervise *s, struct roster *to, struct notes *notes)
{
	const struct engine *engine = roster_engine(s->roster);

	for (const struct target *from = engine->first; from; from = from->next_all) {
		const struct target *target = roster_find(to, roster_name(from));
		struct notes_target *old = notes_of(s->notes, from);
		struct notes_target *on = target && old ? notes_of(notes, target) : NULL;

		if (!on)
			continue;
		notes_move(on, old);
		move_evidence(s, on, to);
	}
}

/* A gateway's own policy asks for no probes, so what it says of them is free to say whether there are
 * any: a replay gives it to sessions that appear later. */
static void set_probing(struct supervise *s, struct target *gateway)
{
	bool offered = fleet_offers_probe(s->fleet, roster_name(gateway));
	struct policy policy = *gateway->policy;

	roster_set_probing(s->roster, gateway, offered);
	policy.silence_probe = policy.silence_probe && offered;
	roster_set_policy(s->roster, gateway, &policy);
}

void reload_adopt(struct supervise *s)
{
	struct engine *engine = roster_engine(s->roster);

	counts_expect(&s->counts, engine);
	for (struct target *target = engine->first; target; target = target->next_all)
		if (target->is_gateway)
			set_probing(s, target);
}

/* New sources do not know that they are to hurry. */
static void hurry_again(struct supervise *s)
{
	struct engine *engine = roster_engine(s->roster);

	for (const struct target *target = engine->first; target; target = target->next_all)
		if (target->is_gateway && target->gateway->hurried)
			dispatch_hurry(s, roster_name(target), true);
}

/* Results of acts in flight still come, for so long. */
static void retire(struct supervise *s, struct fleet *fleet)
{
	fleet_retire(fleet);
	fleet->until_ms = clock_boot_ms() + SUPERVISE_RETIRE_MS;
	fleet->next = s->retired;
	s->retired = fleet;
	reload_reap(s);
}

int reload_swap(struct supervise *s, struct fleet *fleet)
{
	struct roster *roster = roster_new(fleet->conf);
	struct notes *notes = notes_new();
	struct moving moving = { s, { roster, fleet->conf } };
	struct fleet *former = s->fleet;

	if (!roster || !notes) {
		roster_free(roster);
		notes_free(notes);
		return -ENOMEM;
	}
	/* what they withheld, and what has come in meanwhile, is told to the engine that there was */
	fleet_end_sources(former);
	dispatch_run(s);
	deliver_flush(s);
	state_write(s->roster, STATE_DEPTH_ALL, move_line, &moving);
	move_notes(s, roster, notes);
	roster_free(s->roster);
	notes_free(s->notes);
	s->roster = roster;
	s->notes = notes;
	s->fleet = fleet;
	reload_adopt(s);
	deliver_reload(s);
	retire(s, former);
	return 0;
}

void reload_reap(struct supervise *s)
{
	struct fleet **at = &s->retired;
	int64_t now_ms = clock_boot_ms();

	while (*at) {
		struct fleet *fleet = *at;

		if (fleet_owes(fleet) && now_ms < fleet->until_ms) {
			fleet_retire(fleet);
			at = &fleet->next;
			continue;
		}
		*at = fleet->next;
		fleet_close(fleet);
	}
	if (s->retired)
		loop_timer_start(&s->loop, &s->reap, now_ms + SUPERVISE_STOP_MS);
}

static void warn_of_moves(struct supervise *s, const struct conf *conf)
{
	if (strcmp(conf->main.run_dir, s->run_dir) != 0 ||
	    strcmp(conf->main.state_dir, s->state_dir) != 0)
		log_line(&s->log, MUZZLE_WARN, "config",
			 "run_dir and state_dir move at the next start only");
}

static void refuse(struct supervise *s)
{
	struct engine_evidence self = { .kind = EVIDENCE_SELF, .what = SELF_RELOAD_REFUSED };

	log_line(&s->log, MUZZLE_ERR, "config", "refused, nothing is changed file=%s", s->file);
	intake_feed(s, &self, &(struct trace_words){ .why = s->vitals.refused });
}

int reload_run(struct supervise *s)
{
	struct fleet *fleet;
	int rc;

	dispatch_run(s);
	calendar_read_zone();
	rc = reload_load(s, s->file, &fleet);
	if (rc) {
		refuse(s);
		return rc;
	}
	warn_of_moves(s, fleet->conf);
	s->log.level = (enum muzzle_level)(fleet->conf->main.log_level + 1);
	if (reload_swap(s, fleet)) {
		log_line(&s->log, MUZZLE_ERR, "config", "refused, no memory");
		fleet_close(fleet);
		return -ENOMEM;
	}
	journal_resize(s->journal, fleet->conf->main.journal_bytes);
	s->beginning = "reload";
	journal_begin(s->journal);
	s->beginning = NULL;
	intake_tick(s);
	maintenance_check(s);
	intake_uplink(s, &(struct trace_words){ .why = "nobody watches it any more" });
	hurry_again(s);
	exporters_start(s);
	save_now(s);
	log_line(&s->log, MUZZLE_INFO, "config", "taken over file=%s gateways=%zu", s->file,
		 fleet->conf->gateways_count);
	return 0;
}
