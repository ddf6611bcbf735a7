/* metrics.c - see metrics.h.  SPDX-License-Identifier: ISC */
#include "metrics.h"

#include <json-c/json.h>
#include <string.h>

#include "field.h"
#include "openmetrics.h"
#include "targetrows.h"

#define LABELS_MAX 3 /* of a family */

/* A label, and the key of its value. */
struct label {
	const char *name, *key;
};

static const struct label of_act[] = {
	{ "gateway", "gateway" }, { "action", "action" }, { "result", "result" }, { NULL, NULL }
};
static const struct label of_gateway[] = { { "gateway", "gateway" }, { NULL, NULL } };
static const struct label of_guard[] = { { "guard", "guard" }, { NULL, NULL } };
static const struct label of_what[] = { { "what", "what" }, { NULL, NULL } };
static const struct label of_evidence[] = { { "source", "source" },
					    { "kind", "ev" },
					    { NULL, NULL } };
static const struct label of_plugin[] = {
	{ "section", "section" }, { "plugin", "plugin" }, { "kind", "kind" }, { NULL, NULL }
};
static const struct label of_section[] = { { "section", "section" }, { NULL, NULL } };
static const struct label of_action[] = { { "action", "action" }, { NULL, NULL } };

/* Where the samples of a family stand in the metrics that the daemon answered. */
static const struct family {
	struct openmetrics_family family;
	const char *list;           /* a sample in each object of this list; NULL: one sample ... */
	const char *within;         /* ... in this object; NULL: at the top */
	const char *value;          /* key; a sample without it is left out */
	const struct label *labels; /* NULL: none */
} families[] = {
	{ .family = { "muzzle_start_time_seconds", "seconds",
		      "Start of the daemon, in Unix time; its counters begin there.",
		      OPENMETRICS_GAUGE },
	  .value = "start_wall_ms" },
	{ .family = { "muzzle_config_last_reload_successful", NULL,
		      "1 if the last reload of the configuration was taken, 0 if it was refused.",
		      OPENMETRICS_GAUGE },
	  .value = "reload_successful" },
	{ .family = { "muzzle_config_last_reload_success_timestamp_seconds", "seconds",
		      "When the configuration in use was read, in Unix time.", OPENMETRICS_GAUGE },
	  .value = "file_wall_ms" },
	{ .family = { "muzzle_setup_faults", NULL,
		      "Sources of a gateway whose requests are refused until the configuration is corrected.",
		      OPENMETRICS_GAUGE },
	  .list = "setup_faults",
	  .value = "count",
	  .labels = of_gateway },
	{ .family = { "muzzle_would_restart", NULL, "Acts that mode observe held back.",
		      OPENMETRICS_COUNTER },
	  .value = "would_restart" },
	{ .family = { "muzzle_memory_bytes", "bytes", "Resident memory of the daemon.",
		      OPENMETRICS_GAUGE },
	  .value = "memory_bytes" },
	{ .family = { "muzzle_journal_failing", NULL, "1 while the journal cannot be written.",
		      OPENMETRICS_GAUGE },
	  .value = "journal_failing" },
	{ .family = { "muzzle_ledger_failing", NULL,
		      "1 while the ledger cannot be written, and so nothing is acted on.",
		      OPENMETRICS_GAUGE },
	  .value = "ledger_failing" },
	{ .family = { "muzzle_actions", NULL,
		      "Acts by result; done means that the action was carried out, not that it helped.",
		      OPENMETRICS_COUNTER },
	  .list = "acts",
	  .value = "count",
	  .labels = of_act },
	{ .family = { "muzzle_actions_suppressed", NULL,
		      "Refusals to act, by the guard that began to hold.", OPENMETRICS_COUNTER },
	  .list = "suppressed",
	  .value = "count",
	  .labels = of_guard },
	{ .family = { "muzzle_notifications", NULL, "Messages that were ordered, delivered or not.",
		      OPENMETRICS_COUNTER },
	  .list = "notifications",
	  .value = "count",
	  .labels = of_what },
	{ .family = { "muzzle_evidence", NULL, "Reports of sources, by kind.",
		      OPENMETRICS_COUNTER },
	  .list = "evidence",
	  .value = "count",
	  .labels = of_evidence },
	{ .family = { "muzzle_callback_seconds", "seconds", "Time spent in callbacks of a section.",
		      OPENMETRICS_COUNTER },
	  .list = "plugins",
	  .value = "busy_ms",
	  .labels = of_plugin },
	{ .family = { "muzzle_callbacks", NULL, "Callbacks of a section.", OPENMETRICS_COUNTER },
	  .list = "plugins",
	  .value = "calls",
	  .labels = of_plugin },
	{ .family = { "muzzle_callbacks_slow", NULL, "Callbacks that took more than 10 ms.",
		      OPENMETRICS_COUNTER },
	  .list = "plugins",
	  .value = "slow",
	  .labels = of_plugin },
	{ .family = { "muzzle_callbacks_blocked", NULL, "Callbacks that took more than 100 ms.",
		      OPENMETRICS_COUNTER },
	  .list = "plugins",
	  .value = "blocked",
	  .labels = of_plugin },
	{ .family = { "muzzle_callback_worst_seconds", "seconds",
		      "The longest callback of a section.", OPENMETRICS_GAUGE },
	  .list = "plugins",
	  .value = "worst_ms",
	  .labels = of_plugin },
	{ .family = { "muzzle_blind_seconds", "seconds",
		      "How long a source has not delivered what it should; absent while it does.",
		      OPENMETRICS_GAUGE },
	  .list = "plugins",
	  .value = "blind_ms",
	  .labels = of_section },
	{ .family = { "muzzle_messages_waiting", NULL, "Messages that are not delivered yet.",
		      OPENMETRICS_GAUGE },
	  .list = "alerts",
	  .value = "waiting",
	  .labels = of_action },
	{ .family = { "muzzle_messages_oldest_seconds", "seconds",
		      "Age of the oldest message that waits; absent without one.",
		      OPENMETRICS_GAUGE },
	  .list = "alerts",
	  .value = "oldest_ms",
	  .labels = of_action },
	{ .family = { "muzzle_messages_failing_seconds", "seconds",
		      "How long no message could be delivered; absent while they can.",
		      OPENMETRICS_GAUGE },
	  .list = "alerts",
	  .value = "failing_ms",
	  .labels = of_action },
	{ .family = { "muzzle_messages_lost", NULL, "Messages that were given up.",
		      OPENMETRICS_COUNTER },
	  .list = "alerts",
	  .value = "lost",
	  .labels = of_action },
	{ .family = { "muzzle_loop_lags", NULL, "Times that the event loop came 2 s late or more.",
		      OPENMETRICS_COUNTER },
	  .within = "loop",
	  .value = "lags" },
	{ .family = { "muzzle_loop_lag_worst_seconds", "seconds",
		      "The longest lag of the event loop.", OPENMETRICS_GAUGE },
	  .within = "loop",
	  .value = "lag_worst_ms" },
	{ .family = { "muzzle_resumes", NULL, "Times that the box woke up from sleep.",
		      OPENMETRICS_COUNTER },
	  .within = "loop",
	  .value = "resumes" },
};

