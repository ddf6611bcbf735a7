/* multi.c - see multi.h.  SPDX-License-Identifier: ISC */
#include "multi.h"

#include <errno.h>
#include <stdlib.h>

#include "clock.h"

#define KEPT_ALIVE_MAX 256 /* connections */

/* One descriptor of libcurl's, watched. */
struct multi_fd {
	struct loop_fd fd;
	struct multi *multi;
	struct multi_fd *next;
};

static void timer_fires(void *arg)
{
	struct multi *multi = arg;
	int running;

	curl_multi_socket_action(multi->curl, CURL_SOCKET_TIMEOUT, 0, &running);
	multi->moved(multi->arg);
}

static int set_timer(CURLM *curl, long after_ms, void *arg)
{
	struct multi *multi = arg;

	(void)curl;
	if (after_ms < 0)
		loop_timer_stop(multi->loop, &multi->timer);
	else
		loop_timer_start(multi->loop, &multi->timer, clock_boot_ms() + after_ms);
	return 0;
}

static void socket_ready(void *arg, int fd, bool readable, bool writable)
{
	struct multi *multi = ((struct multi_fd *)arg)->multi;
	int running;
	int events = (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(multi->curl, fd, events, &running);
	multi->moved(multi->arg);
}

static void unwatch(struct multi *multi, struct multi_fd *w)
{
	struct multi_fd **at = &multi->watched;

	while (*at && *at != w)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = w->next;
	loop_fd_stop(multi->loop, &w->fd);
	free(w);
}

static struct multi_fd *add_watched(struct multi *multi, curl_socket_t fd)
{
	struct multi_fd *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	*w = (struct multi_fd){ .fd = { .ready = socket_ready, .arg = w }, .multi = multi };
	w->next = multi->watched;
	multi->watched = w;
	curl_multi_assign(multi->curl, fd, w);
	return w;
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *assigned)
{
	struct multi *multi = arg;
	struct multi_fd *w = assigned;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		unwatch(multi, w);
		return 0;
	}
	if (!w)
		w = add_watched(multi, fd);
	if (!w)
		return -1;
	loop_fd_start(multi->loop, &w->fd, fd,
		      (what & CURL_POLL_IN ? LOOP_READ : 0) |
			      (what & CURL_POLL_OUT ? LOOP_WRITE : 0));
	return 0;
}

static void set_options(struct multi *multi)
{
	curl_multi_setopt(multi->curl, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(multi->curl, CURLMOPT_SOCKETDATA, multi);
	curl_multi_setopt(multi->curl, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(multi->curl, CURLMOPT_TIMERDATA, multi);
	curl_multi_setopt(multi->curl, CURLMOPT_MAXCONNECTS, (long)KEPT_ALIVE_MAX);
	curl_multi_setopt(multi->curl, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
}

int multi_init(struct multi *multi)
{
	multi->curl = curl_multi_init();
	if (!multi->curl)
		return -ENOMEM;
	multi->timer = (struct loop_timer){ .fire = timer_fires, .arg = multi };
	set_options(multi);
	return 0;
}

void multi_fini(struct multi *multi)
{
	curl_multi_cleanup(multi->curl);
	while (multi->watched)
		unwatch(multi, multi->watched);
	loop_timer_stop(multi->loop, &multi->timer);
}
