/* explore_hash.c - two states are one when all that they remember is equally long ago.
 * SPDX-License-Identifier: ISC
 *
 * It walks the tables of what is remembered that the journal walks, too.
 */
#include "explore.h"

#include <stdio.h>
#include <string.h>

#include "epoch.h"
#include "fields.h"

#define HOUR INT64_C(3600000)
#define LONG_AGO (26 * HOUR) /* no window reaches further: all that is older is alike */

static uint64_t mix(uint64_t hash, uint64_t place, int64_t value)
{
	if (!value)
		return hash;
	hash = (hash ^ (uint64_t)value ^ (place << 56)) * UINT64_C(0x9E3779B97F4A7C15) + place;
	return hash ^ (hash >> 29);
}

static int64_t ago(int64_t time_ms, int64_t now_ms)
{
	if (!time_ms)
		return 0;
	return now_ms - time_ms > LONG_AGO ? LONG_AGO : now_ms - time_ms + 3 * LONG_AGO;
}

static int64_t load(const void *from, enum fields_type type, int64_t now_ms)
{
	int64_t i64;
	uint32_t u32;

	switch (type) {
	case FIELDS_TIME:
		memcpy(&i64, from, sizeof(i64));
		return ago(i64, now_ms);
	case FIELDS_I64:
	case FIELDS_U64:
		memcpy(&i64, from, sizeof(i64));
		return i64;
	case FIELDS_U32:
		memcpy(&u32, from, sizeof(u32));
		return u32;
	default:
		return *(const uint8_t *)from;
	}
}

static const size_t sizes[] = { [FIELDS_I64] = 8, [FIELDS_U64] = 8, [FIELDS_TIME] = 8,
				[FIELDS_U32] = 4, [FIELDS_U8] = 1,  [FIELDS_BOOL] = 1 };

