/* via_docker.c - see via_docker.h.  SPDX-License-Identifier: ISC
 *
 * Up to three questions: which container it is, how it fares, and then its restart, or a start if it does not
 * run.  They share the time of one restart; until the last is asked nothing has been done.
 */
#include "via_docker.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "docker.h"
#include "pointer.h"
#include "reply.h"

#define LOOK_MS 10000 /* at most; what is left is the restart's */
#define LOOK_BODY_BYTES (1 << 20)
#define NAMES_BYTES 120
#define API "http://docker/containers/"

struct question {
	const char *method, *url; /* with {name}, {filters} and {seconds}; method NULL: a look */
	const char *filters;
	muzzle_http_done *done;
};

static uint32_t ask(const struct way *way, struct job *job, const struct question *question)
{
	char seconds[24], url[WAY_FILLED_BYTES];
	const struct fill_value list[] = { { "name", job->order.container },
					   { "filters", question->filters },
					   { "seconds", seconds },
					   { NULL, NULL } };
	int64_t passed_ms = way->host->now(way->inst) - job->begun_ms;
	int64_t left_ms = way_timeout_ms(way) - passed_ms;
	struct muzzle_http req = { .size = sizeof(req),
				   .method = question->method,
				   .url = url,
				   .unix_socket = way->socket,
				   .timeout_ms = left_ms,
				   .max_body_bytes = LOOK_BODY_BYTES };

	if (left_ms <= 0)
		return 0;
	if (!question->method && left_ms > LOOK_MS)
		req.timeout_ms = LOOK_MS;
	snprintf(seconds, sizeof(seconds), "%" PRId64, (way->stop_timeout_ms + 999) / 1000);
	if (fill_template(url, sizeof(url), question->url, &(struct fill_values){ list, true }))
		return 0;
	return way->host->http(way->inst, &req, NULL, question->done, job);
}

static void end(struct way *way, struct job *job, enum muzzle_result as, const char *why, ...)
	__attribute__((format(printf, 4, 5)));

static void end(struct way *way, struct job *job, enum muzzle_result as, const char *why, ...)
{
	struct way_end how = { .result = as };
	char text[2 * CLEAN_TEXT_BYTES];
	va_list args;

	va_start(args, why);
	vsnprintf(text, sizeof(text), why, args);
	va_end(args);
	clean_text(how.why, sizeof(how.why), text); /* names are the daemon's */
	way_finish(way, job, &how);
}

static void ask_next(struct way *way, struct job *job, const struct question *question)
{
	job->handle = ask(way, job, question);
	if (!job->handle)
		end(way, job, MUZZLE_FAILED, "could not be started");
}

static bool is_setup(const struct muzzle_answer *answer)
{
	return answer->setup || reply_is_setup(answer->status);
}

/* Nothing has been done yet, so that a timeout is no more than a failure. */
static void end_look(struct way *way, struct job *job, const struct muzzle_answer *answer)
{
	struct way_end how = { .result = is_setup(answer) ? MUZZLE_NO_SETUP : MUZZLE_FAILED };

	reply_describe(how.why, sizeof(how.why), answer, &(struct reply_secrets){ .url = NULL });
	way_finish(way, job, &how);
}

static enum muzzle_result judge(const struct muzzle_answer *answer)
{
	if (answer->status / 100 == 2 || answer->status == 304) /* it runs already */
		return MUZZLE_DONE;
	if (answer->timed_out)
		return MUZZLE_TIMEOUT;
	return is_setup(answer) ? MUZZLE_NO_SETUP : MUZZLE_FAILED;
}

static void end_act(struct way *way, struct job *job, const struct muzzle_answer *answer,
		    const char *act)
{
	char said[CLEAN_TEXT_BYTES - 16];

	reply_describe(said, sizeof(said), answer, &(struct reply_secrets){ .url = NULL });
	end(way, job, judge(answer), "%s: %s", act, said);
}

static void on_restart(void *self, void *arg, const struct muzzle_answer *answer)
{
	end_act(self, arg, answer, "restart");
}

static void on_start(void *self, void *arg, const struct muzzle_answer *answer)
{
	end_act(self, arg, answer, "start");
}

static struct json_object *parse(const struct muzzle_answer *answer)
{
	return answer->status == 200 ? json_tokener_parse(answer->body) : NULL;
}

static bool holds(struct json_object *object, const char *pointer, const char *text)
{
	return strcmp(pointer_find_text(object, pointer), text) == 0;
}

/* Why a person wants it left as it is, or NULL. */
static const char *find_wish(struct json_object *seen)
{
	if (holds(seen, "/Config/Labels/muzzle", "off"))
		return "carries the label muzzle=off: it is left alone";
	return holds(seen, "/State/Paused", "true") ? "is paused; unpause it" : NULL;
}

static void on_sight(void *self, void *arg, const struct muzzle_answer *answer)
{
	static const struct question restart = { "POST", API "{name}/restart?t={seconds}",
						 .done = on_restart };
	static const struct question start = { "POST", API "{name}/start", .done = on_start };
	struct json_object *seen = parse(answer);
	struct job *job = arg;
	const char *wish = find_wish(seen), *runs = pointer_find_text(seen, "/State/Running");

	if (!*runs) /* that is no container */
		end_look(self, job, answer);
	else if (wish)
		end(self, job, MUZZLE_NO_SETUP, "container %.100s %s",
		    pointer_find_text(seen, "/Name"), wish);
	else
		ask_next(self, job, strcmp(runs, "true") == 0 ? &restart : &start);
	json_object_put(seen);
}

