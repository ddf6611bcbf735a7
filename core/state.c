/* state.c - see state.h.  SPDX-License-Identifier: ISC */
#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agenda.h"
#include "fields.h"
#include "incident.h"
#include "ladder.h"
#include "learn.h"
#include "tell.h"

static void put_name(struct json_object *line, const char *key, const struct target *target)
{
	if (target)
		tell_text(line, key, roster_name(target));
}

static struct json_object *begin_line(const char *what, const struct target *target,
				      enum state_depth depth)
{
	struct json_object *line = json_object_new_object();

	tell_text(line, "ev", "ledger");
	tell_text(line, "what", what);
	put_name(line, "target", target);
	if (depth == STATE_DEPTH_ALL)
		tell_flag(line, "all", true);
	return line;
}

static void put_sources(struct roster *roster, struct json_object *line,
			const struct gateway *gateway)
{
	struct json_object *list = tell_list(line, "sources");

	for (int i = 0; i < TARGET_SOURCES_MAX && gateway->sources[i].id; i++) {
		struct json_object *source = tell_entry(list);

		tell_text(source, "name", roster_source_name(roster, gateway->sources[i].id));
		fields_write(&fields_source, &gateway->sources[i], true, source);
	}
}

/* By name, so that another ladder does not mix them up. */
static void put_costs(struct json_object *line, const struct gateway *gateway)
{
	struct json_object *list = NULL;

	for (uint32_t i = 0; i < gateway->conf.rungs; i++) {
		struct json_object *cost;

		if (!gateway->costs[i].last_ms)
			continue;
		if (!list)
			list = tell_list(line, "costs");
		cost = tell_entry(list);
		tell_text(cost, "action", roster_action(&gateway->target, i));
		fields_write(&fields_cost, &gateway->costs[i], true, cost);
	}
}

static void put_ladder(struct json_object *line, const struct target *target)
{
	const struct policy_gateway *conf = &target->gateway->conf;
	struct json_object *list = tell_list(line, "ladder");

	for (uint32_t i = 0; i < conf->rungs; i++) {
		struct json_object *rung = tell_entry(list);

		tell_text(rung, "action", roster_action(target, i));
		fields_write(&fields_rung, &conf->ladder[i], true, rung);
	}
}

/* The configuration that judged, so that a replay after a reload judges alike. */
static struct json_object *conf_line(const struct target *target)
{
	struct json_object *line = begin_line("conf", target, STATE_DEPTH_ALL);

	fields_write(&fields_policy, target->policy, true, tell_object(line, "policy"));
	if (!target->is_gateway)
		return line;
	fields_write(&fields_limits, &target->gateway->conf, true, tell_object(line, "limits"));
	put_ladder(line, target);
	return line;
}

static struct json_object *target_line(struct roster *roster, const struct target *target,
				       enum state_depth depth)
{
	struct json_object *line = begin_line("target", target, depth);
	const struct epoch *epoch = &target->epoch;

	fields_write(&fields_target, target, depth == STATE_DEPTH_ALL, line);
	if (depth == STATE_DEPTH_ALL && epoch->claim_source)
		tell_text(line, "claim_source", roster_source_name(roster, epoch->claim_source));
	return line;
}

static struct json_object *gateway_line(struct roster *roster, const struct gateway *gateway,
					enum state_depth depth)
{
	struct json_object *line = begin_line("gateway", &gateway->target, depth);
	uint32_t health = gateway->container.health_source;

	fields_write(&fields_gateway, gateway, depth == STATE_DEPTH_ALL, line);
	put_costs(line, gateway);
	if (depth != STATE_DEPTH_ALL)
		return line;
	put_sources(roster, line, gateway);
	put_name(line, "flight_of", gateway->flight.incident_of);
	put_name(line, "flight_on", gateway->flight.acts_on);
	if (health)
		tell_text(line, "health_source", roster_source_name(roster, health));
	return line;
}

static void emit_line(struct json_object *line, state_line *emit, void *ctx)
{
	emit(ctx, line);
	json_object_put(line);
}

static struct json_object *law_line(const struct target *gateway, int class)
{
	struct json_object *line = begin_line("law", gateway, STATE_DEPTH_LEDGER);

	tell_text(line, "class", words_name(&words_class, class));
	fields_write(&fields_law, &gateway->gateway->laws[class - 1], true, line);
	return line;
}

void state_write_laws(struct roster *roster, state_line *emit, void *ctx)
{
	for (struct target *target = roster_engine(roster)->first; target;
	     target = target->next_all)
		for (int class = LAW_STARTING; target->is_gateway && class < LAW_CLASSES; class ++)
			if (target->gateway->laws[class - 1].began_ms)
				emit_line(law_line(target, class), emit, ctx);
}

