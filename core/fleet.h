/* fleet.h - one configuration with all its running instances.  SPDX-License-Identifier: ISC
 *
 * A reload opens a second fleet while the first still flies.  The old one then retires: its sources
 * end at once, its actions when they have answered.
 */
#ifndef FLEET_H
#define FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "host.h"

/* What a source says of the line; 0: nothing yet. */
enum fleet_line { FLEET_LINE_UP = 1, FLEET_LINE_DOWN };

struct fleet_member {
	struct muzzle_inst *inst; /* owned; NULL: ended */
	const struct conf_instance *section;
	uint64_t round; /* sources: rounds so far */
	uint32_t due;   /* actions: results that are still to come */
	bool told_full; /* sources: that a gateway has no room for its sessions */
	enum fleet_line line;
};

struct fleet {
	struct conf *conf;            /* owned */
	struct fleet_member *members; /* owned */
	size_t count;
	struct fleet *next; /* retired ones */
	int64_t until_ms;   /* retired: ended at the latest */
};

/* fleet_open - open every section of conf; conf is the fleet's from then on.  0; or with the errors
 * in the remarks, everything closed again and conf still the caller's, -EINVAL when conf is wrong, another
 * -errno when only the world is: a port is taken, a device away. */
int fleet_open(struct fleet **fleet, struct host *host, struct conf *conf, struct remarks *remarks);

/* fleet_close - ends every instance, and the configuration; NULL is allowed. */
void fleet_close(struct fleet *fleet);

/* fleet_end_sources - ends every source; who acts is still there for what they say at last. */
void fleet_end_sources(struct fleet *fleet);

/* fleet_retire - ends every instance that owes no result. */
void fleet_retire(struct fleet *fleet);

/* fleet_owes - how many results are due. */
uint32_t fleet_owes(const struct fleet *fleet);

/* fleet_member - the member behind an instance; NULL: of another fleet. */
struct fleet_member *fleet_member(const struct fleet *fleet, const struct muzzle_inst *inst);

/* fleet_action - the action of that name; NULL: there is none. */
struct fleet_member *fleet_action(const struct fleet *fleet, const char *name);

/* fleet_is_source - it is a source of that gateway, and runs. */
bool fleet_is_source(const struct fleet_member *member, const char *gateway);

/* fleet_uplink_down - whether any source says so; was, while one is still silent. */
bool fleet_uplink_down(const struct fleet *fleet, bool was);

/* fleet_offers_probe - some source of that gateway can probe its sessions. */
bool fleet_offers_probe(const struct fleet *fleet, const char *gateway);

#endif
