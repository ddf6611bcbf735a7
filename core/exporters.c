/* exporters.c - see exporters.h.  SPDX-License-Identifier: ISC */
#include "exporters.h"

#include <string.h>

#include "relay.h"
#include "requests.h"
#include "trace.h"

static void show(void *arg, const struct muzzle_entry *entry)
{
	const struct supervise *s = arg;

	for (size_t i = 0; i < s->fleet->count; i++)
		if (s->fleet->members[i].inst)
			host_show(s->fleet->members[i].inst, entry);
}

static bool anybody_looks(const struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->count; i++)
		if (fleet->members[i].inst && host_is_shown(fleet->members[i].inst))
			return true;
	return false;
}

void exporters_start(struct supervise *s)
{
	const struct relay_setting setting = {
		.dir = s->run_dir, .loop = &s->loop, .show = show, .arg = s
	};

	relay_free(s->relay);
	s->relay = anybody_looks(s->fleet) ? relay_new(&setting) : NULL;
}

char *exporters_ask(struct supervise *s, const char *request, bool may_command)
{
	struct json_object *json = json_tokener_parse(request), *answer;
	char *text = NULL;

	answer = json_object_is_type(json, json_type_object)
			 ? requests_answer(s, json, may_command)
			 : control_error("a request is one JSON object");
	text = strdup(json_object_to_json_string_ext(answer, TRACE_JSON_FLAGS));
	json_object_put(answer);
	json_object_put(json);
	return text;
}