/* What the daemon answered; owned. */
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
	for (size_t i = 0; family->labels && family->labels[i].name; i++)
		labels[i] = (struct openmetrics_label){ family->labels[i].name,
							field_text(object, family->labels[i].key) };
	openmetrics_sample(out, &family->family, labels, json_object_get_int64(value));
}

static void print_list(struct openmetrics *out, const struct family *family,
		       struct json_object *list)
{
	if (!json_object_is_type(list, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		print_sample(out, family, json_object_array_get_idx(list, i));
}

static void print_family(struct openmetrics *out, const struct family *family,
			 struct json_object *metrics)
{
	openmetrics_begin(out, &family->family);
	if (family->list)
		print_list(out, family, field_get(metrics, family->list));
	else
		print_sample(out, family,
			     family->within ? field_get(metrics, family->within) : metrics);
}

/* The daemon counts each interval for itself, Prometheus wants all up to its bound. */
static void print_detection(struct openmetrics *out, struct json_object *metrics)
{
	static const struct openmetrics_family family = {
		"muzzle_detection_seconds", "seconds",
		"Time from the first bad evidence to the conviction of a target.",
		OPENMETRICS_HISTOGRAM
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
	openmetrics_sample(out, family, labels, value);
}

static void print_own(struct openmetrics *out, struct json_object *status,
		      const struct metrics_own *own)
{
	static const struct openmetrics_family build = { "muzzle_build_info", NULL,
							 "Always 1; the label has the version.",
							 OPENMETRICS_GAUGE };
	static const struct openmetrics_family observe = {
		"muzzle_observe", NULL, "1 in mode observe, where nothing is acted on.",
		OPENMETRICS_GAUGE
	};
	static const struct openmetrics_family viewers = { "muzzle_web_viewers", NULL,
							   "Viewers of the live page.",
							   OPENMETRICS_GAUGE };
	static const struct openmetrics_family dropped = {
		"muzzle_web_dropped", NULL, "Viewers that were dropped because they did not read.",
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
		print_family(out, &families[i], parsed->metrics);
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
