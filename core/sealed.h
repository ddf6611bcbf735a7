/* sealed.h - a small file that is believed as a whole or not at all.  SPDX-License-Identifier: ISC
 *
 * A header, lines of JSON, and a last one that says how many they are.  Every line carries its own sum:
 * what flash made of it is noticed.  Written beside the old one, synced, and renamed over it, so that a
 * kill or a power cut leaves one or the other.
 */
#ifndef SEALED_H
#define SEALED_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "clock.h"
#include "log.h"

struct sealed {
	const char *dir, *name; /* borrowed; where the file is */
	const char *loss;       /* borrowed; what follows when it is damaged, for the log */
	struct log *log;        /* borrowed */
	int dir_fd;             /* owned */
	uint64_t saved;         /* sum of what was saved last, without its header; 0: nothing yet */
};

/* What is being written. */
struct sealed_page {
	struct buffer text;
	int64_t lines;
	size_t header_bytes;
};

/* When, and under which boot, it was written. */
struct sealed_head {
	char boot[CLOCK_BOOT_ID_BYTES];
	int64_t wall_ms; /* Unix time */
	int64_t t_ms;    /* BOOTTIME */
};

/* A line of the file; 0, or -errno with a reason. */
typedef int sealed_line(void *arg, struct json_object *line, char *why, size_t why_bytes);

/* sealed_open - opens the directory, the rest is filled in already.  0, or -errno. */
int sealed_open(struct sealed *sealed);

/* sealed_close - saves nothing. */
void sealed_close(struct sealed *sealed);

/* sealed_begin - a page with its header. */
void sealed_begin(struct sealed_page *page);

/* sealed_put - a state_line: append to the page that ctx is. */
void sealed_put(void *ctx, struct json_object *line);

/* sealed_save - ends the page and frees it; the file is replaced, and synced, unless it would not
 * change but for its header.  0, or -errno. */
int sealed_save(struct sealed *sealed, struct sealed_page *page);

/* sealed_load - hand out the lines of a file that is whole, save for a torn last line.  0; -ENOENT:
 * none; -EBADMSG: it was set aside, maybe in the middle of handing out, and that is logged. */
int sealed_load(const struct sealed *sealed, struct sealed_head *head, sealed_line *take,
		void *arg);

/* sealed_of_this_boot - its times are times of this boot. */
bool sealed_of_this_boot(const struct sealed_head *head);

/* sealed_age_ms - how long ago it was written: exact within one boot, else by the wall clock; negative
 * when that went back. */
int64_t sealed_age_ms(const struct sealed_head *head);

#endif
