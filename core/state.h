/* state.h - what the engine remembers, as lines of JSON and back.  SPDX-License-Identifier: ISC
 *
 * One table per struct names each field; it alone drives writing and reading, so the ledger file,
 * the journal's snapshots and a reload cannot drift apart.
 */
#ifndef STATE_H
#define STATE_H

#include <json-c/json.h>
#include <stddef.h>

#include "roster.h"

enum state_depth {
	STATE_DEPTH_LEDGER = 1, /* what outlives epochs and the process */
	STATE_DEPTH_ALL /* epochs, runs and flights too, and the configuration that judged them */
};

typedef void state_line(void *ctx, struct json_object *line);

/* state_write - the lines {"ev":"ledger",...} from which state_read restores; line is borrowed. */
void state_write(struct roster *roster, enum state_depth depth, state_line *emit, void *ctx);

/* state_write_laws - the same of what is learnt of harmless runs, as far as anything is. */
void state_write_laws(struct roster *roster, state_line *emit, void *ctx);

/* state_read - apply one such line; targets are added as they appear.  A roster with a configuration of
 * its own ignores a recorded one.  0, or -EINVAL with a reason. */
int state_read(struct roster *roster, struct json_object *line, char *why, size_t why_bytes);

#endif
