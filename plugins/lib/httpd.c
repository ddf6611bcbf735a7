/* httpd.c - see httpd.h.  SPDX-License-Identifier: ISC */
#include "httpd.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inlet.h"

#define SWEEP_MS 1000
#define POOL_BYTES 2048   /* memory of a connection beyond its headers: the head of the answer */
#define STREAM_BYTES 4096 /* a piece of a stream, at most */
#define LAST_RUNS 8       /* at the end: turns without waiting, for requests that are there ... */
#define LAST_MOST 20      /* ... then up to this many with waiting, for new connections ... */
#define LAST_LOOK_MS 5    /* ... so long each */
#define HANDOVER_MS 50    /* between looks whether the former owner has closed the port */
#define HANDOVER_MAX_MS 10000 /* far longer than a reload takes */

/* A connection, and its present request. */
struct httpd_slot {
	struct httpd *home;
	struct MHD_Connection *connection;
	struct incoming request;
	char *url; /* owned; as it came */
	struct inbody body;
	int refused, status;  /* refused: an inbody_status or 0; status: 0 before the answer */
	bool trusted, queued; /* queued: libmicrohttpd has the answer */
	bool parked, woken, granted; /* woken: it goes on soon; granted: it has waited already */
};

static int64_t now_ms(const struct httpd *h)
{
	return h->by.host->now(h->by.inst);
}

static size_t place(const struct httpd *h, const struct httpd_slot *slot)
{
	return (size_t)(slot - h->slots);
}

static struct httpd_slot *slot_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* --- in the host's loop */

/* Resumes as many of the woken connections as the slice allows, in turn. */
static void wake_some(struct httpd *h)
{
	size_t room = callers_room(&h->callers), left = room;

	/* streams that are not parked went on by themselves, and count */
	if (h->slice && !h->ending)
		left = h->worked < h->slice ? h->slice - h->worked : 1;
	h->worked = 0;
	for (size_t n = 0; n < room && left; n++) {
		struct httpd_slot *slot = &h->slots[h->next];

		h->next = (h->next + 1) % room;
		if (!slot->woken)
			continue;
		slot->parked = slot->woken = false;
		slot->granted = true;
		MHD_resume_connection(slot->connection);
		left--;
	}
}

static bool any_is_woken(const struct httpd *h)
{
	for (size_t i = 0; i < callers_room(&h->callers); i++)
		if (h->slots[i].woken)
			return true;
	return false;
}

/* What libmicrohttpd has not read yet the kernel does not report again: hence the timer. */
static void on_turn(void *self, void *arg)
{
	struct httpd *h = arg;
	MHD_UNSIGNED_LONG_LONG wait_ms;

	(void)self;
	h->turn = 0;
	wake_some(h);
	MHD_run(h->daemon);
	if (!h->turn &&
	    (any_is_woken(h) || (MHD_get_timeout(h->daemon, &wait_ms) == MHD_YES && wait_ms == 0)))
		h->turn = h->by.host->timer_start(h->by.inst, 0, on_turn, h);
}

static void on_ready(void *self, void *arg, int fd, bool readable, bool writable)
{
	struct httpd *h = arg;

	(void)fd;
	(void)readable;
	(void)writable;
	h->by.host->timer_stop(h->by.inst, h->turn);
	on_turn(self, arg);
}

static void wake(struct httpd *h, struct httpd_slot *slot)
{
	if (!slot->parked || h->ending)
		return;
	slot->woken = true;
	if (!h->turn)
		h->turn = h->by.host->timer_start(h->by.inst, 0, on_turn, h);
}

static void park(struct httpd_slot *slot)
{
	slot->parked = true;
	slot->granted = false;
	MHD_suspend_connection(slot->connection);
}

/* A request that has waited once does not wait again. */
static bool must_wait(struct httpd *h, struct httpd_slot *slot)
{
	if (!h->slice || h->ending || slot->granted)
		return false;
	return h->worked++ >= h->slice;
}

/* --- callers */

