/* order.h - an order outlives its call only as a copy.  SPDX-License-Identifier: ISC */
#ifndef ORDER_H
#define ORDER_H

#include "clean.h"
#include "fill.h"
#include "muzzle_plugin.h"

#define ORDER_NAME_BYTES 65 /* a gateway or a session: the grammar allows 64 */
#define ORDER_CONTAINER_BYTES 256

struct order {
	uint64_t id, incident;
	int64_t wall_ms;
	bool has_session, has_container;
	char target[2 * ORDER_NAME_BYTES], gateway[ORDER_NAME_BYTES], session[ORDER_NAME_BYTES];
	char container[ORDER_CONTAINER_BYTES], number[24]; /* number: the incident's */
	char what[16], state[16], why[CLEAN_TEXT_BYTES];
};

/* The placeholders {target} {gateway} {session} {container} {incident}, without values. */
#define ORDER_PLACEHOLDERS 5
extern const struct fill_value order_placeholders[ORDER_PLACEHOLDERS + 1];

#define ORDER_VARIABLES 7

/* What order_set_environment() fills; list points into text. */
struct order_environment {
	char text[ORDER_VARIABLES][32 + ORDER_CONTAINER_BYTES];
	const char *list[ORDER_VARIABLES + 1];
};

/* order_keep - copies what the host lends for the call; missing strings become empty. */
void order_keep(struct order *kept, const struct muzzle_order *order);

/* order_set_values - the placeholders with this order's values, borrowed from it. */
void order_set_values(struct fill_value list[ORDER_PLACEHOLDERS + 1], const struct order *order);

/* order_set_environment - MUZZLE_TARGET, _GATEWAY, _SESSION (empty: the gateway itself), _STATE,
 * _REASON, _INCIDENT and _CONTAINER (empty: none is known) for a child. */
void order_set_environment(struct order_environment *env, const struct order *order);

#endif
