/* sdnotify.h - tells the service manager how we fare, by its protocol itself.  SPDX-License-Identifier: ISC
 *
 * Datagrams of KEY=VALUE lines to the socket that NOTIFY_SOCKET names, as systemd and others have it.
 * Nothing here waits: what cannot be sent now is said again with the next status.
 */
#ifndef SDNOTIFY_H
#define SDNOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

#define SDNOTIFY_STATUS_BYTES 256

/* Zeroed: nobody wants to hear of us. */
struct sdnotify {
	int fd; /* owned */
	struct sockaddr_un to;
	size_t to_bytes;                    /* 0: nobody */
	int64_t watchdog_ms;                /* we are killed when silent for so long; 0: never */
	char status[SDNOTIFY_STATUS_BYTES]; /* as it was said last */
};

/* sdnotify_open - takes the settings out of the environment, so that no child inherits them.  0, also when
 * nobody wants to hear; -errno: there is somebody whom we cannot tell. */
int sdnotify_open(struct sdnotify *notify);

/* sdnotify_close - says nothing. */
void sdnotify_close(struct sdnotify *notify);

/* sdnotify_is_heard - whether there is somebody to tell. */
bool sdnotify_is_heard(const struct sdnotify *notify);

/* sdnotify_ready - started, or reloaded; status may be NULL. */
void sdnotify_ready(struct sdnotify *notify, const char *status);

/* sdnotify_status - one line for `systemctl status`; nothing is sent unless it is another. */
void sdnotify_status(struct sdnotify *notify, const char *status);

/* sdnotify_reloading - to be followed by sdnotify_ready. */
void sdnotify_reloading(struct sdnotify *notify);

/* sdnotify_stopping - we are on the way out. */
void sdnotify_stopping(struct sdnotify *notify);

/* sdnotify_alive - feeds the watchdog. */
void sdnotify_alive(struct sdnotify *notify);

#endif
