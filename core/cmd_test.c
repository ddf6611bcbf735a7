/* cmd_test.c - see cmd_test.h.  SPDX-License-Identifier: ISC */
#include "cmd_test.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "client.h"
#include "clock.h"
#include "history.h"
#include "hold.h"
#include "instances.h"
#include "roster.h"
#include "span.h"
#include "tell.h"
#include "tryout.h"
#include "units.h"
#include "words.h"
#include "wrap.h"

#define OWNER "muzzle test"
#define MESSAGE_BYTES 32
#define WHY_BYTES (UNITS_NAME_MAX + sizeof(", tried by hand"))

/* What is to be tried on what. */
struct trial {
	const struct cmd_args *args;
	const char *action_name, *target; /* as typed; target NULL: not given */
	bool sure;                        /* --yes */
	struct conf *conf;                /* owned */
	struct remarks *remarks;          /* owned */
	const struct conf_instance *action;
	bool tells; /* the action sends a message, and does not act */
	const struct conf_gateway *gateway;
	char name[ROSTER_NAME_BYTES]; /* of the target, and its halves */
	char gateway_name[UNITS_NAME_MAX + 1];
	const char *session;
	bool held; /* the daemon holds it for us */
	int64_t hold_ms;
};

static bool parse(struct trial *trial)
{
	static const struct option options[] = { { "yes", no_argument, NULL, 'y' },
						 { NULL, 0, NULL, 0 } };
	const struct cmd_args *args = trial->args;
	int option;

	optind = 1;
	while ((option = getopt_long(args->argc, args->argv, "y", options, NULL)) != -1) {
		if (option != 'y')
			return false;
		trial->sure = true;
	}
	if (optind < args->argc)
		trial->action_name = args->argv[optind++];
	if (optind < args->argc)
		trial->target = args->argv[optind++];
	return trial->action_name && optind == args->argc;
}

/* --- what is configured */

static int find_action(struct trial *trial)
{
	const struct conf *conf = trial->conf;

	trial->action = conf_find_action(conf, trial->action_name);
	if (trial->action)
		return CMD_OK;
	fprintf(stderr, "muzzle: test: there is no [action %s]; there %s", trial->action_name,
		conf->actions_count ? "are:" : "is none");
	for (size_t i = 0; i < conf->actions_count; i++)
		fprintf(stderr, " %s", conf->actions[i].name);
	fputc('\n', stderr);
	return CMD_USAGE;
}

/* A rung of a ladder acts, whatever its plugin; so does a restart.  Other actions send messages. */
static bool is_rung(const struct conf_gateway *gateway, const struct conf_instance *action)
{
	for (size_t i = 0; gateway->ladder[i]; i++)
		if (gateway->ladder[i] == action)
			return true;
	return false;
}

static bool is_any_rung(const struct conf *conf, const struct conf_instance *action)
{
	for (size_t i = 0; i < conf->gateways_count; i++)
		if (is_rung(&conf->gateways[i], action))
			return true;
	return false;
}

/* A rung is tried only on gateways that have it in their ladder. */
static bool may_act_on(const struct trial *trial, const struct conf_gateway *gateway)
{
	return trial->tells || is_rung(gateway, trial->action) ||
	       !is_any_rung(trial->conf, trial->action);
}

static void list_gateway(const struct conf_gateway *gateway, bool wide)
{
	if (wide)
		fprintf(stderr, " %s", gateway->name);
	else if (gateway->all_sessions)
		fprintf(stderr, " %s/SESSION", gateway->name);
	for (size_t i = 0; !wide && gateway->sessions[i]; i++)
		fprintf(stderr, " %s/%s", gateway->name, gateway->sessions[i]);
}

