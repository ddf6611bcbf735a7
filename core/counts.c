/* counts.c - see counts.h.  SPDX-License-Identifier: ISC */
#include "counts.h"

#include <stdlib.h>
#include <string.h>

#include "reach.h"
#include "roster.h"
#include "tell.h"

static const int64_t bounds_ms[COUNTS_BOUNDS] = {
	10000, 20000, 30000, 45000, 60000, 90000, 120000, 180000, 300000, 600000, 1200000, 1800000
};

/* Made if there is none yet; NULL: no memory, or too many names. */
static struct counts_entry *find(struct counts *counts, const char *gateway, const char *name)
{
	struct counts_entry **at = &counts->entries;

	for (; *at; at = &(*at)->next)
		if (strcmp((*at)->name, name) == 0 && strcmp((*at)->gateway, gateway) == 0)
			return *at;
	if (counts->names == COUNTS_NAMES_MAX)
		return NULL;
	*at = calloc(1, sizeof(**at));
	if (!*at)
		return NULL;
	counts->names++;
	strncpy((*at)->gateway, gateway, UNITS_NAME_MAX);
	strncpy((*at)->name, name, UNITS_NAME_MAX);
	return *at;
}

void counts_fini(struct counts *counts)
{
	while (counts->entries) {
		struct counts_entry *entry = counts->entries;

		counts->entries = entry->next;
		free(entry);
	}
}

void counts_expect(struct counts *counts, const struct engine *engine)
{
	for (const struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next)
		for (uint32_t rung = 0; rung < gateway->conf.rungs; rung++)
			find(counts, roster_gateway_name(&gateway->target),
			     roster_action(&gateway->target, rung));
}

/* A gateway has one act in flight at a time: when the next begins, the one before is lost. */
static void take_act(struct counts *counts, const struct engine_order *order)
{
	const char *gateway = roster_gateway_name(order->target);
	struct counts_entry *acted =
		find(counts, gateway, roster_action(order->target, order->rung - 1));

	for (struct counts_entry *entry = counts->entries; entry; entry = entry->next) {
		if (!entry->flying || strcmp(entry->gateway, gateway) != 0)
			continue;
		entry->counts[RESULTS]++;
		entry->flying = 0;
	}
	if (acted)
		acted->flying = order->id;
}

/* When the first evidence that led to the conviction came, by the engine's time; 0: not known. */
static int64_t began_ms(const struct target *target)
{
	const struct gateway *gateway = target->gateway;

	switch (target->incident.cause) {
	case CAUSE_RUN:
		return target->epoch.run.start_ms;
	case CAUSE_SILENCE:
		return target->epoch.silence.first_failed_ms;
	case CAUSE_DIE:
		return gateway->container.die_ms;
	case CAUSE_UNREACHABLE:
		return reach_last_answer_ms(gateway);
	case CAUSE_SHARED:
		return gateway->shared.from_ms;
	default:
		return 0;
	}
}

static bool is_news(struct counts *counts, uint64_t incident)
{
	for (unsigned i = 0; i < COUNTS_INCIDENTS_MAX; i++)
		if (counts->incidents[i] == incident)
			return false;
	counts->incidents[counts->incident++ % COUNTS_INCIDENTS_MAX] = incident;
	return true;
}

static void detect(struct counts *counts, const struct target *target)
{
	int64_t convicted_ms = target->incident.convicted_ms, from_ms = began_ms(target);
	unsigned bound = 0;

	if (!convicted_ms || !from_ms || from_ms > convicted_ms ||
	    !is_news(counts, target->incident.id))
		return;
	while (bound < COUNTS_BOUNDS && convicted_ms - from_ms > bounds_ms[bound])
		bound++;
	counts->detected[bound]++;
	counts->detections++;
	counts->detected_ms += convicted_ms - from_ms;
}

