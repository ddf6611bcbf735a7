/* listener.c - see listener.h.  SPDX-License-Identifier: ISC */
#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inlet.h"

#define SWEEP_MS 1000
#define BODY_FIRST_BYTES 2048
#define POOL_BYTES 2048 /* of a connection, beyond its headers: the line and head of an answer */
#define LAST_RUNS 8     /* at the end: what has come in is answered */
#define HANDOVER_MS 50  /* between looks whether the former owner has closed */
#define HANDOVER_MAX_MS 10000 /* far longer than a reload; then it is no reload */
#define SHARED "cannot listen: does another section have the same `listen`?"

/* What is known of the request that a connection is at. */
struct listener_slot {
	struct MHD_Connection *connection;
	struct listener_request request;
	char *url;  /* owned; as it came */
	char *body; /* owned */
	size_t bytes, room;
	int status; /* 0: not judged yet */
	bool news;
};

/* In the order of listener_status. */
static const struct answer {
	enum listener_status status;
	const char *text;
} answers[] = {
	{ LISTENER_OK, "" },
	{ LISTENER_UNSIGNED, "no valid signature\n" },
	{ LISTENER_NOT_FOUND, "nothing is here\n" },
	{ LISTENER_NO_METHOD, "events are posted\n" },
	{ LISTENER_TOO_LARGE, "too large\n" },
	{ LISTENER_BUSY, "too much at once\n" },
};
#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

static int64_t now_ms(const struct listener *l)
{
	return l->by.host->now(l->by.inst);
}

/* --- bodies */

static bool is_large(size_t room)
{
	return room > LISTENER_SMALL_BYTES;
}

static void drop_body(struct listener *l, struct listener_slot *slot)
{
	if (is_large(slot->room))
		l->large_bytes -= slot->room;
	free(slot->body);
	slot->body = NULL;
	slot->room = slot->bytes = 0;
}

/* 0, or the status that refuses so much. */
static int grow(struct listener *l, struct listener_slot *slot, size_t bytes)
{
	size_t most = (size_t)l->body_bytes_max, room = slot->room ? slot->room : BODY_FIRST_BYTES;
	size_t large = l->large_bytes - (is_large(slot->room) ? slot->room : 0);
	char *body;

	if (bytes > most)
		return LISTENER_TOO_LARGE;
	while (room < bytes)
		room *= 2;
	room = room < most ? room : most;
	if (is_large(room) && large + room > LISTENER_LARGE * most)
		return LISTENER_BUSY;
	body = realloc(slot->body, room);
	if (!body)
		return LISTENER_BUSY;
	l->large_bytes = large + (is_large(room) ? room : 0);
	slot->body = body;
	slot->room = room;
	return 0;
}

/* Of what is refused the rest is read and dropped. */
static void append(struct listener *l, struct listener_slot *slot, struct sign_bytes data)
{
	if (slot->status)
		return;
	if (slot->bytes + data.bytes > slot->room)
		slot->status = grow(l, slot, slot->bytes + data.bytes);
	if (slot->status) {
		drop_body(l, slot);
		return;
	}
	memcpy(slot->body + slot->bytes, data.data, data.bytes);
	slot->bytes += data.bytes;
}

/* --- what libmicrohttpd calls */

static struct listener_slot *slot_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static size_t place(const struct listener *l, const struct listener_slot *slot)
{
	return (size_t)(slot - l->slots);
}

