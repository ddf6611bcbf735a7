/* fake_fds.h - real descriptors under the fake host.  SPDX-License-Identifier: ISC */
#ifndef FAKE_FDS_H
#define FAKE_FDS_H

#include "fake_host.h"

/* fake_fd_watch - the host's fd_watch(). */
uint32_t fake_fd_watch(struct muzzle_inst *inst, int fd, bool readable, bool writable,
		       muzzle_fd *cb, void *arg);

/* fake_fd_unwatch - the host's fd_unwatch(). */
void fake_fd_unwatch(struct muzzle_inst *inst, uint32_t id);

#endif
