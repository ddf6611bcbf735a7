/* laws.h - the file of what was learnt of harmless runs.  SPDX-License-Identifier: ISC
 *
 * Beside the ledger and apart from it: it is large, may be lost, and is written seldom, as flash wears
 * out.  Without it learning starts anew, with the patience of who has learnt nothing.
 */
#ifndef LAWS_H
#define LAWS_H

#include "conf.h"
#include "log.h"
#include "roster.h"

#define LAWS_FILE "laws"
#define LAWS_MAX_AGE_MS (INT64_C(90) * 24 * 3600 * 1000) /* older ones say nothing of today */

struct laws;

/* laws_open - those in state_dir, which must be there; both are borrowed.  0, or -errno. */
int laws_open(struct laws **laws, const char *state_dir, struct log *log);

/* laws_close - saves nothing; NULL is allowed. */
void laws_close(struct laws *laws);

/* laws_load - into gateways that conf still has, which have learnt nothing yet; what is damaged or too
 * old is dropped, and that is logged. */
void laws_load(struct laws *laws, struct roster *roster, const struct conf *conf);

/* laws_save - synced when it returns 0; nothing is written when nothing has changed.  Or -errno, which
 * is logged once. */
int laws_save(struct laws *laws, struct roster *roster);

#endif
