/* order.c - see order.h.  SPDX-License-Identifier: ISC */
#include "order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { AT_TARGET, AT_GATEWAY, AT_SESSION, AT_CONTAINER, AT_INCIDENT };

const struct fill_value order_placeholders[ORDER_PLACEHOLDERS + 1] = {
	[AT_TARGET] = { "target", NULL },     [AT_GATEWAY] = { "gateway", NULL },
	[AT_SESSION] = { "session", NULL },   [AT_CONTAINER] = { "container", NULL },
	[AT_INCIDENT] = { "incident", NULL },
};

void order_keep(struct order *kept, const struct muzzle_order *order)
{
	*kept = (struct order){ .id = order->id,
				.incident = order->incident,
				.wall_ms = order->wall_ms,
				.has_session = order->session,
				.has_container = order->container };
	clean_text(kept->target, sizeof(kept->target), order->target);
	clean_text(kept->gateway, sizeof(kept->gateway), order->gateway);
	clean_text(kept->session, sizeof(kept->session), order->session);
	clean_text(kept->container, sizeof(kept->container), order->container);
	clean_text(kept->what, sizeof(kept->what), order->what);
	clean_text(kept->state, sizeof(kept->state), order->state);
	clean_text(kept->why, sizeof(kept->why), order->why);
	snprintf(kept->number, sizeof(kept->number), "%" PRIu64, order->incident);
}

void order_set_values(struct fill_value list[ORDER_PLACEHOLDERS + 1], const struct order *order)
{
	memcpy(list, order_placeholders, sizeof(order_placeholders));
	list[AT_TARGET].value = order->target;
	list[AT_GATEWAY].value = order->gateway;
	list[AT_SESSION].value = order->has_session ? order->session : NULL;
	list[AT_CONTAINER].value = order->has_container ? order->container : NULL;
	list[AT_INCIDENT].value = order->number;
}

void order_set_environment(struct order_environment *env, const struct order *order)
{
	const struct {
		const char *name, *value;
	} variables[ORDER_VARIABLES] = {
		{ "TARGET", order->target },       { "GATEWAY", order->gateway },
		{ "SESSION", order->session },     { "STATE", order->state },
		{ "REASON", order->why },          { "INCIDENT", order->number },
		{ "CONTAINER", order->container },
	};

	for (size_t i = 0; i < ORDER_VARIABLES; i++) {
		snprintf(env->text[i], sizeof(*env->text), "MUZZLE_%s=%s", variables[i].name,
			 variables[i].value);
		env->list[i] = env->text[i];
	}
	env->list[ORDER_VARIABLES] = NULL;
}