void counts_take_order(struct counts *counts, const struct engine_order *order)
{
	switch (order->kind) {
	case ORDER_HELD:
		counts->suppressed[order->by]++;
		break;
	case ORDER_ACT:
		take_act(counts, order);
		break;
	case ORDER_NOTIFY:
		counts->notified[order->what]++;
		break;
	default:
		return;
	}
	detect(counts, order->owner);
}

static void take_result(struct counts *counts, const struct engine_evidence *result)
{
	struct counts_entry *entry = counts->entries;

	while (entry && entry->flying != result->id)
		entry = entry->next;
	if (!result->id || !entry)
		return;
	entry->counts[result->ok ? 0 : result->what]++;
	entry->flying = 0;
}

void counts_take_evidence(struct counts *counts, const struct engine_evidence *evidence,
			  const char *source)
{
	struct counts_entry *entry = NULL;

	if (evidence->kind == EVIDENCE_RESULT)
		take_result(counts, evidence);
	else if (source && evidence->kind != EVIDENCE_SELF)
		entry = find(counts, "", source);
	if (entry)
		entry->counts[evidence->kind]++;
}

/* --- to a program */

static struct json_object *add_count(struct json_object *list, const char *key, const char *name,
				     uint64_t count)
{
	struct json_object *object = tell_entry(list);

	tell_text(object, key, name);
	tell_number(object, "count", (int64_t)count);
	return object;
}

static void describe_action(struct json_object *acts, const struct counts_entry *entry)
{
	for (int result = 0; result <= RESULTS; result++) {
		const char *name = result == 0         ? "done"
				   : result == RESULTS ? "lost"
						       : words_name(&words_result, result);
		struct json_object *object = add_count(acts, "result", name, entry->counts[result]);

		tell_text(object, "gateway", entry->gateway);
		tell_text(object, "action", entry->name);
	}
}

static void describe_source(struct json_object *evidence, const struct counts_entry *entry)
{
	for (int kind = EVIDENCE_CLAIM; kind < EVIDENCE_KINDS; kind++)
		if (entry->counts[kind])
			tell_text(add_count(evidence, "ev", words_name(&words_evidence, kind),
					    entry->counts[kind]),
				  "source", entry->name);
}

static void describe_words(struct json_object *list, const struct words_table *words,
			   const uint64_t *counts)
{
	const char *key = words == &words_guard ? "guard" : "what";

	for (int value = 1; value < words->count; value++)
		add_count(list, key, words_name(words, value), counts[value]);
}

static void describe_detection(struct json_object *object, const struct counts *counts)
{
	struct json_object *bounds = tell_list(object, "bounds_ms");
	struct json_object *detected = tell_list(object, "counts");

	for (int i = 0; i < COUNTS_BOUNDS; i++)
		json_object_array_add(bounds, json_object_new_int64(bounds_ms[i]));
	for (int i = 0; i <= COUNTS_BOUNDS; i++)
		json_object_array_add(detected,
				      json_object_new_int64((int64_t)counts->detected[i]));
	tell_number(object, "sum_ms", counts->detected_ms);
	tell_number(object, "count", (int64_t)counts->detections);
}

void counts_describe(struct json_object *metrics, const struct counts *counts)
{
	struct json_object *acts = tell_list(metrics, "acts");
	struct json_object *evidence = tell_list(metrics, "evidence");

	tell_number(metrics, "start_wall_ms", counts->start_wall_ms);
	for (const struct counts_entry *entry = counts->entries; entry; entry = entry->next)
		if (*entry->gateway)
			describe_action(acts, entry);
		else
			describe_source(evidence, entry);
	describe_words(tell_list(metrics, "suppressed"), &words_guard, counts->suppressed);
	describe_words(tell_list(metrics, "notifications"), &words_notify, counts->notified);
	tell_number(metrics, "would_restart", (int64_t)counts->suppressed[GUARD_OBSERVE]);
	describe_detection(tell_object(metrics, "detection"), counts);
}
