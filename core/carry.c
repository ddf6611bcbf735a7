/* carry.c - see carry.h.  SPDX-License-Identifier: ISC */
#include "carry.h"

#include <stdio.h>
#include <string.h>

#include "state.h"
#include "tell.h"
#include "units.h"

/* NULL: that configuration has no such gateway. */
static const struct conf_gateway *gateway_of(const struct conf *conf, const char *target)
{
	char name[UNITS_NAME_MAX + 1];
	size_t bytes = strcspn(target, "/");

	if (bytes > UNITS_NAME_MAX)
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)bytes, target);
	return conf_find_gateway(conf, name);
}

bool carry_watches(const struct conf *conf, const char *target)
{
	const struct conf_gateway *gateway = gateway_of(conf, target);
	const char *slash = strchr(target, '/');

	return gateway && (!slash || conf_watches_session(gateway, slash + 1));
}

/* A line may name others beside its own target; who is gone must not come back by that. */
static void drop_gone(const struct conf *conf, struct json_object *line)
{
	static const char *const keys[] = { "flight_of", "flight_on", "fault_gateway" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *name = tell_get_text(line, keys[i]);

		if (*name && !carry_watches(conf, name))
			json_object_object_del(line, keys[i]);
	}
}

/* Whether a session is listed by name is the new configuration's to say. */
static void set_listed(const struct conf *conf, struct json_object *line, const char *target)
{
	const struct conf_gateway *gateway = gateway_of(conf, target);

	if (!strchr(target, '/') || !tell_get(line, "all"))
		return;
	tell_flag(line, "configured", !gateway->all_sessions);
}

int carry_line(const struct carry *to, struct json_object *line, char *why, size_t why_bytes)
{
	const char *target = tell_get_text(line, "target");

	if (*target && !carry_watches(to->conf, target))
		return 0;
	drop_gone(to->conf, line);
	if (*target)
		set_listed(to->conf, line, target);
	return state_read(to->roster, line, why, why_bytes);
}
