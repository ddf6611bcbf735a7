/* fields.c - see fields.h.  SPDX-License-Identifier: ISC */
#include "fields.h"

#include <string.h>

#include "engine.h"

#define TABLE(name)                                     \
	const struct fields_table name = { name##_rows, \
					   sizeof(name##_rows) / sizeof(name##_rows[0]) }
#define ONE(struct_, path, type_, ledger_)                                                      \
	{                                                                                       \
		.key = #path, .offset = offsetof(struct struct_, path), .type = FIELDS_##type_, \
		.ledger = (ledger_)                                                             \
	}
#define MANY(struct_, path, type_, count_, ledger_)                                        \
	{                                                                                  \
		.key = #path, .offset = offsetof(struct struct_, path), .count = (count_), \
		.type = FIELDS_##type_, .ledger = (ledger_)                                \
	}

/* The ledger outlives the process; the rest only a swap of the journal, or a reload. */
#define LEDGER(path, type) ONE(target, path, type, true)
#define EPOCH(path, type) ONE(target, path, type, false)

static const struct fields_field fields_target_rows[] = {
	MANY(target, budget.at_ms, TIME, POLICY_ACTS_MAX, true),
	LEDGER(budget.acts, U32),
	LEDGER(budget.total, U32),
	LEDGER(cooldown, U32),
	LEDGER(last_act_ms, TIME),
	LEDGER(budget_held_total, U32),
	LEDGER(budget_held_ms, TIME),
	LEDGER(hold_until_ms, TIME),
	LEDGER(human, BOOL),
	LEDGER(human_stopped, BOOL),
	LEDGER(human_ms, TIME),
	LEDGER(quarantine.on, BOOL),
	LEDGER(quarantine.tries, U32),
	LEDGER(quarantine.next_ms, TIME),
	LEDGER(incident.id, U64),
	LEDGER(incident.phase, U32),
	LEDGER(incident.cause, U32),
	LEDGER(incident.rung, U8),
	LEDGER(incident.failures, U8),
	LEDGER(incident.acts, U32),
	LEDGER(incident.cut, U8),
	LEDGER(incident.order, U32),
	LEDGER(incident.tried, U8),
	LEDGER(incident.wide, BOOL),
	LEDGER(incident.unhelped, BOOL),
	LEDGER(incident.told_opened, BOOL),
	LEDGER(incident.told_quarantined, BOOL),
	LEDGER(incident.told_setup, BOOL),
	LEDGER(incident.interrupted, BOOL),
	LEDGER(incident.crash_loop, BOOL),
	LEDGER(incident.opened_ms, TIME),
	LEDGER(incident.acted_ms, TIME),
	LEDGER(incident.verify_ms, TIME),
	LEDGER(incident.waited_ms, TIME),
	LEDGER(incident.told_ms, TIME),
	LEDGER(closed_ms, TIME),
	LEDGER(closed_rung, U8),
	LEDGER(closed_order, U32),
	LEDGER(grace_from_ms, TIME),
	LEDGER(grace_until_ms, TIME),
	MANY(target, probes, U8, TARGET_PROBE_HOURS, true),
	LEDGER(probe_hour, I64),
	EPOCH(incident.convicted_ms, TIME),
	EPOCH(configured, BOOL),
	EPOCH(offers_probe, BOOL),
	EPOCH(held_by, U32),
	EPOCH(epoch.begun, U32),
	EPOCH(epoch.confirmed, BOOL),
	EPOCH(epoch.revivable, BOOL),
	EPOCH(epoch.start_ms, TIME),
	EPOCH(epoch.claim, U32),
	EPOCH(epoch.claim_ms, TIME),
	EPOCH(epoch.blind_ms, TIME),
	EPOCH(epoch.up_since_ms, TIME),
	EPOCH(epoch.not_up_since_ms, TIME),
	EPOCH(epoch.good_since_ms, TIME),
	EPOCH(epoch.bad_ms, TIME),
	EPOCH(epoch.absent_since_ms, TIME),
	EPOCH(epoch.proof_ms, TIME),
	EPOCH(epoch.heard_ms, TIME),
	EPOCH(epoch.alive_ms, TIME),
	EPOCH(epoch.well_since_ms, TIME),
	EPOCH(epoch.well_spent_ms, I64),
	MANY(target, epoch.watched_from_ms, TIME, LAW_CLASSES - 1, false),
	EPOCH(epoch.lessons, U8),
	MANY(target, epoch.lesson, U8, TARGET_LESSONS_MAX, false),
	EPOCH(epoch.run.open, BOOL),
	EPOCH(epoch.run.bad, BOOL),
	EPOCH(epoch.run.shared, BOOL),
	EPOCH(epoch.run.tainted, BOOL),
	EPOCH(epoch.run.class, U32),
	EPOCH(epoch.run.patience_ms, U32),
	MANY(target, epoch.run.oldest_ms, U32, LAW_CLASSES - 1, false),
	EPOCH(epoch.run.start_ms, TIME),
	EPOCH(epoch.run.uncounted_ms, I64),
	EPOCH(epoch.run.gap_until_ms, TIME),
	EPOCH(epoch.run.clock_ms, I64),
	EPOCH(epoch.run.bad_claims, U32),
	EPOCH(epoch.run.switches, U32),
	MANY(target, epoch.run.switch_ms, U32, TARGET_SWITCHES_MAX, false),
	EPOCH(epoch.silence.next_ms, TIME),
	EPOCH(epoch.silence.good_ms, TIME),
	EPOCH(epoch.silence.failed_ms, TIME),
	EPOCH(epoch.silence.first_failed_ms, TIME),
	EPOCH(epoch.silence.failures, U32),
};
TABLE(fields_target);

#define GATEWAY(path, type) ONE(gateway, path, type, false)
#define LEAK(path, type) ONE(gateway, leak.path, type, true)
#define LEAKS(path, type) MANY(gateway, leak.path, type, LEAK_ACTS_MAX, true)

static const struct fields_field fields_gateway_rows[] = {
	ONE(gateway, container.stopped, BOOL, true),
	GATEWAY(flight.id, U64),
	GATEWAY(hurried, BOOL),
	GATEWAY(held, BOOL),
	GATEWAY(whole_fault, BOOL),
	GATEWAY(open_runs, U32),
	GATEWAY(container.id, U64),
	GATEWAY(container.running, BOOL),
	GATEWAY(container.dead, BOOL),
	GATEWAY(container.die_judged, BOOL),
	GATEWAY(container.unhealthy, BOOL),
	GATEWAY(container.oom, BOOL),
	GATEWAY(container.loop_told, BOOL),
	GATEWAY(container.code, U32),
	GATEWAY(container.dies, U32),
	MANY(gateway, container.die_at_ms, TIME, TARGET_DIES_MAX, false),
	GATEWAY(container.die_ms, TIME),
	GATEWAY(container.start_ms, TIME),
	GATEWAY(shared.open, BOOL),
	GATEWAY(shared.sessions, U32),
	GATEWAY(shared.need, U32),
	GATEWAY(shared.from_ms, TIME),
	GATEWAY(flight.flying, BOOL),
	GATEWAY(flight.timed_out, BOOL),
	GATEWAY(flight.wide, BOOL),
	GATEWAY(flight.from_ms, TIME),
	GATEWAY(flight.until_ms, TIME),
	GATEWAY(flight.own_until_ms, TIME),
	LEAK(acts, U32),
	LEAK(life, U32),
	LEAKS(id, U64),
	LEAKS(at_ms, TIME),
	LEAKS(before, I64),
	LEAKS(noise, I64),
	LEAKS(floor, I64),
	LEAKS(wide, BOOL),
	LEAK(flying, BOOL),
	LEAK(measuring, BOOL),
	LEAK(readings, U32),
	LEAK(grace_ms, I64),
	LEAK(pending, U32),
	LEAK(from_bytes, I64),
	LEAK(told_ms, TIME),
	LEAK(leaking, BOOL),
	GATEWAY(leak.near_limit, BOOL),
	GATEWAY(leak.bytes, I64),
	GATEWAY(leak.limit_bytes, I64),
	GATEWAY(leak.read_ms, TIME),
	GATEWAY(leak.calm_bytes, I64),
	GATEWAY(leak.since_ms, TIME),
	GATEWAY(leak.window_ms, TIME),
	MANY(gateway, leak.low, I64, 2, false),
	MANY(gateway, leak.high, I64, 2, false),
};
TABLE(fields_gateway);

static const struct fields_field fields_box_rows[] = {
	MANY(engine, budget.at_ms, TIME, POLICY_ACTS_MAX, true),
	ONE(engine, budget.acts, U32, true),
	ONE(engine, budget.total, U32, true),
	ONE(engine, acts, U64, true),
	ONE(engine, incidents, U64, true),
	ONE(engine, pretended_ms, TIME, true),
	ONE(engine, observe, BOOL, false),
	ONE(engine, restarts.acts, I64, false),
	ONE(engine, restarts.window_ms, I64, false),
	ONE(engine, running, BOOL, false),
	ONE(engine, ledger_down, BOOL, false),
	ONE(engine, uplink_down, BOOL, false),
	ONE(engine, start_ms, TIME, false),
	ONE(engine, restarted_ms, TIME, false),
	ONE(engine, uplink_lost_ms, TIME, false),
	ONE(engine, uplink_back_ms, TIME, false),
	ONE(engine, unwell_until_ms, TIME, false),
	ONE(engine, lag_ms, TIME, false),
	ONE(engine, company_ms, TIME, false),
	ONE(engine, fault_gateway_ms, TIME, false),
};
TABLE(fields_box);

static const struct fields_field fields_source_rows[] = {
	ONE(source, answered, BOOL, false),      ONE(source, claims, BOOL, false),
	ONE(source, setup, BOOL, false),         ONE(source, path_faults, U32, false),
	ONE(source, answer_ms, TIME, false),     ONE(source, answering_since_ms, TIME, false),
	ONE(source, fault_from_ms, TIME, false), ONE(source, fault_ms, TIME, false),
	ONE(source, fault, U32, false),
};
TABLE(fields_source);

static const struct fields_field fields_law_rows[] = {
	MANY(law, runs, U32, LAW_BINS, true), ONE(law, began_ms, TIME, true),
	ONE(law, beside, U32, true),          ONE(law, watched_ms, I64, true),
	MANY(law, ended, U8, LAW_BINS, true),
};
TABLE(fields_law);

static const struct fields_field fields_cost_rows[] = {
	ONE(cost, tries, U32, true),     ONE(cost, helped, U32, true),
	ONE(cost, mean_ms, U32, true),   ONE(cost, last_ms, TIME, true),
	ONE(cost, faded_ms, TIME, true),
};
TABLE(fields_cost);

#define POLICY(path, type) ONE(policy, path, type, false)

static const struct fields_field fields_policy_rows[] = {
	POLICY(patience_ms, I64),
	POLICY(false_restarts.acts, I64),
	POLICY(false_restarts.window_ms, I64),
	POLICY(grace_ms, I64),
	POLICY(verify_ms, I64),
	POLICY(settle_ms, I64),
	MANY(policy, cooldown_ms, I64, POLICY_COOLDOWNS_MAX, false),
	POLICY(cooldowns, U64),
	POLICY(restarts.acts, I64),
	POLICY(restarts.window_ms, I64),
	POLICY(restarts_day.acts, I64),
	POLICY(restarts_day.window_ms, I64),
	POLICY(gateway_restarts.acts, I64),
	POLICY(gateway_restarts.window_ms, I64),
	POLICY(silence_probe, BOOL),
	POLICY(stopped_restart, BOOL),
	POLICY(escalate_always, BOOL),
	POLICY(notify_on, U32),
};
TABLE(fields_policy);

static const struct fields_field fields_limits_rows[] = {
	ONE(policy_gateway, die_settle_ms, I64, false),
	ONE(policy_gateway, start_max_ms, I64, false),
	ONE(policy_gateway, unreachable_ms, I64, false),
	ONE(policy_gateway, poll_ms, I64, false),
	MANY(policy_gateway, human_exit, I64, POLICY_HUMAN_EXITS_MAX, false),
	ONE(policy_gateway, human_exits, U64, false),
	ONE(policy_gateway, ladder_learned, BOOL, false),
};
TABLE(fields_limits);

static const struct fields_field fields_rung_rows[] = {
	ONE(policy_rung, gateway_wide, BOOL, false),
	ONE(policy_rung, timeout_ms, I64, false),
};
TABLE(fields_rung);

static const size_t sizes[] = {
	[FIELDS_I64] = sizeof(int64_t),  [FIELDS_U64] = sizeof(uint64_t),
	[FIELDS_TIME] = sizeof(int64_t), [FIELDS_U32] = sizeof(uint32_t),
	[FIELDS_U8] = sizeof(uint8_t),   [FIELDS_BOOL] = sizeof(bool),
};

static int64_t load(enum fields_type type, const void *from)
{
	union {
		int64_t i64;
		uint32_t u32;
		uint8_t u8;
		bool flag;
	} value;

	memcpy(&value, from, sizes[type]);
	switch (type) {
	case FIELDS_TIME:
		return value.i64 ? value.i64 - TARGET_TIME_BASE : INT64_MIN;
	case FIELDS_U32:
		return value.u32;
	case FIELDS_U8:
		return value.u8;
	case FIELDS_BOOL:
		return value.flag;
	default:
		return value.i64;
	}
}

static int64_t within(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* A damaged line may say anything; sums of what is stored must not overflow. */
static void store(enum fields_type type, void *to, int64_t value)
{
	uint32_t u32;
	uint8_t u8;
	bool flag = value != 0;
	const void *from = &value;

	if (type == FIELDS_TIME && value == INT64_MIN)
		value = 0;
	else if (type == FIELDS_TIME)
		value = within(value, 1 - TARGET_TIME_BASE, 2 * TARGET_TIME_BASE) +
			TARGET_TIME_BASE;
	else if (type == FIELDS_I64)
		value = within(value, -4 * TARGET_TIME_BASE, 4 * TARGET_TIME_BASE);
	u32 = (uint32_t)within(value, 0, UINT32_MAX);
	u8 = (uint8_t)within(value, 0, UINT8_MAX);
	if (type == FIELDS_U32)
		from = &u32;
	else if (type == FIELDS_U8)
		from = &u8;
	else if (type == FIELDS_BOOL)
		from = &flag;
	memcpy(to, from, sizes[type]);
}

/* What is not written: zero, and the time that is never. */
static bool is_nothing(enum fields_type type, int64_t value)
{
	return value == (type == FIELDS_TIME ? INT64_MIN : 0);
}

static struct json_object *json_of(enum fields_type type, int64_t value)
{
	if (type == FIELDS_BOOL)
		return json_object_new_boolean(value != 0);
	return type == FIELDS_TIME && value == INT64_MIN ? NULL : json_object_new_int64(value);
}

static int64_t value_of(enum fields_type type, struct json_object *json)
{
	if (!json)
		return type == FIELDS_TIME ? INT64_MIN : 0;
	return type == FIELDS_BOOL ? json_object_get_boolean(json) : json_object_get_int64(json);
}

static struct json_object *write_array(const struct fields_field *field, const char *from)
{
	struct json_object *list = json_object_new_array();
	size_t size = sizes[field->type];
	size_t used = field->count;

	while (used && is_nothing(field->type, load(field->type, from + (used - 1) * size)))
		used--;
	for (size_t i = 0; i < used; i++)
		json_object_array_add(list,
				      json_of(field->type, load(field->type, from + i * size)));
	if (used)
		return list;
	json_object_put(list);
	return NULL;
}

static void write_field(const struct fields_field *field, const char *from,
			struct json_object *object)
{
	struct json_object *value = NULL;

	if (field->count)
		value = write_array(field, from);
	else if (!is_nothing(field->type, load(field->type, from)))
		value = json_of(field->type, load(field->type, from));
	if (value)
		json_object_object_add(object, field->key, value);
}

void fields_write(const struct fields_table *table, const void *thing, bool all,
		  struct json_object *object)
{
	for (size_t i = 0; i < table->count; i++)
		if (all || table->fields[i].ledger)
			write_field(&table->fields[i],
				    (const char *)thing + table->fields[i].offset, object);
}

static void read_field(const struct fields_field *field, char *to, struct json_object *value)
{
	size_t size = sizes[field->type];
	size_t length =
		json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 0;

	if (!field->count) {
		store(field->type, to, value_of(field->type, value));
		return;
	}
	for (size_t i = 0; i < field->count; i++) {
		struct json_object *entry = i < length ? json_object_array_get_idx(value, i) : NULL;

		store(field->type, to + i * size, value_of(field->type, entry));
	}
}

void fields_read(const struct fields_table *table, void *thing, bool all,
		 struct json_object *object)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct fields_field *field = &table->fields[i];
		struct json_object *value = NULL;

		if (!all && !field->ledger)
			continue;
		json_object_object_get_ex(object, field->key, &value);
		read_field(field, (char *)thing + field->offset, value);
	}
}
