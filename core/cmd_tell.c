/* cmd_tell.c - see cmd_tell.h.  SPDX-License-Identifier: ISC */
#include "cmd_tell.h"

#include <getopt.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "span.h"
#include "tell.h"
#include "units.h"

static const char hold_usage[] =
	"usage: muzzle hold GATEWAY[/SESSION] [DURATION] [--by WHO] [--why TEXT]   (1h when not said)";
static const char release_usage[] =
	"usage: muzzle release GATEWAY[/SESSION] [--by WHO] [--why TEXT]";
static const char reset_usage[] =
	"usage: muzzle reset GATEWAY[/SESSION] [--charges] [--law] [--by WHO] [--why TEXT]";

/* A command line as it is read. */
struct saying {
	const char *target, *length, *by, *why;
	bool charges, law;
};

/* False: an option that is none of ours. */
static bool take_option(struct saying *saying, int option)
{
	switch (option) {
	case 'f':
		saying->length = optarg;
		return true;
	case 'b':
		saying->by = optarg;
		return true;
	case 'w':
		saying->why = optarg;
		return true;
	case 'x':
		saying->charges = true;
		return true;
	case 'l':
		saying->law = true;
		return true;
	default:
		return false;
	}
}

/* Who says it is taken from the environment when it is not said: only the log believes it. */
static bool parse(const struct cmd_args *args, struct saying *saying)
{
	static const struct option options[] = {
		{ "for", required_argument, NULL, 'f' }, { "by", required_argument, NULL, 'b' },
		{ "why", required_argument, NULL, 'w' }, { "charges", no_argument, NULL, 'x' },
		{ "law", no_argument, NULL, 'l' },       { NULL, 0, NULL, 0 },
	};
	int option;

	*saying = (struct saying){ .by = getenv("SUDO_USER") };
	if (!saying->by)
		saying->by = getenv("USER");
	optind = 1;
	while ((option = getopt_long(args->argc, args->argv, "", options, NULL)) != -1)
		if (!take_option(saying, option))
			return false;
	if (optind < args->argc)
		saying->target = args->argv[optind++];
	if (optind < args->argc)
		saying->length = args->argv[optind++];
	return saying->target && optind == args->argc;
}

static struct json_object *describe(const struct cmd_args *args, const struct saying *saying)
{
	struct json_object *request = json_object_new_object();

	tell_text(request, "cmd", args->argv[0]);
	tell_text(request, "target", saying->target);
	tell_text(request, "by", saying->by);
	tell_text(request, "why", saying->why);
	return request;
}

/* Takes request over; confirms what the daemon has confirmed, in the words of did. */
static int send_request(const struct cmd_args *args, struct json_object *request, const char *did)
{
	struct json_object *answer;
	int code = client_ask(args, request, &answer);
	char length[SPAN_BYTES];

	if (code == CMD_OK && args->json)
		client_print(answer, args->out);
	else if (code == CMD_OK && tell_get(answer, "for_ms"))
		fprintf(args->out, "%s: hold for %s\n", tell_get_text(answer, "target"),
			span_format(tell_get_number(answer, "for_ms"), length));
	else if (code == CMD_OK)
		fprintf(args->out, "%s: %s\n", tell_get_text(answer, "target"), did);
	json_object_put(answer);
	json_object_put(request);
	return code;
}

static int refuse(const char *usage)
{
	fprintf(stderr, "%s\n", usage);
	return CMD_USAGE;
}

int cmd_tell_hold(const struct cmd_args *args)
{
	struct saying saying;
	struct json_object *request;
	const char *why;
	int64_t for_ms = 0;

	if (!parse(args, &saying) || saying.charges || saying.law)
		return refuse(hold_usage);
	if (saying.length && units_parse_msec(saying.length, &for_ms, &why)) {
		fprintf(stderr, "muzzle: hold: %s: %s\n", saying.length, why);
		return CMD_USAGE;
	}
	request = describe(args, &saying);
	if (saying.length)
		tell_number(request, "for_ms", for_ms);
	return send_request(args, request, "hold done");
}

int cmd_tell_release(const struct cmd_args *args)
{
	struct saying saying;

	if (!parse(args, &saying) || saying.charges || saying.law || saying.length)
		return refuse(release_usage);
	return send_request(args, describe(args, &saying), "release done");
}

int cmd_tell_reset(const struct cmd_args *args)
{
	struct saying saying;
	struct json_object *request;

	if (!parse(args, &saying) || saying.length)
		return refuse(reset_usage);
	request = describe(args, &saying);
	tell_flag(request, "charges", saying.charges);
	tell_flag(request, "law", saying.law);
	return send_request(args, request,
			    saying.law ? "reset done, the laws of the gateway are forgotten"
				       : "reset done");
}
