/* targetrows.c - see targetrows.h.  SPDX-License-Identifier: ISC */
#include "targetrows.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"

#define NAME_BYTES 66 /* of a gateway */
#define LEVELS 9
#define WELL 0 /* of levels[] */

static const char *const levels[LEVELS] = { "well",    "doubtful", "dead",
					    "held",    "person",   "quarantined",
					    "stopped", "faulting", "unknown" };
static const char *const session_states[] = { "up",    "starting", "down",   "off",
					      "human", "absent",   "unknown" };
static const char *const gateway_states[] = { "answering", "running", "stopped", "dead",
					      "faulting",  "unknown", "up",      "starting",
					      "down",      "off",     "human",   "absent" };

/* A target of the status, from which text is borrowed. */
struct row {
	char gateway[NAME_BYTES];
	const char *session; /* "": it is a gateway */
	bool shown;
	int level;
	struct json_object *json;
	int counts[LEVELS]; /* of a gateway: its sessions at each level */
};

struct rows {
	struct row *list; /* owned */
	size_t count, left_out;
};

/* --- reading */

static int find_level(const char *level)
{
	int i = 0;

	while (i < LEVELS - 1 && strcmp(levels[i], level) != 0)
		i++;
	return i;
}

static void read_row(struct row *row, struct json_object *json)
{
	const char *name = field_text(json, "target"), *slash = strchr(name, '/');
	size_t bytes = strcspn(name, "/");

	row->json = json;
	row->session = slash ? slash + 1 : "";
	row->level = find_level(field_text(json, "level"));
	snprintf(row->gateway, sizeof(row->gateway), "%.*s", (int)bytes, name);
}

static void count_session(struct rows *rows, const struct row *session)
{
	for (size_t i = 0; i < rows->count; i++)
		if (!*rows->list[i].session && strcmp(rows->list[i].gateway, session->gateway) == 0)
			rows->list[i].counts[session->level]++;
}

static void read_rows(struct rows *rows, struct json_object *status)
{
	struct json_object *targets = field_get(status, "targets");
	size_t count = json_object_is_type(targets, json_type_array)
			       ? json_object_array_length(targets)
			       : 0;

	rows->list = calloc(count ? count : 1, sizeof(*rows->list));
	for (; rows->list && rows->count < count; rows->count++) {
		struct row *row = &rows->list[rows->count];

		read_row(row, json_object_array_get_idx(targets, rows->count));
		if (*row->session)
			count_session(rows, row);
	}
}

/* Shows sessions, those that are well or the others, while there is room. */
static void choose(struct rows *rows, bool well, size_t *room)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->list[i];

		if ((row->level == WELL) != well || !*row->session)
			continue;
		row->shown = *room > 0;
		*room -= row->shown;
		rows->left_out += !row->shown;
	}
}

/* Those that are not well go first, so that alerts can name them. */
static void choose_shown(struct rows *rows, size_t sessions_max)
{
	size_t room = sessions_max;

	for (size_t i = 0; i < rows->count; i++)
		rows->list[i].shown = !*rows->list[i].session;
	choose(rows, false, &room);
	choose(rows, true, &room);
}

/* --- states and levels: a sample for each word, 1 for the one that is so */

enum whose { GATEWAYS = 1, SESSIONS };

static const struct set {
	struct openmetrics_family family;
	enum whose whose;
	const char *label; /* which is the key, too */
	const char *const *words;
	size_t count;
} sets[] = {
	{ { "muzzle_session_state", NULL,
	    "1 for the state of a session by its last claim, 0 for all others.",
	    OPENMETRICS_GAUGE },
	  SESSIONS,
	  "state",
	  session_states,
	  sizeof(session_states) / sizeof(session_states[0]) },
	{ { "muzzle_gateway_state", NULL, "1 for the state of a gateway, 0 for all others.",
	    OPENMETRICS_GAUGE },
	  GATEWAYS,
	  "state",
	  gateway_states,
	  sizeof(gateway_states) / sizeof(gateway_states[0]) },
	{ { "muzzle_session_level", NULL,
	    "1 for how a session fares in muzzle's judgement, 0 for all others.",
	    OPENMETRICS_GAUGE },
	  SESSIONS,
	  "level",
	  levels,
	  LEVELS },
	{ { "muzzle_gateway_level", NULL,
	    "1 for how a gateway fares in muzzle's judgement, 0 for all others.",
	    OPENMETRICS_GAUGE },
	  GATEWAYS,
	  "level",
	  levels,
	  LEVELS },
};

static bool is_of(const struct row *row, enum whose whose)
{
	return row->shown && (*row->session ? whose == SESSIONS : whose == GATEWAYS);
}

static void print_set_row(struct openmetrics *out, const struct set *set, const struct row *row)
{
	const char *is = field_text(row->json, set->label);
	struct openmetrics_label labels[4] = { { "gateway", row->gateway } }, *word = &labels[1];

	if (set->whose == SESSIONS)
		*word++ = (struct openmetrics_label){ "session", row->session };
	word->name = set->label;
	for (size_t i = 0; i < set->count; i++) {
		word->value = set->words[i];
		openmetrics_sample(out, &set->family, labels, strcmp(set->words[i], is) == 0);
	}
}