void state_write(struct roster *roster, enum state_depth depth, state_line *emit, void *ctx)
{
	struct engine *engine = roster_engine(roster);
	struct json_object *box = begin_line("box", NULL, depth);

	fields_write(&fields_box, engine, depth == STATE_DEPTH_ALL, box);
	for (struct target *target = engine->first; target; target = target->next_all) {
		if (depth == STATE_DEPTH_ALL)
			emit_line(conf_line(target), emit, ctx);
		emit_line(target_line(roster, target, depth), emit, ctx);
	}
	/* what names other targets comes after them */
	for (struct target *target = engine->first; target; target = target->next_all)
		if (target->is_gateway)
			emit_line(gateway_line(roster, target->gateway, depth), emit, ctx);
	if (depth == STATE_DEPTH_ALL)
		state_write_laws(roster, emit, ctx);
	if (depth == STATE_DEPTH_ALL && engine->fault_gateway)
		put_name(box, "fault_gateway", &engine->fault_gateway->target);
	emit_line(box, emit, ctx);
}

static struct target *get_target(struct roster *roster, struct json_object *line, const char *key)
{
	return roster_get(roster, tell_get_text(line, key));
}

static uint32_t get_source(struct roster *roster, struct json_object *line, const char *key)
{
	const char *name = tell_get_text(line, key);

	return *name ? roster_source(roster, name) : 0;
}

static bool says_all(struct json_object *line)
{
	return tell_get_flag(line, "all");
}

static void read_sources(struct roster *roster, struct gateway *gateway, struct json_object *line)
{
	struct json_object *list = tell_get(line, "sources");

	memset(gateway->sources, 0, sizeof(gateway->sources));
	for (size_t i = 0; i < tell_count(list) && i < TARGET_SOURCES_MAX; i++) {
		struct json_object *source = json_object_array_get_idx(list, i);

		fields_read(&fields_source, &gateway->sources[i], true, source);
		gateway->sources[i].id = get_source(roster, source, "name");
	}
}

static uint32_t find_rung(const struct gateway *gateway, const char *action)
{
	uint32_t rung = 0;

	while (rung < gateway->conf.rungs &&
	       strcmp(roster_action(&gateway->target, rung), action) != 0)
		rung++;
	return rung;
}

/* What is known of actions that the ladder no longer has is forgotten. */
static void read_costs(struct gateway *gateway, struct json_object *line)
{
	struct json_object *list = tell_get(line, "costs");

	memset(gateway->costs, 0, sizeof(gateway->costs));
	for (size_t i = 0; i < tell_count(list); i++) {
		struct json_object *cost = json_object_array_get_idx(list, i);
		uint32_t rung = find_rung(gateway, tell_get_text(cost, "action"));

		if (rung == gateway->conf.rungs)
			continue;
		fields_read(&fields_cost, &gateway->costs[rung], true, cost);
		cost_repair(&gateway->costs[rung]);
	}
}

static int read_gateway(struct roster *roster, struct target *target, struct json_object *line)
{
	struct gateway *gateway = target->gateway;

	if (!target->is_gateway)
		return -EINVAL;
	fields_read(&fields_gateway, gateway, says_all(line), line);
	read_costs(gateway, line);
	if (gateway->container.dies > TARGET_DIES_MAX || !leak_is_sane(&gateway->leak)) {
		gateway->container.dies = 0;
		memset(&gateway->leak, 0, sizeof(gateway->leak));
		return -EINVAL;
	}
	if (!says_all(line)) {
		leak_restart(&gateway->leak);
		return 0;
	}
	read_sources(roster, gateway, line);
	gateway->flight.incident_of = get_target(roster, line, "flight_of");
	gateway->flight.acts_on = get_target(roster, line, "flight_on");
	if (!gateway->flight.incident_of || !gateway->flight.acts_on)
		memset(&gateway->flight, 0, sizeof(gateway->flight));
	gateway->container.health_source = get_source(roster, line, "health_source");
	return 0;
}

/* Counts and enumerations index arrays, so a damaged line must not bring them in. */
static bool is_sane_target(const struct target *target)
{
	return target->budget.acts <= POLICY_ACTS_MAX &&
	       target->incident.phase <= INCIDENT_MENDED && target->incident.cause < CAUSES &&
	       target->incident.tried <= POLICY_RUNGS_MAX && target->epoch.begun <= BEGUN_START &&
	       target->epoch.claim < STATES && target->epoch.run.switches <= TARGET_SWITCHES_MAX &&
	       target->epoch.run.class < LAW_CLASSES &&
	       target->epoch.lessons <= TARGET_LESSONS_MAX && learn_is_sane(target) &&
	       target->held_by < GUARDS;
}

/* The ladder may have become another one since. */
static void repair_order(struct target *target)
{
	uint32_t rungs = (uint32_t)target->gateway->conf.rungs;

	if (!cost_fits(target->incident.order, rungs))
		target->incident.order = 0;
	if (!cost_fits(target->closed_order, rungs))
		target->closed_order = 0;
}

