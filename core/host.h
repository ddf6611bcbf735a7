/* host.h - the host of plugins: opens sections, lends services, passes orders on.
 * SPDX-License-Identifier: ISC
 *
 * An instance (struct muzzle_inst) is one section with its plugin, its memory and all that it has
 * running.  Everything that a plugin says is checked and cleaned here before the sink hears it.
 * Nothing in this header may be called from inside a sink function: plugins are never re-entered.
 */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "http.h"
#include "log.h"
#include "loop.h"
#include "muzzle_plugin.h"
#include "remarks.h"
#include "text.h"

#define HOST_SLOW_MS 10      /* a callback that takes longer is counted */
#define HOST_BLOCK_MS 100    /* and from here on logged */
#define HOST_DIGESTS_SINCE 3 /* minor of the ABI */

/* Where the word of plugins goes.  Strings are valid during the call only. */
struct host_sink {
	/* report->gateway is set, names are by the grammar, at_ms is CLOCK_BOOTTIME and not 0,
	 * texts are clean and never NULL where the kind has them (raw, why, id). */
	void (*report)(void *arg, struct muzzle_inst *inst, const struct muzzle_report *report);
	/* the claims since the last round are all sessions of that gateway */
	void (*round)(void *arg, struct muzzle_inst *inst, const char *gateway);
	/* once per order that host_act took; why is clean and not NULL */
	void (*result)(void *arg, struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
		       const char *why);
	/* before the result of a message: its receiver asks to be left alone for so long, > 0 */
	void (*retry_after)(void *arg, struct muzzle_inst *inst, uint64_t id, int64_t after_ms);
	/* before the result of an act: what it printed, clean, at most MUZZLE_OUTPUT_MAX bytes */
	void (*output)(void *arg, struct muzzle_inst *inst, uint64_t id, const char *text);
	/* only from instances that host_watches_uplink; why is clean and not NULL */
	void (*uplink)(void *arg, struct muzzle_inst *inst, bool up, const char *why);
	const char *(*gateway_of)(void *arg, const char *container); /* NULL: nobody's */
	const char *(*container_at)(void *arg, size_t i);            /* NULL ends */
	/* may come from inside host_open; 0 or -errno */
	int (*remember)(void *arg, struct muzzle_inst *inst, const char *text);
	const char *(*recall)(void *arg, struct muzzle_inst *inst); /* NULL: nothing */
	/* a request as the control socket takes it; text that the host frees, or NULL: no memory */
	char *(*ask)(void *arg, const char *request, bool may_command);
	void *arg;
};

/* A number that a plugin wants shown. */
struct host_gauge {
	const char *name; /* the plugin's */
	int64_t value;
};

/* What an instance cost, and what it says of itself. */
struct host_stats {
	uint64_t calls;
	uint64_t slow;    /* longer than HOST_SLOW_MS */
	uint64_t blocked; /* longer than HOST_BLOCK_MS */
	int64_t worst_ms;
	int64_t busy_ns;  /* summed */
	int64_t blind_ms; /* of a source: since when it delivers nothing, but should; 0: it does */
	char blind[TEXT_BYTES]; /* why */
	size_t gauges;
	struct host_gauge gauge[MUZZLE_GAUGES_MAX];
};

/* A section that shall become an instance. */
struct host_wish {
	const char *plugin_dir;
	const struct conf_instance *section;
	struct remarks *remarks; /* where errors go */
};

struct host;

/* host_new - loop and log are borrowed and outlive the host, sink is copied.  0, or -errno. */
int host_new(struct host **host, struct loop *loop, struct log *log, const struct host_sink *sink);

/* host_free - every instance must have been closed; NULL is nothing. */
void host_free(struct host *host);

/* host_check - judge the plugin of a section and its options; of its functions only check() runs.
 * 0, or -EINVAL with the errors in the remarks. */
int host_check(const struct host_wish *wish);

/* host_open - host_check, then start it.  0 and *inst, to be closed by host_close; or with the
 * errors in the remarks -EINVAL of the check, or what the plugin's start returned.  The wish itself
 * may go, what it points to may not. */
int host_open(struct host *host, const struct host_wish *wish, struct muzzle_inst **inst);

/* host_close - cancel what has no result yet, close the plugin and end all that runs for it.  NULL
 * is nothing. */
void host_close(struct muzzle_inst *inst);

/* host_hurry - a source shall look more often, or as often as configured. */
void host_hurry(struct muzzle_inst *inst, bool hurry);

/* host_probe - a source shall look at that session beyond its status.  -ENOTSUP: it cannot. */
int host_probe(struct muzzle_inst *inst, const char *session);

/* host_act - an action shall do or tell something.  0: sink.result follows once, maybe from inside
 * this call; -errno: it does not, and the reason is logged. */
int host_act(struct muzzle_inst *inst, const struct muzzle_order *order);

/* host_cancel - no result is due any more, and sink.result will not be called; false: none was. */
bool host_cancel(struct muzzle_inst *inst, uint64_t id);

/* host_is_shown - true: that exporter wants to be shown the journal. */
bool host_is_shown(const struct muzzle_inst *inst);

/* host_show - show a line of it to an exporter, if it wants them. */
void host_show(struct muzzle_inst *inst, const struct muzzle_entry *entry);

/* host_offers_probe - whether host_probe works for the sessions of that source. */
bool host_offers_probe(const struct muzzle_inst *inst);

/* host_watches_uplink - that source is going to say how the line is. */
bool host_watches_uplink(const struct muzzle_inst *inst);

/* host_takes_digests - that action was made when there were messages with .lines. */
bool host_takes_digests(const struct muzzle_inst *inst);

/* host_section - what it was opened with. */
const struct conf_instance *host_section(const struct muzzle_inst *inst);

/* host_stats_of - since it was opened; valid as long as the instance. */
const struct host_stats *host_stats_of(const struct muzzle_inst *inst);

#endif