static void print_set(struct openmetrics *out, const struct set *set, const struct rows *rows)
{
	openmetrics_begin(out, &set->family);
	for (size_t i = 0; i < rows->count; i++)
		if (is_of(&rows->list[i], set->whose))
			print_set_row(out, set, &rows->list[i]);
}

static void print_counts(struct openmetrics *out, const struct rows *rows)
{
	static const struct openmetrics_family family = {
		"muzzle_sessions", NULL,
		"Sessions of a gateway by how they fare, also those left out by name.",
		OPENMETRICS_GAUGE
	};
	static const struct openmetrics_family left_out = {
		"muzzle_sessions_left_out", NULL,
		"Sessions without metrics by name, because there are more than metrics_sessions.",
		OPENMETRICS_GAUGE
	};

	openmetrics_begin(out, &family);
	for (size_t i = 0; i < rows->count; i++)
		for (int level = 0; !*rows->list[i].session && level < LEVELS; level++)
			openmetrics_sample(out, &family,
					   (const struct openmetrics_label[]){
						   { "gateway", rows->list[i].gateway },
						   { "level", levels[level] },
						   { NULL, NULL } },
					   rows->list[i].counts[level]);
	openmetrics_begin(out, &left_out);
	openmetrics_sample(out, &left_out, NULL, (int64_t)rows->left_out);
}

/* --- ages and spans: absent while they are not known */

static const struct span {
	struct openmetrics_family family;
	const char *key;
} spans[] = {
	{ { "muzzle_run_seconds", "seconds",
	    "How long the open run has lasted; absent without one.", OPENMETRICS_GAUGE },
	  "run_ms" },
	{ { "muzzle_patience_seconds", "seconds",
	    "How long the open run may last; absent without one.", OPENMETRICS_GAUGE },
	  "patience_ms" },
	{ { "muzzle_proof_age_seconds", "seconds", "Time since the last proof.",
	    OPENMETRICS_GAUGE },
	  "proof_age_ms" },
	{ { "muzzle_proof_gap_seconds", "seconds", "Usual time between two proofs.",
	    OPENMETRICS_GAUGE },
	  "proof_gap_ms" },
};

static void print_span(struct openmetrics *out, const struct span *span, const struct rows *rows)
{
	openmetrics_begin(out, &span->family);
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->list[i];
		const struct openmetrics_label labels[] = { { "gateway", row->gateway },
							    { "session", row->session },
							    { NULL, NULL } };

		if (row->shown && field_get(row->json, span->key))
			openmetrics_sample(out, &span->family, labels,
					   field_number(row->json, span->key));
	}
}

/* --- what holds back */

static void print_held(struct openmetrics *out, const struct rows *rows)
{
	static const struct openmetrics_family family = {
		"muzzle_held", NULL,
		"1 for the guard that holds a target back; absent where none does.",
		OPENMETRICS_GAUGE
	};

	openmetrics_begin(out, &family);
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->list[i];
		const char *guard = field_text(row->json, "held_by");
		const struct openmetrics_label labels[] = { { "gateway", row->gateway },
							    { "session", row->session },
							    { "guard", guard },
							    { NULL, NULL } };

		if (row->shown && *guard && strcmp(guard, "convicted") != 0)
			openmetrics_sample(out, &family, labels, 1);
	}
}

/* --- budgets: of the box, of gateways, of sessions */

static const struct budget {
	struct openmetrics_family family;
	const char *key;
} budgets[] = {
	{ { "muzzle_budget_used", NULL, "Acts in the window that ends now.", OPENMETRICS_GAUGE },
	  "acts" },
	{ { "muzzle_budget_limit", NULL, "Acts that a window may have.", OPENMETRICS_GAUGE },
	  "acts_max" },
	{ { "muzzle_budget_window_seconds", "seconds", "Length of the window.", OPENMETRICS_GAUGE },
	  "window_ms" },
};

static void print_budget(struct openmetrics *out, const struct budget *budget,
			 const struct rows *rows, struct json_object *status)
{
	const struct openmetrics_label box[] = {
		{ "scope", "box" }, { "gateway", "" }, { "session", "" }, { NULL, NULL }
	};

	openmetrics_begin(out, &budget->family);
	openmetrics_sample(out, &budget->family, box, field_number(status, budget->key));
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->list[i];
		const struct openmetrics_label labels[] = { { "scope", *row->session ? "session"
										     : "gateway" },
							    { "gateway", row->gateway },
							    { "session", row->session },
							    { NULL, NULL } };

		if (row->shown)
			openmetrics_sample(out, &budget->family, labels,
					   field_number(row->json, budget->key));
	}
}

void targetrows_print(struct openmetrics *out, struct json_object *status, size_t sessions_max)
{
	struct rows rows = { .list = NULL };

	read_rows(&rows, status);
	choose_shown(&rows, sessions_max);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		print_set(out, &sets[i], &rows);
	print_counts(out, &rows);
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		print_span(out, &spans[i], &rows);
	print_held(out, &rows);
	for (size_t i = 0; i < sizeof(budgets) / sizeof(budgets[0]); i++)
		print_budget(out, &budgets[i], &rows, status);
	free(rows.list);
}