static const struct question sight = { .url = API "{name}/json", .done = on_sight };

/* Of a list: how many there are, their names, and the id of the last.  What `docker compose run` makes
 * is not the service. */
static size_t count_found(struct json_object *list, char id[ORDER_CONTAINER_BYTES],
			  char names[NAMES_BYTES])
{
	size_t found = 0, used = 0;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		if (holds(item, "/Labels/com.docker.compose.oneoff", "True"))
			continue;
		found++;
		clean_text(id, ORDER_CONTAINER_BYTES, pointer_find_text(item, "/Id"));
		if (used < NAMES_BYTES)
			used += (size_t)snprintf(names + used, NAMES_BYTES - used, " %s",
						 pointer_find_text(item, "/Names/0"));
	}
	return found;
}

static void on_list(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct json_object *list = parse(answer);
	char names[NAMES_BYTES] = "", id[ORDER_CONTAINER_BYTES];
	struct job *job = arg;
	size_t found;

	if (!json_object_is_type(list, json_type_array)) {
		end_look(self, job, answer);
	} else {
		found = count_found(list, id, names);
		if (found == 1) {
			memcpy(job->order.container, id, sizeof(id));
			ask_next(self, job, &sight);
		} else {
			end(self, job, MUZZLE_NO_SETUP, "%zu containers are %.60s, not one%s%s",
			    found, job->order.container, found ? ":" : "", names);
		}
	}
	json_object_put(list);
}

static void add_label(struct json_object *labels, const char *key, const char *value)
{
	char label[512];

	snprintf(label, sizeof(label), "%s%s", key, value);
	json_object_array_add(labels, json_object_new_string(label));
}

/* The `filters` of GET /containers/json; wanted is cut into its parts. */
static struct json_object *new_filters(const struct way *way, char *wanted)
{
	struct json_object *filters = json_object_new_object(), *labels = json_object_new_array();
	char *service = way->label ? NULL : strchr(wanted, '/');

	if (service) {
		*service++ = '\0';
		add_label(labels, "com.docker.compose.project=", wanted);
		add_label(labels, "com.docker.compose.service=", service);
	} else {
		add_label(labels, "", wanted);
	}
	json_object_object_add(filters, "label", labels);
	return filters;
}

/* Those that do not run, too. */
static uint32_t find(struct way *way, struct job *job, struct way_end *how)
{
	struct question list = { .url = API "json?all=true&filters={filters}", .done = on_list };
	struct way_filled filled = { .percent = false };
	struct json_object *filters;
	uint32_t handle;

	if (!way_fill(&filled, job, way->label ? way->label : way->compose, how))
		return 0;
	clean_text(job->order.container, sizeof(job->order.container),
		   filled.bytes); /* to be told */
	filters = new_filters(way, filled.bytes);
	list.filters = json_object_to_json_string(filters);
	handle = ask(way, job, &list);
	json_object_put(filters);
	return handle;
}

/* Nobody to talk to is a matter of the configuration; a daemon that is down is not. */
static bool may_use_socket(const struct way *way, struct way_end *how)
{
	char flaw[CLEAN_TEXT_BYTES];

	if (docker_socket_flaw(way->socket, flaw, sizeof(flaw)) == 0)
		return true;
	*how = (struct way_end){ .result = MUZZLE_NO_SETUP };
	memcpy(how->why, flaw, sizeof(flaw));
	return false;
}

static uint32_t begin(struct way *way, struct job *job, struct way_end *how)
{
	struct way_filled filled = { .percent = false };
	const char *name;

	if (!may_use_socket(way, how))
		return 0;
	if (way->label || way->compose)
		return find(way, job, how);
	name = way_fill(&filled, job, way->container ? way->container : "{container}", how);
	if (!name)
		return 0;
	clean_text(job->order.container, sizeof(job->order.container), name);
	return ask(way, job, &sight);
}

static int check_names(const struct way *way)
{
	static const char *const keys[] = { "container", "label", "compose" };
	const char *const names[] = { way->container, way->label, way->compose };
	int given = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		given += names[i] != NULL;
		if (names[i] && way_check_words(way, keys[i], names[i]))
			return -EINVAL;
	}
	return given > 1 ? way_refuse(way, "of `container`, `label` and `compose` one is enough")
			 : 0;
}

static int check(struct way *way)
{
	const char *slash = way->compose ? strchr(way->compose, '/') : NULL;

	if (way->compose && (!slash || slash == way->compose || !slash[1]))
		return way_refuse(way, "`compose` must read PROJECT/SERVICE");
	if (way->label && !*way->label)
		return way_refuse(way, "`label` must read NAME or NAME=VALUE");
	if (*way->socket != '/')
		return way_refuse(way, "`socket` must be an absolute path");
	if (way_timeout_ms(way) <= way->stop_timeout_ms)
		return way_refuse(way, "`timeout` must be longer than `stop_timeout`");
	return check_names(way);
}

const struct way_kind via_docker_kind = {
	.timeout_ms = 60000, .stops = true, .check = check, .begin = begin
};
