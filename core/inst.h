/* inst.h - one section with its plugin, its memory and all that it has running.
 * SPDX-License-Identifier: ISC
 *
 * What host.c (life and orders of instances) and lend.c (services lent to them) share.
 */
#ifndef INST_H
#define INST_H

#include "child.h"
#include "host.h"
#include "judge.h"
#include "tail.h"

#define INST_ORDERS_MAX 128 /* without a result yet, per instance */
#define INST_HANDLES_MAX 4096

struct voice_secret;

enum inst_kind { INST_TIMER = 1, INST_FD, INST_HTTP, INST_CHILD, INST_LINES };

/* Something that runs for an instance, known to the plugin by its id. */
struct inst_handle {
	struct inst_handle *next;
	struct muzzle_inst *inst;
	uint32_t id; /* never 0 */
	enum inst_kind kind;
	void *arg; /* the plugin's */
	union {
		muzzle_timer *timer;
		muzzle_fd *fd;
		muzzle_http_done *http;
		muzzle_spawn_done *child;
		muzzle_line *line;
	} call;
	muzzle_http_data *data;
	union {
		struct loop_timer timer;
		struct loop_fd fd;
		struct http_request *http;
		struct child *child;
		struct tail *lines;
	} on;
};

struct muzzle_inst {
	struct host *host;
	const struct conf_instance *section;
	struct judge_plugin loaded;   /* owned */
	void *self;                   /* owned; the plugin's */
	struct voice_secret *secrets; /* owned; not to be printed */
	char *answer;                 /* owned; to its last question; NULL: none */
	struct remarks *remarks;      /* borrowed; during check(), for what it logs; else NULL */
	struct inst_handle *handles;  /* owned */
	struct inst_handle *spare;    /* owned; for the next handles */
	size_t handles_count;
	uint32_t last_id;
	bool opening, offers_probe;
	bool busy; /* in a function of the plugin */
	int64_t entered_ns;
	uint64_t orders[INST_ORDERS_MAX];
	size_t orders_count;
	struct host_stats stats;
};

struct host {
	struct loop *loop;
	struct log *log;
	struct host_sink sink;
	struct http *http; /* owned */
	uint32_t instances;
};

/* inst_enter - before any function of the plugin; it must not be in one already. */
void inst_enter(struct muzzle_inst *inst);

/* inst_leave - after it: the time is counted, and what is too long logged under the section's name. */
void inst_leave(struct muzzle_inst *inst);

/* inst_complain - to the log, under the section's name: what cannot be done, and the -errno. */
void inst_complain(const struct muzzle_inst *inst, const char *what, int rc);

/* inst_add_handle - a handle with a fresh id and nothing else set; NULL: no memory or too many, logged. */
struct inst_handle *inst_add_handle(struct muzzle_inst *inst, enum inst_kind kind, void *arg);

/* inst_find_handle - NULL: not there, or of another kind. */
struct inst_handle *inst_find_handle(const struct muzzle_inst *inst, uint32_t id,
				     enum inst_kind kind);

/* inst_drop_handle - forgets it; what it was on has ended already. */
void inst_drop_handle(struct inst_handle *handle);

/* inst_end_handle - ends what it is on, then forgets it. */
void inst_end_handle(struct inst_handle *handle);

/* inst_end_handles - all of them, and the spare ones. */
void inst_end_handles(struct muzzle_inst *inst);

/* inst_add_order - its result is due; -EBUSY: too many are. */
int inst_add_order(struct muzzle_inst *inst, uint64_t id);

/* inst_owes - the result of that order is due. */
bool inst_owes(const struct muzzle_inst *inst, uint64_t id);

/* inst_take_order - true if the result was due; it is no longer. */
bool inst_take_order(struct muzzle_inst *inst, uint64_t id);

#endif
