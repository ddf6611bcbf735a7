/* fake_fds.c - see fake_fds.h and fake_host.h.  SPDX-License-Identifier: ISC */
#include "fake_fds.h"

#include <poll.h>

uint32_t fake_fd_watch(struct muzzle_inst *inst, int fd, bool readable, bool writable,
		       muzzle_fd *cb, void *arg)
{
	for (size_t i = 0; i < FAKE_FDS; i++) {
		if (inst->fd[i].id)
			continue;
		inst->fd[i] = (struct fake_fd){ ++inst->handles, fd, readable, writable, cb, arg };
		return inst->handles;
	}
	return 0;
}

void fake_fd_unwatch(struct muzzle_inst *inst, uint32_t id)
{
	for (size_t i = 0; id && i < FAKE_FDS; i++)
		if (inst->fd[i].id == id)
			inst->fd[i].id = 0;
}

/* Errors come as both, as in the host. */
static void serve(struct muzzle_inst *inst, const struct fake_fd *watch, short events)
{
	bool error = events & (POLLERR | POLLHUP | POLLNVAL);

	watch->cb(inst->self, watch->arg, watch->fd, error || events & POLLIN,
		  error || events & POLLOUT);
}

int fake_ready(struct muzzle_inst *inst, int wait_ms)
{
	struct pollfd fds[FAKE_FDS];
	int served = 0;

	for (size_t i = 0; i < FAKE_FDS; i++) {
		const struct fake_fd *watch = &inst->fd[i];

		fds[i] = (struct pollfd){ .fd = watch->id ? watch->fd : -1,
					  .events = (short)((watch->read ? POLLIN : 0) |
							    (watch->write ? POLLOUT : 0)) };
	}
	if (poll(fds, FAKE_FDS, wait_ms) <= 0)
		return 0;
	for (size_t i = 0; i < FAKE_FDS; i++) {
		const struct fake_fd watch = inst->fd[i];

		if (!fds[i].revents || !watch.id)
			continue;
		serve(inst, &watch, fds[i].revents);
		served++;
	}
	return served;
}
