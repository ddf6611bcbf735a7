/* lease.h - what plugins may have running: timers, descriptors, requests, children, lines.
 * SPDX-License-Identifier: ISC
 *
 * Rows of the table that lend.h gives out; muzzle_plugin.h says what each does.  All end with the
 * instance at the latest, and ending what is not there, or no longer, is nothing.
 */
#ifndef LEASE_H
#define LEASE_H

#include "muzzle_plugin.h"

/* lease_timer_start - 0: no room, logged; as of all that give a handle. */
uint32_t lease_timer_start(struct muzzle_inst *inst, int64_t after_ms, muzzle_timer *call,
			   void *arg);

/* lease_timer_stop - its call does not come. */
void lease_timer_stop(struct muzzle_inst *inst, uint32_t timer);

/* lease_fd_watch - the descriptor stays the plugin's, which may unwatch inside the call. */
uint32_t lease_fd_watch(struct muzzle_inst *inst, int fd, bool read, bool write, muzzle_fd *call,
			void *arg);

/* lease_fd_unwatch - to be called before the descriptor is closed. */
void lease_fd_unwatch(struct muzzle_inst *inst, uint32_t watch);

/* lease_http - what does not start is logged. */
uint32_t lease_http(struct muzzle_inst *inst, const struct muzzle_http *req, muzzle_http_data *data,
		    muzzle_http_done *done, void *arg);

/* lease_http_cancel - its calls do not come. */
void lease_http_cancel(struct muzzle_inst *inst, uint32_t request);

/* lease_spawn - what does not start is logged. */
uint32_t lease_spawn(struct muzzle_inst *inst, const struct muzzle_spawn *child,
		     muzzle_spawn_done *done, void *arg);

/* lease_spawn_cancel - the child is killed, and its call does not come. */
void lease_spawn_cancel(struct muzzle_inst *inst, uint32_t child);

/* lease_lines_open - what cannot be read is logged. */
uint32_t lease_lines_open(struct muzzle_inst *inst, const struct muzzle_lines *from,
			  muzzle_line *call, void *arg);

/* lease_lines_late - asked inside of its call only. */
bool lease_lines_late(struct muzzle_inst *inst, uint32_t lines);

/* lease_lines_close - its calls do not come. */
void lease_lines_close(struct muzzle_inst *inst, uint32_t lines);

#endif
