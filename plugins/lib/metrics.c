/* metrics.c - see metrics.h.  SPDX-License-Identifier: ISC */
#include "metrics.h"

#include <json-c/json.h>
#include <string.h>

#include "field.h"
#include "openmetrics.h"
#include "targetrows.h"

#define LABELS_MAX 3

enum from { STATUS = 1, METRICS };

/* How a value becomes a number. */
enum as { NUMBER = 1, SECONDS, FLAG };

/* Families whose samples stand in a list of objects, or, without .list, in one object. */
static const struct family {
	struct openmetrics_family family;
	enum from from;
	const char *list, *value; /* keys; rows without the value are left out */
	enum as as;
	struct {
		const char *name, *key;
	} labels[LABELS_MAX + 1];
} families[] = {
	{ { "muzzle_start_time_seconds", "seconds", "when the daemon started, Unix time",
	    OPENMETRICS_GAUGE },
	  METRICS,
	  NULL,
	  "start_wall_ms",
	  SECONDS,
	  { { NULL, NULL } } },
	{ { "muzzle_would_restart", NULL, "acts that mode observe held back", OPENMETRICS_COUNTER },
	  METRICS,
	  NULL,
	  "would_restart",
	  NUMBER,
	  { { NULL, NULL } } },
	{ { "muzzle_memory_bytes", "bytes", "resident memory of the daemon", OPENMETRICS_GAUGE },
	  METRICS,
	  NULL,
	  "memory_bytes",
	  NUMBER,
	  { { NULL, NULL } } },
	{ { "muzzle_journal_failing", NULL, "1 while the journal cannot be written",
	    OPENMETRICS_GAUGE },
	  METRICS,
	  NULL,
	  "journal_failing",
	  FLAG,
	  { { NULL, NULL } } },
	{ { "muzzle_ledger_failing", NULL,
	    "1 while the ledger cannot be written, and so nothing is acted on", OPENMETRICS_GAUGE },
	  METRICS,
	  NULL,
	  "ledger_failing",
	  FLAG,
	  { { NULL, NULL } } },
	{ { "muzzle_actions", NULL, "acts, by how they ended", OPENMETRICS_COUNTER },
	  METRICS,
	  "acts",
	  "count",
	  NUMBER,
	  { { "gateway", "gateway" }, { "action", "action" }, { "result", "result" } } },
	{ { "muzzle_actions_suppressed", NULL, "refusals to act, by the guard that held",
	    OPENMETRICS_COUNTER },
	  METRICS,
	  "suppressed",
	  "count",
	  NUMBER,
	  { { "guard", "guard" } } },
	{ { "muzzle_notifications", NULL, "messages that were ordered", OPENMETRICS_COUNTER },
	  METRICS,
	  "notifications",
	  "count",
	  NUMBER,
	  { { "what", "what" } } },
	{ { "muzzle_evidence", NULL, "evidence, by source and kind", OPENMETRICS_COUNTER },
	  METRICS,
	  "evidence",
	  "count",
	  NUMBER,
	  { { "source", "source" }, { "kind", "ev" } } },
	{ { "muzzle_callback_seconds", "seconds", "time spent in a section's callbacks",
	    OPENMETRICS_COUNTER },
	  METRICS,
	  "plugins",
	  "busy_ms",
	  SECONDS,
	  { { "section", "section" }, { "plugin", "plugin" }, { "kind", "kind" } } },
	{ { "muzzle_callbacks", NULL, "calls of a section's callbacks", OPENMETRICS_COUNTER },
	  METRICS,
	  "plugins",
	  "calls",
	  NUMBER,
	  { { "section", "section" }, { "plugin", "plugin" }, { "kind", "kind" } } },
	{ { "muzzle_callbacks_slow", NULL, "calls that took over 10 ms", OPENMETRICS_COUNTER },
	  METRICS,
	  "plugins",
	  "slow",
	  NUMBER,
	  { { "section", "section" }, { "plugin", "plugin" }, { "kind", "kind" } } },
	{ { "muzzle_callbacks_blocked", NULL, "calls that took over 100 ms", OPENMETRICS_COUNTER },
	  METRICS,
	  "plugins",
	  "blocked",
	  NUMBER,
	  { { "section", "section" }, { "plugin", "plugin" }, { "kind", "kind" } } },
	{ { "muzzle_callback_worst_seconds", "seconds", "the longest call of a section",
	    OPENMETRICS_GAUGE },
	  METRICS,
	  "plugins",
	  "worst_ms",
	  SECONDS,
	  { { "section", "section" }, { "plugin", "plugin" }, { "kind", "kind" } } },
	{ { "muzzle_blind_seconds", "seconds",
	    "how long a source has not delivered what it ought to", OPENMETRICS_GAUGE },
	  STATUS,
	  "plugins",
	  "blind_ms",
	  SECONDS,
	  { { "section", "section" } } },
	{ { "muzzle_messages_waiting", NULL, "messages that are not delivered yet",
	    OPENMETRICS_GAUGE },
	  STATUS,
	  "alerts",
	  "waiting",
	  NUMBER,
	  { { "action", "action" } } },
	{ { "muzzle_messages_oldest_seconds", "seconds", "age of the oldest that waits",
	    OPENMETRICS_GAUGE },
	  STATUS,
	  "alerts",
	  "oldest_ms",
	  SECONDS,
	  { { "action", "action" } } },
	{ { "muzzle_messages_failing_seconds", "seconds", "how long none could be delivered",
	    OPENMETRICS_GAUGE },
	  STATUS,
	  "alerts",
	  "failing_ms",
	  SECONDS,
	  { { "action", "action" } } },
	{ { "muzzle_messages_lost", NULL, "messages that were given up", OPENMETRICS_COUNTER },
	  STATUS,
	  "alerts",
	  "lost",
	  NUMBER,
	  { { "action", "action" } } },
};

