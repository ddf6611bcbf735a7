/* meddler.h - the shipped engine with people at its side and a bad disk.  SPDX-License-Identifier: ISC
 *
 * Once an hour somebody holds a session that is being judged, for ten minutes, and for ten others
 * the ledger cannot be written.  So days see refusals that worlds alone do not bring about.
 */
#ifndef MEDDLER_H
#define MEDDLER_H

#include "watcher.h"

struct meddler_config {
	struct watcher_config watcher; /* first: it is the shape's config, too */
	struct sim_decider inner;      /* of it */
};

/* meddler_init - around that configuration, which is copied. */
void meddler_init(struct meddler_config *config, const struct watcher_config *watcher);

/* meddler_decider - config is borrowed as long as worlds are run with it. */
struct sim_decider meddler_decider(const struct meddler_config *config);

#endif
