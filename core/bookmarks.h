/* bookmarks.h - where sources stopped reading: one line of text for each section.
 * SPDX-License-Identifier: ISC
 *
 * In run_dir, which may be a tmpfs and is written every few seconds: what a kill loses are moments, and
 * what a reboot loses is of no use after it.
 */
#ifndef BOOKMARKS_H
#define BOOKMARKS_H

#include "conf.h"
#include "log.h"

#define BOOKMARKS_FILE "bookmarks"
#define BOOKMARKS_MAX 1024 /* sections */

struct bookmarks;

/* bookmarks_new - those in dir, if there are any; a damaged file is set aside, and that is logged.  log is
 * borrowed.  NULL: no memory. */
struct bookmarks *bookmarks_new(const char *dir, struct log *log);

/* bookmarks_free - saves nothing; NULL is allowed. */
void bookmarks_free(struct bookmarks *bookmarks);

/* bookmarks_get - of that section; NULL: none.  Valid until the section's next bookmarks_set(). */
const char *bookmarks_get(const struct bookmarks *bookmarks, const struct conf_instance *section);

/* bookmarks_set - copies text.  0; -EINVAL: too long, or not one line of printable text; -ENOSPC;
 * -ENOMEM. */
int bookmarks_set(struct bookmarks *bookmarks, const struct conf_instance *section,
		  const char *text);

/* bookmarks_save - those of sections that conf still has; the others are dropped.  Nothing is written when
 * nothing has changed.  0, or -errno, which is logged once. */
int bookmarks_save(struct bookmarks *bookmarks, const char *dir, const struct conf *conf);

#endif