/* The same within the object "loop". */
static const struct family loops[] = {
	{ { "muzzle_loop_lags", NULL, "times that the loop came 2 s late", OPENMETRICS_COUNTER },
	  METRICS,
	  NULL,
	  "lags",
	  NUMBER,
	  { { NULL, NULL } } },
	{ { "muzzle_loop_lag_worst_seconds", "seconds", "the longest of them", OPENMETRICS_GAUGE },
	  METRICS,
	  NULL,
	  "lag_worst_ms",
	  SECONDS,
	  { { NULL, NULL } } },
	{ { "muzzle_resumes", NULL, "times that the box woke up from sleep", OPENMETRICS_COUNTER },
	  METRICS,
	  NULL,
	  "resumes",
	  NUMBER,
	  { { NULL, NULL } } },
};

struct parsed {
	struct json_object *status, *metrics;
};

static void print_sample(struct openmetrics *out, const struct family *family,
			 struct json_object *object)
{
	struct json_object *value = field_get(object, family->value);
	struct openmetrics_label labels[LABELS_MAX + 1] = { { NULL, NULL } };

	if (!value)
		return;
	for (size_t i = 0; i < LABELS_MAX && family->labels[i].name; i++)
		labels[i] = (struct openmetrics_label){ family->labels[i].name,
							field_text(object, family->labels[i].key) };
	if (family->as == SECONDS)
		openmetrics_seconds(out, &family->family, labels, json_object_get_int64(value));
	else if (family->as == FLAG)
		openmetrics_number(out, &family->family, labels, json_object_get_boolean(value));
	else
		openmetrics_number(out, &family->family, labels, json_object_get_int64(value));
}

static void print_family(struct openmetrics *out, const struct family *family,
			 struct json_object *object)
{
	struct json_object *list = family->list ? field_get(object, family->list) : NULL;

