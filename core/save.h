/* save.h - when ledger and laws are written, and what follows when they cannot be.  SPDX-License-Identifier: ISC
 *
 * At once before an act and for what a person said, within a second for what else must survive, and
 * hourly: flash wears out.  Not to be called from inside a plugin, save for save_soon.
 */
#ifndef SAVE_H
#define SAVE_H

#include "supervise.h"

/* save_now - 0, or -errno: then the engine knows and trying goes on. */
int save_now(struct supervise *s);

/* save_soon - together with what else comes within a second. */
void save_soon(struct supervise *s);

/* save_laws - what is learnt, at once and then again in an hour.  0, or -errno. */
int save_laws(struct supervise *s);

/* save_bookmarks - now; nothing is written when none has moved.  0, or -errno. */
int save_bookmarks(struct supervise *s);

/* save_bookmarks_soon - within seconds, and the first at once, together with those that move meanwhile. */
void save_bookmarks_soon(struct supervise *s);

/* save_start - from now on hourly. */
void save_start(struct supervise *s);

#endif