static int refuse_target(const struct trial *trial)
{
	const struct conf *conf = trial->conf;

	fprintf(stderr, "muzzle: test: %s acts on a %s", trial->action->name,
		trial->action->gateway_wide ? "gateway" : "session");
	if (trial->target)
		fprintf(stderr, ", and %s is none that it may act on", trial->target);
	fprintf(stderr, "; name one of:");
	for (size_t i = 0; i < conf->gateways_count; i++)
		if (may_act_on(trial, &conf->gateways[i]))
			list_gateway(&conf->gateways[i], trial->action->gateway_wide);
	fputc('\n', stderr);
	return CMD_USAGE;
}

/* A message may be about any target: the first will do. */
static const char *default_target(const struct trial *trial)
{
	const struct conf *conf = trial->conf;

	return trial->tells && conf->gateways_count ? conf->gateways[0].name : trial->target;
}

static bool is_watched(const struct trial *trial)
{
	if (!trial->gateway || !may_act_on(trial, trial->gateway))
		return false;
	if (!trial->tells && !trial->session != trial->action->gateway_wide)
		return false;
	return !trial->session || (units_is_name(trial->session) &&
				   conf_watches_session(trial->gateway, trial->session));
}

static int find_target(struct trial *trial)
{
	const char *name = trial->target ? trial->target : default_target(trial);
	char *slash;

	if (!name || strlen(name) >= sizeof(trial->name))
		return refuse_target(trial);
	snprintf(trial->name, sizeof(trial->name), "%s", name);
	slash = strchr(trial->name, '/');
	trial->session = slash ? slash + 1 : NULL;
	snprintf(trial->gateway_name, sizeof(trial->gateway_name), "%.*s", (int)strcspn(name, "/"),
		 name);
	trial->gateway = conf_find_gateway(trial->conf, trial->gateway_name);
	return is_watched(trial) ? CMD_OK : refuse_target(trial);
}

static int load(struct trial *trial)
{
	int rc;

	trial->remarks = remarks_new();
	if (!trial->remarks)
		return CMD_FAILED;
	rc = conf_load(trial->args->file, &trial->conf, trial->remarks);
	if (rc == 0)
		return CMD_OK;
	remarks_print(trial->remarks, stderr);
	return CMD_USAGE;
}

/* --- asking first */

/* As it stands in the file: neither what ${} stands for is shown, nor a password in a URL. */
static void print_key(const struct trial *trial, const char *key)
{
	const struct option_pair *pair = option_find(trial->action->section, key);
	const char *host = pair ? strstr(pair->value, "//") : NULL;
	size_t before = host ? (size_t)(host + 2 - pair->value) : 0;
	size_t user = pair ? strcspn(pair->value + before, "@/") : 0;

	if (pair && host && pair->value[before + user] == '@')
		fprintf(stderr, "  %s = %.*s(hidden)%s\n", key, (int)before, pair->value,
			pair->value + before + user);
	else if (pair)
		fprintf(stderr, "  %s = %s\n", key, pair->value);
}

static void describe(const struct trial *trial)
{
	static const char *const keys[] = { "via",     "url",  "start_url", "container", "label",
					    "compose", "unit", "service",   "command",   "format" };
	const char *container = trial->gateway->container;

	wrap_say(stderr, "[action %s] (plugin %s) %s %s%s%s%s", trial->action->name,
		 trial->action->plugin, trial->tells ? "tells of" : "acts now on", trial->name,
		 container ? ", container " : "", container ? container : "",
		 trial->tells ? "" : ". This restarts production.");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		print_key(trial, keys[i]);
}

static int confirm(const struct trial *trial)
{
	char line[ROSTER_NAME_BYTES + 2];

	if (!isatty(STDIN_FILENO)) {
		fprintf(stderr, "muzzle: test: nobody can be asked here; --yes goes on without\n");
		return CMD_USAGE;
	}
	fprintf(stderr, "type the target's name to go on: ");
	if (!fgets(line, sizeof(line), stdin))
		return CMD_FAILED;
	line[strcspn(line, "\n")] = '\0';
	if (strcmp(line, trial->name) == 0)
		return CMD_OK;
	fprintf(stderr, "muzzle: test: that is not %s; nothing was done\n", trial->name);
	return CMD_FAILED;
}

