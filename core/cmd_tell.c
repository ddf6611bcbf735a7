/* cmd_tell.c - see cmd_tell.h.  SPDX-License-Identifier: ISC */
#include "cmd_tell.h"

#include <getopt.h>
#include <json-c/json.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calendar.h"
#include "client.h"
#include "clock.h"
#include "hold.h"
#include "tell.h"
#include "units.h"

/* A command line as it is read. */
struct saying {
	const char *target, *length, *until, *by, *why;
	bool charges, law;
	bool named; /* --by was said */
};

/* False: an option that is none of ours. */
static bool take_option(struct saying *saying, int option)
{
	switch (option) {
	case 'f':
		saying->length = optarg;
		return true;
	case 'u':
		saying->until = optarg;
		return true;
	case 'b':
		saying->by = optarg;
		saying->named = true;
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

const char *cmd_tell_who(void)
{
	const char *who = getenv("SUDO_USER");
	const struct passwd *user;

	if (!who)
		who = getenv("USER");
	if (who)
		return who;
	user = getpwuid(getuid());
	return user ? user->pw_name : NULL;
}

static bool parse(const struct cmd_args *args, struct saying *saying)
{
	static const struct option options[] = {
		{ "for", required_argument, NULL, 'f' },
		{ "by", required_argument, NULL, 'b' },
		{ "why", required_argument, NULL, 'w' },
		{ "charges", no_argument, NULL, 'x' },
		{ "law", no_argument, NULL, 'l' },
		{ "until", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*saying = (struct saying){ .by = cmd_tell_who() };
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
	struct json_object *request = client_question(args->argv[0], saying->target);

	tell_text(request, "by", saying->by);
	tell_text(request, "why", saying->why);
	return request;
}

/* The holds under a key, a line each. */
static void print_holds(const struct cmd_args *args, struct json_object *answer, const char *key,
			const char *before)
{
	struct json_object *list = tell_get(answer, key);
	char text[HOLD_TEXT_BYTES];

	for (size_t i = 0; i < tell_count(list); i++)
		fprintf(args->out, "%s%s\n", before,
			hold_format(json_object_array_get_idx(list, i), text));
}

/* A hold's answer has both lists; a release's has one. */
const char *cmd_tell_outcome(struct json_object *answer, const char *did)
{
	struct json_object *ended = tell_get(answer, "ended"), *holds = tell_get(answer, "holds");

	if (tell_get_flag(answer, "kept"))
		return ended ? "another's hold lasts longer, and stays: release it first for a "
			       "shorter one"
			     : "another's hold, and stays: release without --by ends it";
	return ended && !holds && json_object_array_length(ended) == 0 ? "nothing is held" : did;
}

static void print_answer(const struct cmd_args *args, struct json_object *answer, const char *did)
{
	fprintf(args->out, "%s: %s\n", tell_get_text(answer, "target"),
		cmd_tell_outcome(answer, did));
	print_holds(args, answer, "ended", "ended: ");
	print_holds(args, answer, "holds", "");
}

/* Takes request over; confirms what the daemon has confirmed, in the words of did. */
static int send_request(const struct cmd_args *args, struct json_object *request, const char *did)
{
	struct json_object *answer;
	int code = client_ask(args, request, &answer);

	if (code == CMD_OK && args->json)
		tell_print(answer, true, args->out);
	else if (code == CMD_OK)
		print_answer(args, answer, did);
	if (code == CMD_OK && tell_get_flag(answer, "kept") && !tell_get(answer, "ended"))
		code = CMD_FAILED; /* it is still held */
	json_object_put(answer);
	json_object_put(request);
	return code;
}

/* For how long, of the two ways to say it. */
static bool read_length(const struct saying *saying, int64_t *for_ms, const char **why)
{
	int64_t now_ms = clock_wall_ms(), until_ms;

	if (saying->length)
		return units_parse_msec(saying->length, for_ms, why) == 0;
	until_ms = calendar_read_time(saying->until, now_ms);
	*why = until_ms ? "that is past" : "a time is wanted, such as 7:30 or 2026-11-22T07:30";
	*for_ms = until_ms - now_ms;
	return *for_ms > 0;
}

int cmd_tell_hold(const struct cmd_args *args)
{
	struct saying saying;
	struct json_object *request;
	const char *said, *why;
	int64_t for_ms = 0;

	if (!parse(args, &saying) || saying.charges || saying.law)
		return CMD_MISUSED;
	if (saying.length && saying.until) {
		fprintf(stderr, "muzzle: hold: a duration or --until, not both\n");
		return CMD_USAGE;
	}
	said = saying.length ? saying.length : saying.until;
	if (said && !read_length(&saying, &for_ms, &why)) {
		fprintf(stderr, "muzzle: hold: %s: %s\n", said, why);
		return CMD_USAGE;
	}
	request = describe(args, &saying);
	if (said)
		tell_number(request, "for_ms", for_ms);
	return send_request(args, request, "hold done");
}

int cmd_tell_release(const struct cmd_args *args)
{
	struct json_object *request;
	struct saying saying;

	if (!parse(args, &saying) || saying.charges || saying.law || saying.length || saying.until)
		return CMD_MISUSED;
	request = describe(args, &saying);
	tell_flag(request, "own", saying.named);
	return send_request(args, request, "release done");
}

int cmd_tell_reset(const struct cmd_args *args)
{
	struct saying saying;
	struct json_object *request;

	if (!parse(args, &saying) || saying.length || saying.until)
		return CMD_MISUSED;
	request = describe(args, &saying);
	tell_flag(request, "charges", saying.charges);
	tell_flag(request, "law", saying.law);
	return send_request(args, request,
			    saying.law ? "reset done, the laws of the gateway are forgotten"
				       : "reset done");
}
