/* sdnotify.c - see sdnotify.h.  SPDX-License-Identifier: ISC */
#include "sdnotify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* '@' begins a name that is in no file system. */
static int set_address(struct sdnotify *notify, const char *name)
{
	size_t bytes = strlen(name);

	if ((*name != '/' && *name != '@') || bytes >= sizeof(notify->to.sun_path))
		return -EINVAL;
	notify->to.sun_family = AF_UNIX;
	memcpy(notify->to.sun_path, name, bytes + 1);
	if (*name == '@')
		notify->to.sun_path[0] = '\0';
	notify->to_bytes = offsetof(struct sockaddr_un, sun_path) + bytes;
	return 0;
}

/* 0: not of us, who may be started by whom it is of. */
static int64_t read_watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");

	if (!usec || (pid && atoll(pid) != getpid()) || atoll(usec) <= 0)
		return 0;
	return atoll(usec) / 1000;
}

int sdnotify_open(struct sdnotify *notify)
{
	const char *name = getenv("NOTIFY_SOCKET");
	int rc = name && *name ? set_address(notify, name) : 0;

	if (notify->to_bytes) {
		notify->watchdog_ms = read_watchdog_ms();
		notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		rc = notify->fd < 0 ? -errno : 0;
	}
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	return rc;
}

void sdnotify_close(struct sdnotify *notify)
{
	if (notify->to_bytes && notify->fd >= 0)
		close(notify->fd);
	notify->to_bytes = 0;
}

bool sdnotify_is_heard(const struct sdnotify *notify)
{
	return notify->to_bytes > 0;
}

static bool say(const struct sdnotify *notify, const char *text)
{
	size_t bytes = strlen(text);

	return notify->to_bytes && sendto(notify->fd, text, bytes, MSG_DONTWAIT | MSG_NOSIGNAL,
					  (const struct sockaddr *)&notify->to,
					  (socklen_t)notify->to_bytes) == (ssize_t)bytes;
}

/* What was not sent is not remembered, so that it is said again. */
static void say_status(struct sdnotify *notify, const char *before, const char *status)
{
	char text[SDNOTIFY_STATUS_BYTES + 32];
	bool said;

	snprintf(text, sizeof(text), "%sSTATUS=%.*s", before, SDNOTIFY_STATUS_BYTES - 1, status);
	said = say(notify, text);
	snprintf(notify->status, sizeof(notify->status), "%s", said ? status : "");
}

void sdnotify_ready(struct sdnotify *notify, const char *status)
{
	if (status)
		say_status(notify, "READY=1\n", status);
	else
		say(notify, "READY=1");
}

/* READY=1 once more: harmless to who has heard it, and else needed. */
void sdnotify_status(struct sdnotify *notify, const char *status)
{
	if (strncmp(notify->status, status, SDNOTIFY_STATUS_BYTES - 1) != 0)
		say_status(notify, "READY=1\n", status);
}

/* The time shows the manager that this is the answer to its signal, and to no earlier one. */
void sdnotify_reloading(struct sdnotify *notify)
{
	struct timespec now = { 0 };
	char text[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld",
		 (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	say(notify, text);
}

void sdnotify_stopping(struct sdnotify *notify)
{
	say(notify, "STOPPING=1");
}

void sdnotify_alive(struct sdnotify *notify)
{
	say(notify, "WATCHDOG=1");
}