	openmetrics_begin(out, &family->family);
	if (!family->list)
		print_sample(out, family, object);
	if (!json_object_is_type(list, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		print_sample(out, family, json_object_array_get_idx(list, i));
}

/* Counts are of each interval; Prometheus wants those of all below as well. */
static void print_detection(struct openmetrics *out, struct json_object *metrics)
{
	static const struct openmetrics_family family = {
		"muzzle_detection_seconds", "seconds",
		"from the first bad evidence to the conviction of a target", OPENMETRICS_HISTOGRAM
	};
	struct json_object *detection = field_get(metrics, "detection");
	struct json_object *bounds = field_get(detection, "bounds_ms"),
			   *counts = field_get(detection, "counts");
	int64_t below = 0;

	if (!json_object_is_type(bounds, json_type_array) ||
	    !json_object_is_type(counts, json_type_array))
		return;
	openmetrics_begin(out, &family);
	for (size_t i = 0; i < json_object_array_length(bounds); i++) {
		below += json_object_get_int64(json_object_array_get_idx(counts, i));
		openmetrics_bucket(out, &family,
				   json_object_get_int64(json_object_array_get_idx(bounds, i)),
				   below);
	}
	openmetrics_bucket(out, &family, -1, field_number(detection, "count"));
	openmetrics_sum(out, &family, field_number(detection, "sum_ms"),
			field_number(detection, "count"));
}

static void print_one(struct openmetrics *out, const struct openmetrics_family *family,
		      const struct openmetrics_label *labels, int64_t value)
{
	openmetrics_begin(out, family);
	openmetrics_number(out, family, labels, value);
}

static void print_own(struct openmetrics *out, struct json_object *status,
		      const struct metrics_own *own)
{
	static const struct openmetrics_family build = { "muzzle_build_info", NULL,
							 "1; the version stands in the label",
							 OPENMETRICS_GAUGE };
	static const struct openmetrics_family observe = { "muzzle_observe", NULL,
							   "1 in mode observe: nothing is acted on",
							   OPENMETRICS_GAUGE };
	static const struct openmetrics_family viewers = { "muzzle_web_viewers", NULL,
							   "who looks at the page",
							   OPENMETRICS_GAUGE };
	static const struct openmetrics_family dropped = {
		"muzzle_web_dropped", NULL, "viewers that were let go as they did not read",
		OPENMETRICS_COUNTER
	};
	static const struct openmetrics_label version[] = { { "version", MUZZLE_VERSION },
							    { NULL, NULL } };

	print_one(out, &build, version, 1);
	print_one(out, &observe, NULL, strcmp(field_text(status, "mode"), "observe") == 0);
	print_one(out, &viewers, NULL, own->viewers);
	print_one(out, &dropped, NULL, own->dropped);
}

static void print_all(struct openmetrics *out, const struct parsed *parsed, size_t sessions,
		      const struct metrics_own *own)
{
	print_own(out, parsed->status, own);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		print_family(out, &families[i],
			     families[i].from == STATUS ? parsed->status : parsed->metrics);
	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
		print_family(out, &loops[i], field_get(parsed->metrics, "loop"));
	print_detection(out, parsed->metrics);
	targetrows_print(out, parsed->status, sessions);
	openmetrics_end(out);
}

struct blob *metrics_make(struct snapshot *s, const struct metrics_own *own, bool open)
{
	struct snapshot_part *part = open ? &s->open : &s->plain;
	struct openmetrics out = { .open = open };
	struct blob *status, *metrics;
	struct parsed parsed;

	if (snapshot_is_fresh(s, part))
		return part->blob;
	status = snapshot_status(s);
	metrics = snapshot_metrics(s);
	if (!status || !metrics)
		return NULL;
	parsed = (struct parsed){ json_tokener_parse(status->data),
				  json_tokener_parse(metrics->data) };
	print_all(&out, &parsed, s->sessions, own);
	json_object_put(parsed.status);
	json_object_put(parsed.metrics);
	snapshot_keep(s, part, blob_take_text(s->room, &out.text));
	return part->blob;
}
