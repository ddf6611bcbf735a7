/* wording.c - see wording.h.  SPDX-License-Identifier: ISC */
#include "wording.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The last one is that of an act: what remains for a person when no action can help. */
static const struct wording wordings[] = {
	{ "opened", "is in trouble",
	  "It does not work. muzzle keeps watching and acts when it may.", "high", "warning" },
	{ "closed", "is well again", "It has been well for a while. This incident is over.",
	  "default", "white_check_mark" },
	{ "quarantined", "is not helped by restarts",
	  "muzzle has done what it may. It keeps watching and tries again after longer pauses.",
	  "urgent", "rotating_light" },
	{ "human", "needs a person",
	  "No restart can cure this. Please look: scan a code, log in again, or decide.", "urgent",
	  "bust_in_silhouette" },
	{ "setup", "needs a look at its configuration",
	  "muzzle could not do what it is configured to do. Check addresses, keys and permissions.",
	  "high", "wrench" },
	{ "reminder", "is still in trouble", "It has not been well since the last message.",
	  "default", "hourglass" },
	{ "act", "asks to be restarted", "muzzle has no way to do it by itself. Please look.",
	  "high", "warning" },
};

const struct wording *wording_find(const struct muzzle_order *order)
{
	const struct wording *last = &wordings[sizeof(wordings) / sizeof(*wordings) - 1];
	const struct wording *w = wordings;

	if (!order->notify || !order->what)
		return last;
	while (w < last && strcmp(w->what, order->what) != 0)
		w++;
	return w;
}

/* ISO 8601 in UTC, by the second. */
static void print_time(char *out, size_t out_bytes, int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) || !strftime(out, out_bytes, "%Y-%m-%dT%H:%M:%SZ", &tm))
		*out = '\0';
}

void wording_print_title(char *out, size_t out_bytes, const struct wording_message *m)
{
	snprintf(out, out_bytes, "%s %s", m->order->target, m->words->title);
}

static void add(struct json_object *o, const char *key, const char *value)
{
	json_object_object_add(o, key, json_object_new_string(value));
}

static void add_order(struct json_object *o, const struct order *order)
{
	char date[32];

	print_time(date, sizeof(date), order->wall_ms);
	json_object_object_add(o, "incident", json_object_new_int64((int64_t)order->incident));
	add(o, "target", order->target);
	add(o, "gateway", order->gateway);
	if (order->has_session)
		add(o, "session", order->session);
	add(o, "state", order->state);
	add(o, "why", order->why);
	add(o, "time", date);
}

size_t wording_print_json(char *out, size_t out_bytes, const struct wording_message *m)
{
	struct json_object *o = json_object_new_object();
	char title[256];

	wording_print_title(title, sizeof(title), m);
	add(o, "what", m->words->what);
	add_order(o, m->order);
	add(o, "host", m->hostname);
	add(o, "title", title);
	add(o, "text", m->words->text);
	snprintf(out, out_bytes, "%s",
		 json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
							   JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
	return strlen(out);
}

/* out holds a string; a line without a value is left out. */
static void append_line(char *out, size_t out_bytes, const char *label, const char *value)
{
	size_t used = strlen(out);

	if (*value)
		snprintf(out + used, out_bytes - used, "%s%s\n", label, value);
}

size_t wording_print_text(char *out, size_t out_bytes, const struct wording_message *m)
{
	char date[32];

	print_time(date, sizeof(date), m->order->wall_ms);
	*out = '\0';
	append_line(out, out_bytes, "", m->words->text);
	append_line(out, out_bytes, "Reason: ", m->order->why);
	append_line(out, out_bytes, "Last known state: ", m->order->state);
	append_line(out, out_bytes, "Seen by: ", m->hostname);
	append_line(out, out_bytes, "At: ", date);
	return strlen(out);
}
