/* fake_actions.c - see fake_actions.h.  SPDX-License-Identifier: ISC */
#include "fake_actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "fake_options.h"

struct muzzle_order fake_order(struct muzzle_inst *inst, uint64_t id, const char *gateway,
			       const char *session)
{
	char target[160];

	snprintf(target, sizeof(target), "%s%s%s", gateway, session ? "/" : "",
		 session ? session : "");
	return (struct muzzle_order){
		.size = sizeof(struct muzzle_order),
		.id = id,
		.target = fake_copy(inst, target),
		.gateway = fake_copy(inst, gateway),
		.session = fake_copy(inst, session),
		.container = "waha-noweb",
		.state = "down",
		.why = FAKE_WHY,
		.incident = FAKE_INCIDENT,
		.wall_ms = inst->wall_ms,
	};
}

void fake_act(struct muzzle_inst *inst, uint64_t id, const char *gateway, const char *session)
{
	struct muzzle_order order = fake_order(inst, id, gateway, session);

	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
}

void fake_tell(struct muzzle_inst *inst, uint64_t id, const char *what, uint64_t incident)
{
	char message[40];
	struct muzzle_order order = fake_order(inst, id, "waha", "omer");

	snprintf(message, sizeof(message), "0a1b2c-%llu", (unsigned long long)id);
	order.notify = true;
	order.message = fake_copy(inst, message);
	order.since_wall_ms = inst->wall_ms - FAKE_SINCE_MS;
	order.what = what;
	order.incident = incident;
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
}

void fake_assert_result(const struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
			const char *why)
{
	const struct fake_result *last = &inst->result[inst->results - 1];

	assert_true(inst->results > 0);
	assert_int_equal(last->id, id);
	assert_int_equal(last->result, result);
	assert_string_equal(last->why, why);
}

size_t fake_count_pending(struct muzzle_inst *inst)
{
	size_t n = 0;

	while (fake_pending(inst, n))
		n++;
	return n;
}
