/* snapshot.h - the daemon's answers, shared by all viewers.
 * SPDX-License-Identifier: ISC
 *
 * An answer about hundreds of sessions takes a ms or two to make.  So it is asked for at most once
 * in SNAPSHOT_MS, however many look.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "blob.h"
#include "muzzle_plugin.h"

#define SNAPSHOT_MS 250

/* Answers that are shared; .made_ms 0: none yet. */
struct snapshot_part {
	struct blob *blob; /* one holder is ours */
	int64_t made_ms;
};

/* .host, .inst, .room and .sessions are set by the owner. */
struct snapshot {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	struct blob_room *room;
	size_t sessions; /* that metrics show by name */
	struct snapshot_part status, metrics;
	struct snapshot_part plain, open; /* for scrapers: version 0.0.4 and OpenMetrics */
	uint64_t digest;                  /* of .status, see snapshot_digest() */
};

/* snapshot_status - the answer to {"cmd":"status"}, borrowed; NULL: no memory. */
struct blob *snapshot_status(struct snapshot *snapshot);

/* snapshot_metrics - the same of {"cmd":"metrics"}. */
struct blob *snapshot_metrics(struct snapshot *snapshot);

/* snapshot_is_fresh - true: that part need not be made again. */
bool snapshot_is_fresh(const struct snapshot *snapshot, const struct snapshot_part *part);

/* snapshot_keep - make blob the answer, taking over one holder; NULL is allowed. */
void snapshot_keep(struct snapshot *snapshot, struct snapshot_part *part, struct blob *blob);

/* snapshot_forget - drop the answers, as a command has changed something. */
void snapshot_forget(struct snapshot *snapshot);

/* snapshot_digest - a hash that stays while only ages, counts of calls and the like change. */
uint64_t snapshot_digest(const char *json);

#endif
