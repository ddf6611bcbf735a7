/* way.h - what all ways to restart have in common.  SPDX-License-Identifier: ISC */
#ifndef WAY_H
#define WAY_H

#include "jobs.h"
#include "muzzle_plugin.h"

#define WAY_FILLED_BYTES 8192 /* a url, or all arguments of a command */
#define WAY_KNOWN "{session} {gateway} {container} {target} {incident}"

/* How a job ends. */
struct way_end {
	enum muzzle_result result;
	char why[CLEAN_TEXT_BYTES];
};

struct way;

struct way_kind {
	int64_t timeout_ms;            /* unless the section has one ... */
	bool stops;                    /* ... and then stop_timeout on top */
	bool spawns;                   /* handles are those of children, not of requests */
	int (*check)(struct way *way); /* what the table of options cannot: 0 or -EINVAL, told */
	/* starts a job; its handle, or 0 and how it ended instead */
	uint32_t (*begin)(struct way *way, struct job *job, struct way_end *how);
};

/* One section. */
struct way {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	const struct way_kind *kind;
	int64_t via, timeout_ms, stop_timeout_ms;
	const char *url, *start_url, *method, *body;
	const char *socket, *container, *label, *compose;
	const char *unit, *service;
	const char *const *header, *const *ok_status, *const *setup_status;
	const char *const *setup_text, *const *busy_text, *const *command;
	struct muzzle_transport transport; /* http */
	struct jobs jobs;
};

/* Filled templates, one behind the other; .used is 0 at first. */
struct way_filled {
	bool percent; /* values are percent-encoded */
	size_t used;
	char bytes[WAY_FILLED_BYTES];
};

/* way_timeout_ms - of one restart.  The host gives up the flight after the same time. */
int64_t way_timeout_ms(const struct way *way);

/* way_act - takes an order; its result follows, or precedes the return. */
void way_act(struct way *way, const struct muzzle_order *order);

/* way_cancel - no result is due any more. */
void way_cancel(struct way *way, uint64_t id);

/* way_finish - tells the host how the job ended and begins whatever waited for it. */
void way_finish(struct way *way, struct job *job, const struct way_end *how);

/* way_fill - the filled template, in to; NULL: how says why not. */
const char *way_fill(struct way_filled *to, const struct job *job, const char *template,
		     struct way_end *how);

/* way_refuse - logs what is wrong with the section; -EINVAL. */
int way_refuse(const struct way *way, const char *message);

/* way_check_words - whether the option's template asks for placeholders that there are: 0, or -EINVAL
 * and told. */
int way_check_words(const struct way *way, const char *key, const char *template);

#endif