static int read_target(struct roster *roster, struct target *target, struct json_object *line)
{
	struct target before = *target;

	fields_read(&fields_target, target, says_all(line), line);
	if (!is_sane_target(target)) {
		*target = before;
		return -EINVAL;
	}
	repair_order(target);
	if (says_all(line))
		target->epoch.claim_source = get_source(roster, line, "claim_source");
	else
		incident_interrupt(target);
	return 0;
}

/* Whatever it says: a law that no learning leads to counts as not learnt. */
static int read_law(struct target *target, struct json_object *line)
{
	int value = words_value(&words_class, tell_get_text(line, "class"));

	if (!value || !target->is_gateway)
		return -EINVAL;
	fields_read(&fields_law, &target->gateway->laws[value - 1], true, line);
	return 0;
}

static int read_limits(struct roster *roster, struct target *target, struct json_object *line)
{
	const char *actions[POLICY_RUNGS_MAX] = { NULL };
	struct policy_gateway limits = { 0 };
	struct json_object *object = tell_get(line, "limits"), *list = tell_get(line, "ladder");
	int rc;

	if (!object || !json_object_is_type(list, json_type_array))
		return -EINVAL;
	fields_read(&fields_limits, &limits, true, object);
	if (limits.human_exits > POLICY_HUMAN_EXITS_MAX)
		return -EINVAL;
	for (size_t i = 0; i < json_object_array_length(list) && i < POLICY_RUNGS_MAX; i++) {
		struct json_object *rung = json_object_array_get_idx(list, i);

		actions[i] = tell_get_text(rung, "action");
		if (!*actions[i])
			return -EINVAL;
		fields_read(&fields_rung, &limits.ladder[i], true, rung);
		limits.rungs = i + 1;
	}
	rc = roster_set_gateway(roster, target, &limits, actions);
	repair_order(target);
	for (struct target *session = target->gateway->sessions; session; session = session->next)
		repair_order(session);
	return rc;
}

static bool is_sane(const struct policy *policy)
{
	return policy->cooldowns >= 1 && policy->restarts.acts <= POLICY_ACTS_MAX &&
	       policy->restarts_day.acts <= POLICY_ACTS_MAX &&
	       policy->gateway_restarts.acts <= POLICY_ACTS_MAX &&
	       policy->cooldowns <= POLICY_COOLDOWNS_MAX && policy->restarts.acts >= 1 &&
	       policy->restarts_day.acts >= 1 && policy->gateway_restarts.acts >= 1;
}

static int read_conf(struct roster *roster, struct target *target, struct json_object *line)
{
	struct policy policy = { 0 };

	fields_read(&fields_policy, &policy, true, tell_get(line, "policy"));
	if (!is_sane(&policy) || (target->is_gateway && read_limits(roster, target, line)))
		return -EINVAL;
	return roster_set_policy(roster, target, &policy);
}

static int read_box(struct roster *roster, struct json_object *line, bool configured)
{
	struct engine *engine = roster_engine(roster);
	struct policy_rate restarts = engine->restarts;
	bool observe = engine->observe;
	struct target *gateway = get_target(roster, line, "fault_gateway");

	fields_read(&fields_box, engine, says_all(line), line);
	if (engine->budget.acts > POLICY_ACTS_MAX)
		engine->budget.acts = POLICY_ACTS_MAX;
	engine->fault_gateway = gateway ? gateway->gateway : NULL;
	if (configured || !says_all(line) || engine->restarts.acts < 1 ||
	    engine->restarts.acts > POLICY_ACTS_MAX) {
		engine->restarts = restarts;
		engine->observe = observe;
	}
	if (!engine->observe && engine->pretended_ms)
		ladder_unpretend(engine);
	return 0;
}

int state_read(struct roster *roster, struct json_object *line, char *why, size_t why_bytes)
{
	bool configured = roster_is_configured(roster);
	const char *what = tell_get_text(line, "what");
	struct target *target;
	int rc = -EINVAL;

	if (strcmp(what, "box") == 0)
		return read_box(roster, line, configured);
	target = get_target(roster, line, "target");
	if (!target)
		rc = -EINVAL;
	else if (strcmp(what, "conf") == 0)
		rc = configured ? 0 : read_conf(roster, target, line);
	else if (strcmp(what, "target") == 0)
		rc = read_target(roster, target, line);
	else if (strcmp(what, "gateway") == 0)
		rc = read_gateway(roster, target, line);
	else if (strcmp(what, "law") == 0)
		rc = read_law(target, line);
	if (rc)
		snprintf(why, why_bytes, "a ledger line that cannot be read: \"what\" is %.32s",
			 *what ? what : "missing");
	else
		agenda_touch(roster_engine(roster), target);
	return rc;
}