/* Running numbers say nothing, nor does a hint whom to look at; and health is mixed in by what it is worth. */
static bool is_apart(const char *key)
{
	static const char *const keys[] = { "budget.total",
					    "budget_held_total",
					    "probe_hour",
					    "incident.id",
					    "held",
					    "flight.id",
					    "acts",
					    "incidents",
					    "incident.acts",
					    "incident.tried",
					    "running",
					    "epoch.well_since_ms",
					    "epoch.well_spent_ms" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

void explore_plan(struct explore_plan *plan)
{
	static const struct fields_table *const tables[EXPLORE_TABLES] = {
		[EXPLORE_TARGET] = &fields_target,
		[EXPLORE_GATEWAY] = &fields_gateway,
		[EXPLORE_BOX] = &fields_box,
		[EXPLORE_SOURCE] = &fields_source,
	};

	memset(plan, 0, sizeof(*plan));
	for (int t = 0; t < EXPLORE_TABLES; t++)
		for (size_t i = 0; i < tables[t]->count; i++)
			if (!is_apart(tables[t]->fields[i].key))
				plan->fields[t][plan->count[t]++] = tables[t]->fields[i];
}

static uint64_t mix_field(uint64_t hash, const struct fields_field *field, const char *from,
			  int64_t now_ms)
{
	size_t size = sizes[field->type];

	if (!field->count)
		return mix(hash, 0, load(from, field->type, now_ms));
	for (size_t k = 0; k < field->count; k++)
		hash = mix(hash, k, load(from + k * size, field->type, now_ms));
	return hash;
}

static uint64_t mix_thing(uint64_t hash, const struct explore *x, enum explore_table which,
			  const void *thing)
{
	const struct explore_plan *plan = &x->plan;
	int64_t now_ms = x->box->t_ms + TARGET_TIME_BASE;

	for (size_t i = 0; i < plan->count[which]; i++) {
		const struct fields_field *field = &plan->fields[which][i];

		hash = hash * 31 + 1; /* its place */
		hash = mix_field(hash, field, (const char *)thing + field->offset, now_ms);
	}
	return hash;
}

/* Health matters to whoever gains by it; rewards are taken when somebody looks. */
static int64_t unrewarded(const struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	int64_t healthy_ms = epoch_seen_until(target, now_ms) - epoch->well_since_ms;

	if (!epoch->well_since_ms ||
	    (!target->cooldown && !target->incident.id && !target->quarantine.on))
		return 0;
	healthy_ms -= epoch->well_spent_ms;
	return 1 + (target->cooldown ? healthy_ms : healthy_ms % EPOCH_HEALTH_MS);
}

/* The ring of probes turns with the hours of time itself. */
static uint64_t mix_target(uint64_t hash, const struct explore *x, const struct target *target)
{
	int64_t now_ms = x->box->t_ms + TARGET_TIME_BASE;
	uint32_t charges = target->budget.total + target->gateway->target.budget.total;
	bool probed = false;

	hash = mix_thing(hash, x, EXPLORE_TARGET, target);
	hash = mix(hash, 1, target->epoch.claim_source);
	hash = mix(hash, 13, unrewarded(target, now_ms));
	hash = mix(hash, 14, target->incident.id != 0);
	hash = mix(hash, 15, target->incident.acts != 0);
	if (target->budget_held_ms)
		hash = mix(hash, 2, charges - target->budget_held_total);
	for (int i = 0; i < TARGET_PROBE_HOURS; i++)
		probed |= target->probes[i] != 0;
	if (probed)
		hash = mix(hash, 3, now_ms - target->probe_hour * HOUR);
	return hash;
}

static uint64_t mix_gateway(uint64_t hash, const struct explore *x, const struct gateway *gateway)
{
	const struct flight *flight = &gateway->flight;

	hash = mix_thing(hash, x, EXPLORE_GATEWAY, gateway);
	hash = mix(hash, 16, flight->id != 0);
	for (int i = 0; i < TARGET_SOURCES_MAX && gateway->sources[i].id; i++) {
		hash = mix(hash, 4, gateway->sources[i].id);
		hash = mix_thing(hash, x, EXPLORE_SOURCE, &gateway->sources[i]);
	}
	if (flight->incident_of)
		hash = mix(hash, 5, 1 + flight->incident_of->ordinal);
	if (flight->acts_on)
		hash = mix(hash, 6, 1 + flight->acts_on->ordinal);
	return mix(hash, 7, gateway->container.health_source);
}

static uint64_t mix_account(uint64_t hash, const struct explore *x, int64_t now_ms)
{
	const struct explore_account *account = &x->box->account;

	for (int who = 0; who < EXPLORE_TARGETS; who++) {
		hash = mix(hash, 8, account->told[who]);
		hash = mix(hash, 9, account->human[who]);
		if (account->grace_from_ms[who])
			hash = mix(hash, 10, ago(account->grace_from_ms[who], now_ms));
	}
	return mix(hash, 11, account->paused);
}

uint64_t explore_hash(const struct explore *x)
{
	const struct engine *engine = &x->box->engine;
	int64_t now_ms = x->box->t_ms + TARGET_TIME_BASE;
	uint64_t hash = mix_thing(1 + engine->running, x, EXPLORE_BOX, engine);

	for (const struct target *target = engine->first; target; target = target->next_all) {
		hash = mix_target(hash, x, target);
		if (target->is_gateway)
			hash = mix_gateway(hash, x, target->gateway);
	}
	if (engine->fault_gateway)
		hash = mix(hash, 12, 1 + engine->fault_gateway->target.ordinal);
	return mix_account(hash, x, now_ms);
}

static void print_table(const struct fields_table *table, const void *is, const void *was,
			const char *whose)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct fields_field *field = &table->fields[i];
		size_t count = field->count ? field->count : 1;

		for (size_t at = 0; at < count * sizes[field->type]; at += sizes[field->type]) {
			int64_t now =
				load((const char *)is + field->offset + at, field->type, LONG_AGO);
			int64_t then =
				load((const char *)was + field->offset + at, field->type, LONG_AGO);

			if (now != then)
				printf("  %s %s is %lld, was %lld\n", whose, field->key,
				       (long long)now, (long long)then);
		}
	}
}

void explore_print_difference(const struct explore *x)
{
	const struct explore_box *is = x->box, *was = x->spare;

	print_table(&fields_box, &is->engine, &was->engine, "box");
	print_table(&fields_gateway, &is->g, &was->g, "g");
	print_table(&fields_target, &is->g.target, &was->g.target, "g");
	for (unsigned i = 0; i < x->alphabet->sessions; i++)
		print_table(&fields_target, &is->sessions[i], &was->sessions[i], "session");
	for (int i = 0; i < TARGET_SOURCES_MAX; i++)
		print_table(&fields_source, &is->g.sources[i], &was->g.sources[i], "source");
	for (unsigned i = 0; i < x->orders.count; i++)
		printf("  ordered %s %d\n", words_name(&words_order, (int)x->orders.all[i].kind),
		       (int)x->orders.all[i].by);
}