/* --- the daemon */

static struct json_object *ask_daemon(const struct trial *trial, const char *cmd)
{
	struct json_object *request = client_question(cmd, trial->name), *answer = NULL;
	char why[WHY_BYTES];

	snprintf(why, sizeof(why), "%s, tried by hand", trial->action->name);
	tell_text(request, "by", OWNER);
	tell_text(request, "why", why);
	if (strcmp(cmd, "hold") == 0)
		tell_number(request, "for_ms", trial->hold_ms);
	else
		tell_flag(request, "own", true);
	client_try(trial->args, request, &answer);
	json_object_put(request);
	return answer;
}

/* A hold on the target, on its gateway, or on a session that the act would restart as well. */
static bool concerns(const struct trial *trial, const char *held)
{
	return history_is_wished(held, trial->name) || history_is_wished(trial->name, held);
}

/* A hold of somebody else must be released first: so history tells of it. */
static int respect(const struct trial *trial)
{
	struct json_object *status = ask_daemon(trial, "status"),
			   *holds = tell_get(status, "holds");
	char text[HOLD_TEXT_BYTES];
	int code = CMD_OK;

	for (size_t i = 0; i < tell_count(holds) && code == CMD_OK; i++) {
		struct json_object *hold = json_object_array_get_idx(holds, i);

		if (strcmp(tell_get_text(hold, "by"), OWNER) == 0 ||
		    !concerns(trial, tell_get_text(hold, "target")))
			continue;
		fprintf(stderr, "muzzle: test: %s: muzzle release it first\n",
			hold_format(hold, text));
		code = CMD_FAILED;
	}
	json_object_put(status);
	return code;
}

/* For as long as the engine itself would wait and verify. */
static int64_t hold_ms(const struct trial *trial)
{
	const struct policy *policy =
		conf_session_policy(trial->conf, trial->gateway, trial->session);
	int64_t look_ms = policy->verify_ms;

	if (trial->action->gateway_wide && trial->gateway->limits.start_max_ms > look_ms)
		look_ms = trial->gateway->limits.start_max_ms;
	return trial->action->timeout_ms + look_ms;
}

/* The daemon must not act on what we do. */
static int hold(struct trial *trial)
{
	struct json_object *answer;
	const char *error;
	char span[SPAN_BYTES];
	int code = CMD_OK;

	trial->hold_ms = hold_ms(trial);
	answer = ask_daemon(trial, "hold");
	error = tell_get_text(answer, "error");
	trial->held = answer && !*error;
	if (!answer)
		fprintf(stderr, "no daemon runs, so that nothing is held\n");
	else if (trial->held)
		fprintf(stderr, "%s is held for %s\n", trial->name,
			span_format(trial->hold_ms, span));
	else
		code = CMD_USAGE;
	if (code)
		fprintf(stderr, "muzzle: test: the daemon does not hold %s: %s\n", trial->name,
			error);
	json_object_put(answer);
	return code;
}

/* --- doing it */

