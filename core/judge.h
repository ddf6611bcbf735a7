/* judge.h - a plugin is judged by its data before any of its functions runs.
 * SPDX-License-Identifier: ISC
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <stddef.h>

#include "muzzle_plugin.h"

#define JUDGE_CAPS                                                                     \
	(MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_FD | MUZZLE_CAP_HTTP |      \
	 MUZZLE_CAP_SPAWN | MUZZLE_CAP_LINES | MUZZLE_CAP_RESULT | MUZZLE_CAP_UPLINK | \
	 MUZZLE_CAP_MEMORY | MUZZLE_CAP_ASK | MUZZLE_CAP_COMMAND)
#define JUDGE_SELF_MAX_BYTES (1u << 20)
#define JUDGE_WHY_BYTES 400

struct judge_plugin {
	void *so;                    /* owned */
	struct muzzle_plugin plugin; /* ours; fields that the plugin is too old to have are zero */
};

/* What the section that names a plugin expects of it. */
struct judge_expected {
	const char *name;      /* of the file, without .so */
	enum muzzle_kind kind; /* 0: any */
};

/* judge_descriptor - 0 if the descriptor can be used as what is expected.  *plugin is a copy of what
 * both sides know.  -EINVAL, and why is one line with both numbers. */
int judge_descriptor(const struct muzzle_plugin *theirs, const struct judge_expected *expected,
		     struct muzzle_plugin *plugin, char why[JUDGE_WHY_BYTES]);

/* judge_load - trust, open and judge the file at path; 0 and *loaded, to be given to judge_unload.
 * Else -errno, and why. */
int judge_load(struct judge_plugin *loaded, const char *path, enum muzzle_kind kind,
	       char why[JUDGE_WHY_BYTES]);

/* judge_unload - nothing of the plugin may be used any more. */
void judge_unload(struct judge_plugin *loaded);

/* judge_kind_name - "source", "action", "exporter"; "invalid" for none. */
const char *judge_kind_name(enum muzzle_kind kind);

#endif