static int fd_of(const struct httpd *h, size_t i)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(h->slots[i].connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

/* libmicrohttpd finds the connection ended, and closes it.  left: its caller ended it. */
static void let_go(struct httpd *h, size_t i, bool left)
{
	callers_let_go(&h->callers, i);
	shutdown(fd_of(h, i), SHUT_RDWR);
	wake(h, &h->slots[i]);
	h->cut_off += !left;
	h->calls->counted(h->arg);
}

/* libmicrohttpd overlooks an end that comes together with data, or of a parked connection. */
static bool has_left(const struct httpd *h, size_t i)
{
	char byte;

	return callers_is_there(&h->callers, i) &&
	       recv(fd_of(h, i), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void on_sweep(void *self, void *arg)
{
	struct httpd *h = arg;
	bool any = false, left;

	(void)self;
	h->sweep = 0;
	for (size_t i = 0; i < callers_room(&h->callers); i++) {
		left = has_left(h, i);
		if (left || callers_is_late(&h->callers, i, now_ms(h)))
			let_go(h, i, left);
		any = any || h->callers.list[i].used;
	}
	if (any)
		h->sweep = h->by.host->timer_start(h->by.inst, SWEEP_MS, on_sweep, h);
}

static void open_slot(struct httpd *h, struct MHD_Connection *connection, void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	union dial_address from = { .any.sa_family = AF_UNSPEC };
	size_t i, other;

	if (info && info->client_addr)
		memcpy(&from, info->client_addr,
		       info->client_addr->sa_family == AF_INET6 ? sizeof(from.v6)
								: sizeof(from.v4));
	i = callers_add(&h->callers, &from, now_ms(h));
	if (i == CALLERS_NONE)
		return;
	h->slots[i] = (struct httpd_slot){ .home = h, .connection = connection };
	*context = &h->slots[i];
	other = callers_pick_crowding(&h->callers, i);
	if (other != CALLERS_NONE)
		let_go(h, other, false);
	if (!h->sweep)
		h->sweep = h->by.host->timer_start(h->by.inst, SWEEP_MS, on_sweep, h);
}

/* --- what libmicrohttpd calls */

static void end_request(struct httpd *h, struct httpd_slot *slot)
{
	callers_end(&h->callers, place(h, slot), slot->trusted, now_ms(h));
	inbody_drop(&slot->body, &h->room);
	free(slot->url);
	*slot = (struct httpd_slot){ .home = h, .connection = slot->connection };
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct httpd *h = arg;
	struct httpd_slot *slot = *context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		open_slot(h, connection, context);
	} else if (slot) {
		end_request(h, slot);
		callers_remove(&h->callers, place(h, slot));
		*context = NULL;
	}
}

/* The first line has come: later libmicrohttpd does not tell the query. */
static void *on_line(void *arg, const char *uri, struct MHD_Connection *connection)
{
	struct httpd *h = arg;
	struct httpd_slot *slot = slot_of(connection);

	if (slot) {
		callers_begin(&h->callers, place(h, slot), now_ms(h));
		free(slot->url);
		slot->url = strdup(uri);
	}
	return NULL;
}

/* libmicrohttpd accepts headers that leave no room for an answer: so this one is sent past it. */
static bool refuse_long(struct httpd *h, struct httpd_slot *slot)
{
	static const char words[] = "HTTP/1.1 431 Too Large\r\n\r\n";
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(slot->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	if (!info || info->header_size <= (size_t)h->header_bytes_max)
		return false;
	send(fd_of(h, place(h, slot)), words, strlen(words), MSG_DONTWAIT | MSG_NOSIGNAL);
	slot->refused = INBODY_TOO_LARGE;
	return true;
}

static enum MHD_Result answer(struct httpd *h, struct httpd_slot *slot)
{
	slot->status = h->calls->answer(h->arg, &slot->request, slot->refused);
	return slot->queued ? MHD_YES : MHD_NO;
}

/* Called once with the headers, then with each piece of the body, and once at its end; there again
 * after it was parked.  The rest of a refused body is read and dropped. */
/* NOLINTNEXTLINE(readability-function-size): as libmicrohttpd has it */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *bytes, void **context)
{
	struct httpd *h = arg;
	struct httpd_slot *slot = slot_of(connection);
	const char *query = slot && slot->url ? strchr(slot->url, '?') : NULL;

	(void)version;
	if (!slot)
		return MHD_NO;
	if (!*context) {
		*context = slot;
		return refuse_long(h, slot) ? MHD_NO : MHD_YES;
	}
	if (*bytes) {
		if (!slot->refused)
			slot->refused = inbody_add(&slot->body, &h->room,
						   (struct sign_bytes){ data, *bytes });
		*bytes = 0;
		return MHD_YES;
	}
	if (must_wait(h, slot)) {
		park(slot);
		wake(h, slot);
		return MHD_YES;
	}
	slot->request = (struct incoming){ connection,
					   &h->callers.list[place(h, slot)].from,
					   place(h, slot),
					   method,
					   url,
					   query ? query + 1 : "",
					   { slot->body.data, slot->body.bytes } };
	return answer(h, slot);
}

/* Also called for a request that broke off, with status 0. */
static void on_completed(void *arg, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	struct httpd *h = arg;
	struct httpd_slot *slot = slot_of(connection);

	(void)context;
	(void)code;
	if (!slot)
		return;
	if (slot->refused) {
		h->refused++;
		h->calls->counted(h->arg);
	}
	slot->trusted = h->calls->done(h->arg, &slot->request, slot->status);
	end_request(h, slot);
}

static ssize_t on_more(void *arg, uint64_t from, char *out, size_t bytes)
{
	struct httpd_slot *slot = arg;
	struct httpd *h = slot->home;
	ssize_t said;

	(void)from;
	if (h->ending || !callers_is_there(&h->callers, place(h, slot)))
		return MHD_CONTENT_READER_END_OF_STREAM;
	h->worked++;
	said = h->calls->more(h->arg, place(h, slot), out, bytes);
	if (said == 0)
		park(slot);
	return said < 0 ? MHD_CONTENT_READER_END_OF_STREAM : said;
}

/* --- life */

static int start_daemon(struct httpd *h)
{
	const union MHD_DaemonInfo *info;

	h->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, h,
		MHD_OPTION_LISTEN_SOCKET, h->fd, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)h->callers_max + CALLERS_SPARE, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)h->header_bytes_max + POOL_BYTES, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, h, MHD_OPTION_URI_LOG_CALLBACK, on_line, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_END);
	if (!h->daemon)
		return -EIO;
	h->fd = -1;
	info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info)
		h->watch =
			h->by.host->fd_watch(h->by.inst, info->epoll_fd, true, false, on_ready, h);
	return h->watch ? 0 : -EIO;
}