static int carry_out(struct trial *trial, struct tryout_outcome *outcome)
{
	const struct host_wish wish = { trial->conf->main.plugin_dir, trial->action,
					trial->remarks };
	char message[MESSAGE_BYTES], marked[sizeof(trial->name) + sizeof("TEST of ")];
	const struct muzzle_order order = {
		.size = sizeof(order),
		.id = 1,
		.notify = trial->tells,
		.target = trial->tells ? marked : trial->name,
		.gateway = trial->gateway_name,
		.session = trial->session,
		.container = trial->gateway->container,
		.what = trial->tells ? "opened" : NULL,
		.state = "unknown",
		.why = "this is a test by hand (muzzle test); nothing is wrong",
		.wall_ms = clock_wall_ms(),
		.message = trial->tells ? message : NULL,
	};
	int rc = check_plugin(trial->conf, trial->action, trial->remarks);

	snprintf(marked, sizeof(marked), "TEST of %s", trial->name);
	snprintf(message, sizeof(message), "test-%lld", (long long)order.wall_ms);
	rc = rc ? rc : tryout_run(&wish, &order, outcome);
	if (rc == 0)
		return outcome->done ? CMD_OK : CMD_FAILED;
	remarks_print(trial->remarks, stderr);
	fprintf(stderr, "muzzle: test: %s cannot be tried: %s\n", trial->action->name,
		strerror(-rc));
	return rc == -EINVAL ? CMD_USAGE : CMD_FAILED;
}

static void print_json(const struct trial *trial, const struct tryout_outcome *outcome)
{
	struct json_object *object = json_object_new_object();

	tell_text(object, "action", trial->action->name);
	tell_text(object, "target", trial->name);
	tell_text(object, "result", outcome->result);
	tell_number(object, "took_ms", outcome->took_ms);
	tell_text(object, "why", outcome->why);
	if (*outcome->output)
		tell_text(object, "output", outcome->output);
	if (trial->held)
		tell_number(object, "held_for_ms", trial->hold_ms);
	tell_print(object, true, trial->args->out);
	json_object_put(object);
}

static void print(const struct trial *trial, const struct tryout_outcome *outcome)
{
	FILE *out = trial->args->out;
	char took[SPAN_BYTES];

	if (trial->args->json) {
		print_json(trial, outcome);
		return;
	}
	wrap_say(out, "%s: %s in %s%s%s", trial->action->name, outcome->result,
		 span_format(outcome->took_ms, took), *outcome->why ? ", " : "", outcome->why);
	if (*outcome->output)
		wrap_say(out, "  it printed: %s", outcome->output);
	if (outcome->done && trial->tells)
		fprintf(out, "accepted by the receiver; look whether it arrived\n");
	else if (outcome->done)
		wrap_say(out, "accepted; whether %s is up again, muzzle status%s%s will show",
			 trial->name, trial->args->file_given ? " -c " : "",
			 trial->args->file_given ? trial->args->file : "");
}

/* After a timeout the act may still be under way. */
static bool did_nothing(const struct tryout_outcome *outcome)
{
	return !outcome->result ||
	       strcmp(outcome->result, words_name(&words_result, RESULT_FAILED)) == 0 ||
	       strcmp(outcome->result, words_name(&words_result, RESULT_SETUP)) == 0;
}

static int try_it(struct trial *trial)
{
	struct tryout_outcome outcome = { .result = NULL };
	int code = trial->sure ? CMD_OK : confirm(trial);

	if (code == CMD_OK && !trial->tells)
		code = respect(trial);
	if (code == CMD_OK && !trial->tells)
		code = hold(trial);
	if (code)
		return code;
	code = carry_out(trial, &outcome);
	if (trial->held && did_nothing(&outcome)) {
		json_object_put(ask_daemon(trial, "release"));
		trial->held = false;
	}
	if (outcome.result)
		print(trial, &outcome);
	return code;
}

int cmd_test_run(const struct cmd_args *args)
{
	struct trial trial = { .args = args };
	int code = CMD_OK;

	if (!parse(&trial))
		return CMD_MISUSED;
	code = load(&trial);
	if (code == CMD_OK)
		code = find_action(&trial);
	if (code)
		goto out;
	trial.tells = strcmp(trial.action->plugin, INSTANCES_MUTE) != 0 &&
		      !is_any_rung(trial.conf, trial.action);
	code = find_target(&trial);
	if (code)
		goto out;
	describe(&trial);
	code = try_it(&trial);
out:
	conf_free(trial.conf);
	remarks_free(trial.remarks);
	return code;
}
