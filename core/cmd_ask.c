/* cmd_ask.c - see cmd_ask.h.  SPDX-License-Identifier: ISC */
#include "cmd_ask.h"

#include <json-c/json.h>

#include "alerts.h"
#include "client.h"
#include "clock.h"
#include "hold.h"
#include "self.h"
#include "status.h"
#include "tell.h"
#include "vitals.h"
#include "why_text.h"

/* The daemon's answer, as it is or in words. */
static int ask(const struct cmd_args *args, const char *target,
	       void (*print)(struct json_object *answer, FILE *out))
{
	struct json_object *request = client_question(args->argv[0], target), *answer;
	int code = client_ask(args, request, &answer);

	if (code == CMD_OK && args->json)
		tell_print(answer, true, args->out);
	else if (code == CMD_OK)
		print(answer, args->out);
	json_object_put(answer);
	json_object_put(request);
	return code;
}

static void print_targets(struct json_object *status, FILE *out)
{
	struct json_object *holds = tell_get(status, "holds");
	char text[HOLD_TEXT_BYTES];

	status_print(status, out);
	for (size_t i = 0; i < tell_count(holds); i++)
		fprintf(out, "%s\n", hold_format(json_object_array_get_idx(holds, i), text));
}

static void print_status(struct json_object *status, FILE *out)
{
	print_targets(status, out);
	self_print(status, out);
	vitals_print(status, out);
	alerts_print(status, clock_wall_ms(), out);
}

int cmd_ask_status(const struct cmd_args *args)
{
	const char *target = args->argv[1];

	if (args->argc > 2 || (target && *target == '-'))
		return CMD_MISUSED;
	return ask(args, target, target ? print_targets : print_status);
}

int cmd_ask_why(const struct cmd_args *args)
{
	if (args->argc != 2 || args->argv[1][0] == '-')
		return CMD_MISUSED;
	return ask(args, args->argv[1], why_text_print);
}