static int fd_of(const struct listener *l, size_t i)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(l->slots[i].connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

/* libmicrohttpd closes what it then finds to have ended. */
static void let_go(struct listener *l, size_t i)
{
	callers_let_go(&l->callers, i);
	shutdown(fd_of(l, i), SHUT_RDWR);
	l->cut_off++;
	l->calls->counted(l->arg);
}

static void end_request(struct listener *l, struct listener_slot *slot)
{
	callers_end(&l->callers, place(l, slot), slot->news, now_ms(l));
	drop_body(l, slot);
	free(slot->url);
	*slot = (struct listener_slot){ .connection = slot->connection };
}

/* The first line is in: the query would not be told later. */
static void *on_line(void *arg, const char *uri, struct MHD_Connection *connection)
{
	struct listener *l = arg;
	struct listener_slot *slot = slot_of(connection);

	if (slot) {
		callers_begin(&l->callers, place(l, slot), now_ms(l));
		free(slot->url);
		slot->url = strdup(uri);
	}
	return NULL;
}

/* An end that comes together with data libmicrohttpd overlooks. */
static bool has_left(const struct listener *l, size_t i)
{
	char byte;

	return callers_is_there(&l->callers, i) &&
	       recv(fd_of(l, i), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void on_sweep(void *self, void *arg)
{
	struct listener *l = arg;
	bool any = false;

	(void)self;
	l->sweep = 0;
	for (size_t i = 0; i < callers_room(&l->callers); i++) {
		if (callers_is_late(&l->callers, i, now_ms(l)) || has_left(l, i))
			let_go(l, i);
		any = any || l->callers.list[i].used;
	}
	if (any)
		l->sweep = l->by.host->timer_start(l->by.inst, SWEEP_MS, on_sweep, l);
}

static void open_slot(struct listener *l, struct MHD_Connection *connection, void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	union dial_address from = { .any.sa_family = AF_UNSPEC };
	size_t i, other;

	if (info && info->client_addr)
		memcpy(&from, info->client_addr,
		       info->client_addr->sa_family == AF_INET6 ? sizeof(from.v6)
								: sizeof(from.v4));
	i = callers_add(&l->callers, &from, now_ms(l));
	if (i == CALLERS_NONE)
		return;
	l->slots[i] = (struct listener_slot){ .connection = connection };
	*context = &l->slots[i];
	other = callers_pick_crowding(&l->callers, i);
	if (other != CALLERS_NONE)
		let_go(l, other);
	if (!l->sweep)
		l->sweep = l->by.host->timer_start(l->by.inst, SWEEP_MS, on_sweep, l);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct listener *l = arg;
	struct listener_slot *slot = *context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		open_slot(l, connection, context);
	} else if (slot) {
		end_request(l, slot);
		callers_remove(&l->callers, place(l, slot));
		*context = NULL;
	}
}

static enum MHD_Result send_answer(const struct listener_slot *slot)
{
	struct MHD_Response *response;
	enum MHD_Result sent;
	size_t i = 0;

	while (i + 1 < ANSWERS && (int)answers[i].status != slot->status)
		i++;
	response = MHD_create_response_from_buffer(strlen(answers[i].text),
						   (void *)(uintptr_t)answers[i].text,
						   MHD_RESPMEM_PERSISTENT);
	sent = MHD_queue_response(slot->connection, answers[i].status, response);
	MHD_destroy_response(response);
	return sent;
}

/* Called once with the headers, then with each piece of the body, and once at its end. */
/* NOLINTNEXTLINE(readability-function-size): as libmicrohttpd has it */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *bytes, void **context)
{
	struct listener *l = arg;
	struct listener_slot *slot = slot_of(connection);
	const char *query = slot && slot->url ? strchr(slot->url, '?') : NULL;

	(void)version;
	if (!slot)
		return MHD_NO;
	if (!*context) {
		*context = slot;
		return MHD_YES;
	}
	if (*bytes) {
		append(l, slot, (struct sign_bytes){ data, *bytes });
		*bytes = 0;
		return MHD_YES;
	}
	slot->request = (struct listener_request){ connection,
						   &l->callers.list[place(l, slot)].from,
						   method,
						   url,
						   query ? query + 1 : "",
						   { slot->body, slot->bytes } };
	if (slot->status) {
		l->refused++;
		l->calls->counted(l->arg);
	} else {
		slot->status = l->calls->judge(l->arg, &slot->request);
	}
	return send_answer(slot);
}

/* Also when it broke off: then it was not judged. */
static void on_completed(void *arg, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	struct listener *l = arg;
	struct listener_slot *slot = slot_of(connection);

	(void)context;
	(void)code;
	if (!slot)
		return;
	if (slot->status == LISTENER_OK)
		slot->news = l->calls->take(l->arg, &slot->request);
	end_request(l, slot);
}

/* --- in the host's loop */

/* What libmicrohttpd knows to be readable the kernel does not tell again. */
static void on_again(void *self, void *arg)
{
	struct listener *l = arg;
	MHD_UNSIGNED_LONG_LONG wait_ms;

	(void)self;
	l->again = 0;
	MHD_run(l->daemon);
	if (MHD_get_timeout(l->daemon, &wait_ms) == MHD_YES && wait_ms == 0)
		l->again = l->by.host->timer_start(l->by.inst, 0, on_again, l);
}

static void on_ready(void *self, void *arg, int fd, bool readable, bool writable)
{
	struct listener *l = arg;

	(void)fd;
	(void)readable;
	(void)writable;
	l->by.host->timer_stop(l->by.inst, l->again);
	on_again(self, arg);
}

static int start_daemon(struct listener *l)
{
	const union MHD_DaemonInfo *info;

	l->daemon = MHD_start_daemon(
		MHD_USE_EPOLL, 0, NULL, NULL, on_request, l, MHD_OPTION_LISTEN_SOCKET, l->fd,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)l->callers_max + CALLERS_SPARE,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)l->header_bytes_max + POOL_BYTES,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, l, MHD_OPTION_URI_LOG_CALLBACK,
		on_line, l, MHD_OPTION_NOTIFY_COMPLETED, on_completed, l, MHD_OPTION_END);
	if (!l->daemon)
		return -EIO;
	l->fd = -1;
	info = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info)
		l->watch =
			l->by.host->fd_watch(l->by.inst, info->epoll_fd, true, false, on_ready, l);
	return l->watch ? 0 : -EIO;
}

