/* docker.c - see docker.h.  SPDX-License-Identifier: ISC */
#include "docker.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fill.h"
#include "hash.h"
#include "rfc3339.h"

#define BACKOFF_MAX_MS 30000

static const struct {
	const char *action;
	enum muzzle_event what;
} actions[] = {
	{ "start", MUZZLE_START },
	{ "die", MUZZLE_DIE },
	{ "died", MUZZLE_DIE }, /* podman's own word, as is `remove` */
	{ "oom", MUZZLE_OOM },
	{ "stop", MUZZLE_STOP },
	{ "destroy", MUZZLE_STOP }, /* removed: only a person or a deployment does that */
	{ "remove", MUZZLE_STOP },
	{ "pause", MUZZLE_PAUSE },
	{ "unpause", MUZZLE_UNPAUSE },
	{ "health_status: healthy", MUZZLE_HEALTHY },
	{ "health_status: unhealthy", MUZZLE_UNHEALTHY },
};

int docker_socket_flaw(const char *socket, char *out, size_t out_bytes)
{
	int error = access(socket, R_OK | W_OK) ? errno : 0;

	snprintf(out, out_bytes, "%.100s: %s; %s", socket, strerror(error),
		 error == EACCES ? "let the user of muzzle read and write it"
				 : "set `socket` to where the Docker daemon listens");
	return error;
}

int64_t docker_backoff_ms(int64_t *backoff_ms)
{
	int64_t ms = *backoff_ms;

	*backoff_ms = ms * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : ms * 2;
	return ms;
}

void docker_inspect_url(const char *container, char *out, size_t out_bytes)
{
	const struct fill_value list[] = { { "name", container }, { NULL, NULL } };
	const struct fill_values values = { list, true };

	fill_template(out, out_bytes, "http://docker/containers/{name}/json", &values);
}

static struct json_object *get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

static const char *get_text(struct json_object *object, const char *key)
{
	struct json_object *value = get(object, key);

	return value ? json_object_get_string(value) : "";
}

/* The short form, as `docker ps` shows it. */
static void copy_id(char dst[LIFE_ID_BYTES], const char *id)
{
	snprintf(dst, LIFE_ID_BYTES, "%.*s", LIFE_ID_BYTES - 1, id);
}

/* Of time, container and action. */
static uint64_t event_key(struct json_object *event)
{
	const char *parts[] = { get_text(event, "timeNano"), get_text(get(event, "Actor"), "ID"),
				get_text(event, "Action") };
	uint64_t key = HASH_START;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		key = hash_add(key, parts[i], strlen(parts[i]));
	return key;
}

/* "starting" and "none" say nothing yet. */
static enum muzzle_event health(const char *status)
{
	if (strcmp(status, "healthy") == 0)
		return MUZZLE_HEALTHY;
	return strcmp(status, "unhealthy") == 0 ? MUZZLE_UNHEALTHY : 0;
}

/* The first of these that has a value; the list ends with NULL. */
static const char *get_first(struct json_object *object, const char *const *keys)
{
	const char *text = "";

	for (; *keys && !*text; keys++)
		text = get_text(object, *keys);
	return text;
}

/* Podman says beside the action what Docker says in it; where, its versions do not agree. */
static enum muzzle_event health_beside(struct json_object *event)
{
	static const char *const keys[] = { "HealthStatus", "health_status", NULL };
	const char *status = get_first(event, keys);

	return health(*status ? status : get_first(get(get(event, "Actor"), "Attributes"), keys));
}

static enum muzzle_event event_what(struct json_object *event)
{
	const char *action = get_text(event, "Action");

	if (strcmp(action, "health_status") == 0)
		return health_beside(event);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].action, action) == 0)
			return actions[i].what;
	return 0;
}

bool docker_heard_before(struct docker_heard *heard, uint64_t key)
{
	for (size_t i = 0; i < DOCKER_HEARD_MAX; i++)
		if (heard->keys[i] == key)
			return true;
	heard->keys[heard->next] = key;
	heard->next = (heard->next + 1) % DOCKER_HEARD_MAX;
	return false;
}

bool docker_read_event(struct docker_event *event, struct json_object *object)
{
	static const char *const exit_codes[] = { "exitCode", "containerExitCode", NULL };
	struct json_object *actor = get(object, "Actor"), *attributes = get(actor, "Attributes");

	if (strcmp(get_text(object, "Type"), "container") != 0)
		return false;
	event->life.what = event_what(object);
	event->life.at_ns = json_object_get_int64(get(object, "timeNano"));
	copy_id(event->life.id, get_text(actor, "ID"));
	event->name = get_text(attributes, "name");
	event->exit_code = strtoll(get_first(attributes, exit_codes), NULL, 10);
	event->key = event_key(object);
	return event->life.what != 0;
}

int64_t docker_time_ns(const char *text)
{
	int64_t unix_ns;

	return rfc3339_read(text, strlen(text), &unix_ns) && unix_ns > 0 ? unix_ns : 0;
}

/* created, exited, dead, removing: it does not run, and nobody is about to start it. */
static enum life_sighting sighting(const char *status)
{
	if (strcmp(status, "running") == 0 || strcmp(status, "paused") == 0)
		return LIFE_SEEN_RUNNING;
	if (strcmp(status, "restarting") == 0)
		return LIFE_SEEN_RESTARTING;
	return LIFE_SEEN_ENDED;
}

bool docker_read_sight(struct life_sight *sight, int64_t *exit_code, struct json_object *object)
{
	struct json_object *state = get(object, "State");
	const char *status = get_text(state, "Status");

	*sight = (struct life_sight){
		.what = sighting(status),
		.paused = strcmp(status, "paused") == 0,
		.oom = json_object_get_boolean(get(state, "OOMKilled")),
		.health = health(get_text(get(state, "Health"), "Status")),
		.started_ns = docker_time_ns(get_text(state, "StartedAt")),
		.finished_ns = docker_time_ns(get_text(state, "FinishedAt")),
	};
	copy_id(sight->id, get_text(object, "Id"));
	*exit_code = json_object_get_int64(get(state, "ExitCode"));
	return status[0] && sight->id[0];
}

/* "health_status" finds all of its forms, as the daemon compares beginnings there.  Podman tells a
 * death as `die`, but is to be asked for `died`. */
struct json_object *docker_new_filters(void)
{
	static const char *const names[] = {
		"start", "die",     "oom",  "stop",   "destroy",
		"pause", "unpause", "died", "remove", "health_status"
	};
	struct json_object *filters = json_object_new_object();
	struct json_object *types = json_object_new_array(), *events = json_object_new_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_object_array_add(events, json_object_new_string(names[i]));
	json_object_array_add(types, json_object_new_string("container"));
	json_object_object_add(filters, "event", events);
	json_object_object_add(filters, "type", types);
	return filters;
}