/* At a reload the former owner closes at once; if not, it is another section. */
static void on_handover(void *self, void *arg)
{
	struct httpd *h = arg;
	const struct muzzle_host *host = h->by.host;
	bool late = now_ms(h) - h->waits_since_ms >= HANDOVER_MAX_MS;

	(void)self;
	if (inlet_is_shared(h->fd)) {
		host->timer_start(h->by.inst, late ? HANDOVER_MAX_MS : HANDOVER_MS, on_handover, h);
	} else {
		late = start_daemon(h) != 0;
	}
	if (late)
		h->calls->taken(h->arg);
}

static int prepare(struct httpd *h)
{
	h->room.most = (size_t)h->body_bytes_max;
	h->callers = (struct callers){ .most = (size_t)h->callers_max,
				       .each = (size_t)h->callers_each_max,
				       .timeout_ms = h->timeout_ms,
				       .idle_ms = h->idle_ms };
	h->slots = calloc(callers_room(&h->callers), sizeof(*h->slots));
	return h->slots ? callers_init(&h->callers) : -ENOMEM;
}

static int start_listening(struct httpd *h)
{
	union dial_address address;
	int rc = inlet_parse(&address, h->listen);

	h->fd = rc ? rc : inlet_open(&address);
	if (h->fd < 0) {
		h->by.host->log(
			h->by.inst, MUZZLE_ERR,
			"`listen` must be an address of this box, and a port that is free and allowed");
		return h->fd;
	}
	if (!inlet_is_shared(h->fd))
		return start_daemon(h);
	h->waits_since_ms = now_ms(h);
	return h->by.host->timer_start(h->by.inst, HANDOVER_MS, on_handover, h) ? 0 : -EIO;
}

/* libmicrohttpd must not be stopped while a connection is parked. */
static void stop_daemon(struct httpd *h)
{
	h->by.host->fd_unwatch(h->by.inst, h->watch);
	h->fd = MHD_quiesce_daemon(h->daemon);
	h->ending = true;
	for (size_t i = 0; i < callers_room(&h->callers); i++)
		h->slots[i].woken = h->slots[i].parked;
	for (int i = 0; i < LAST_RUNS || (i < LAST_MOST && callers_await_first(&h->callers)); i++) {
		wake_some(h);
		MHD_run_wait(h->daemon, i < LAST_RUNS ? 0 : LAST_LOOK_MS);
	}
	MHD_stop_daemon(h->daemon);
	h->daemon = NULL;
}

void httpd_close(struct httpd *h)
{
	if (h->daemon)
		stop_daemon(h);
	if (h->slots && h->fd >= 0)
		close(h->fd);
	callers_fini(&h->callers);
	free(h->slots);
	h->slots = NULL;
}

int httpd_open(struct httpd *h)
{
	int rc = prepare(h);

	h->fd = -1;
	if (!rc)
		rc = start_listening(h);
	if (rc)
		httpd_close(h);
	return rc;
}

/* --- answers */

static int queue(const struct incoming *request, const struct httpd_answer *answer,
		 struct MHD_Response *response)
{
	struct httpd_slot *slot = slot_of(request->connection);

	if (!response)
		return 0;
	for (const struct httpd_header *h = answer->headers; h && h->name; h++)
		MHD_add_response_header(response, h->name, h->value);
	slot->queued = MHD_queue_response(request->connection, (unsigned)answer->status,
					  response) == MHD_YES;
	MHD_destroy_response(response);
	return slot->queued ? answer->status : 0;
}

static void release(void *blob)
{
	blob_let_go(blob);
}

int httpd_answer(const struct incoming *request, const struct httpd_answer *answer)
{
	struct MHD_Response *response;

	if (!answer->blob)
		return queue(request, answer,
			     MHD_create_response_from_buffer(
				     answer->lasting.bytes, (void *)(uintptr_t)answer->lasting.data,
				     MHD_RESPMEM_PERSISTENT));
	response = MHD_create_response_from_buffer_with_free_callback_cls(
		answer->blob->bytes, answer->blob->data, release, answer->blob);
	if (!response)
		blob_let_go(answer->blob);
	return queue(request, answer, response);
}

int httpd_stream(struct httpd *h, const struct incoming *request, const struct httpd_answer *answer)
{
	callers_stay(&h->callers, request->place);
	return queue(request, answer,
		     MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BYTES, on_more,
						       &h->slots[request->place], NULL));
}

void httpd_wake(struct httpd *h, size_t i)
{
	wake(h, &h->slots[i]);
}

void httpd_let_go(struct httpd *h, size_t i)
{
	if (callers_is_there(&h->callers, i))
		let_go(h, i, false);
}