/* A reload closes the former owner at once; what holds on is another section. */
static void on_handover(void *self, void *arg)
{
	struct listener *l = arg;
	const struct muzzle_host *host = l->by.host;
	bool late = now_ms(l) - l->waits_since_ms >= HANDOVER_MAX_MS;

	(void)self;
	if (inlet_is_shared(l->fd)) {
		host->timer_start(l->by.inst, late ? HANDOVER_MAX_MS : HANDOVER_MS, on_handover, l);
	} else {
		late = start_daemon(l) != 0;
	}
	if (late)
		evidence_fault(&l->by, MUZZLE_SETUP, SHARED);
}

static int prepare(struct listener *l)
{

	l->callers = (struct callers){ .most = (size_t)l->callers_max,
				       .each = (size_t)l->callers_each_max,
				       .timeout_ms = l->timeout_ms,
				       .idle_ms = l->idle_ms };
	l->slots = calloc(callers_room(&l->callers), sizeof(*l->slots));
	return l->slots ? callers_init(&l->callers) : -ENOMEM;
}

static int start_listening(struct listener *l)
{
	union dial_address address;
	int rc = inlet_parse(&address, l->listen);

	l->fd = rc ? rc : inlet_open(&address);
	if (l->fd < 0) {
		l->by.host->log(
			l->by.inst, MUZZLE_ERR,
			"`listen` must be an address of this box, and a port that is free and allowed");
		return l->fd;
	}
	if (!inlet_is_shared(l->fd))
		return start_daemon(l);
	l->waits_since_ms = now_ms(l);
	return l->by.host->timer_start(l->by.inst, HANDOVER_MS, on_handover, l) ? 0 : -EIO;
}

void listener_close(struct listener *l)
{
	if (l->daemon) {
		l->by.host->fd_unwatch(l->by.inst, l->watch);
		l->fd = MHD_quiesce_daemon(l->daemon);
		for (int i = 0; i < LAST_RUNS; i++)
			MHD_run(l->daemon);
		MHD_stop_daemon(l->daemon);
		l->daemon = NULL;
	}
	if (l->slots && l->fd >= 0)
		close(l->fd);
	callers_fini(&l->callers);
	free(l->slots);
	l->slots = NULL;
}

int listener_open(struct listener *l)
{
	int rc;

	l->fd = -1;
	rc = prepare(l);
	if (!rc)
		rc = start_listening(l);
	if (rc)
		listener_close(l);
	return rc;
}

/* --- reading a request */

const char *listener_header(const struct listener_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

struct walk {
	listener_each_header *call;
	void *arg;
};

static enum MHD_Result walk_header(void *arg, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	const struct walk *walk = arg;

	(void)kind;
	walk->call(walk->arg, name, value ? value : "");
	return MHD_YES;
}

void listener_walk_headers(const struct listener_request *request, listener_each_header *call,
			   void *arg)
{
	struct walk walk = { call, arg };

	MHD_get_connection_values(request->connection, MHD_HEADER_KIND, walk_header, &walk);
}

void listener_print_peer(char *out, size_t out_bytes, const struct listener_request *request)
{
	const union dial_address *from = request->from;
	bool v6 = from->any.sa_family == AF_INET6;

	inet_ntop(from->any.sa_family, v6 ? (const void *)&from->v6.sin6_addr : &from->v4.sin_addr,
		  out, (socklen_t)out_bytes);
}
