/* http.c - a small HTTP/1.1 server whose answers may come later.  SPDX-License-Identifier: ISC */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void drop_conn(struct http_conn *conn)
{
	if (conn->fd >= 0)
		close(conn->fd);
	free(conn->out);
	conn->fd = -1;
	conn->out = NULL;
}

static struct http_conn *find_conn(struct http_server *server, uint32_t id)
{
	for (size_t i = 0; i < HTTP_CONNS_MAX; i++) {
		if (server->conns[i].fd >= 0 && server->conns[i].id == id)
			return &server->conns[i];
	}
	return NULL;
}

static void accept_conn(struct http_server *server)
{
	int fd = accept4(server->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	for (size_t i = 0; i < HTTP_CONNS_MAX; i++) {
		if (server->conns[i].fd >= 0)
			continue;
		server->conns[i] = (struct http_conn){ .fd = fd, .id = ++server->serial };
		return;
	}
	close(fd);
}

/* The value of a header in the header block, copied to `to`; "" if it is not there. */
static void read_header(const char *head, const char *name, char *to, size_t bytes)
{
	size_t name_bytes = strlen(name);

	to[0] = '\0';
	for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
		const char *at = line + 2;

		if (strncasecmp(at, name, name_bytes) != 0 || at[name_bytes] != ':')
			continue;
		at += name_bytes + 1;
		at += strspn(at, " ");
		snprintf(to, bytes, "%.*s", (int)strcspn(at, "\r\n"), at);
		return;
	}
}

/* Splits the request line in place; false if it is none. */
static int split_request(char *head, struct http_request *request)
{
	char *path = strchr(head, ' ');
	char *end = path ? strchr(path + 1, ' ') : NULL;
	char *query;

	if (!end)
		return 0;
	*path++ = '\0';
	*end = '\0';
	query = strchr(path, '?');
	if (query)
		*query++ = '\0';
	request->method = head;
	request->path = path;
	request->query = query ? query : "";
	return 1;
}

/* Hands over a complete request; bytes that follow it stay. */
static void take_request(struct http_conn *conn, http_handler *handler, void *ctx)
{
	char key[128], length[16], whole[HTTP_REQUEST_BYTES + 1];
	struct http_request request = { .key = key };
	char *body = strstr(conn->in, "\r\n\r\n");
	size_t total;

	if (conn->waiting || conn->out || !body)
		return;
	body[2] = '\0'; /* the header block ends here for read_header */
	read_header(conn->in, "X-Api-Key", key, sizeof(key));
	read_header(conn->in, "Content-Length", length, sizeof(length));
	body[2] = '\r';
	total = (size_t)(body + 4 - conn->in) + strtoul(length, NULL, 10);
	if (total >= sizeof(conn->in)) {
		drop_conn(conn);
		return;
	}
	if (conn->in_bytes < total)
		return;
	memcpy(whole, conn->in, total);
	whole[total] = '\0';
	request.body = whole + (body + 4 - conn->in);
	whole[body + 2 - conn->in] = '\0';
	request.head = strstr(whole, "\r\n") + 2;
	memmove(conn->in, conn->in + total, conn->in_bytes - total + 1);
	conn->in_bytes -= total;
	conn->waiting = 1;
	if (split_request(whole, &request))
		handler(ctx, conn->id, &request);
	else
		drop_conn(conn);
}

static void read_conn(struct http_conn *conn)
{
	size_t room = sizeof(conn->in) - 1 - conn->in_bytes;
	ssize_t got = room ? read(conn->fd, conn->in + conn->in_bytes, room) : 0;

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		drop_conn(conn);
		return;
	}
	conn->in_bytes += (size_t)got;
	conn->in[conn->in_bytes] = '\0';
}

static void write_conn(struct http_conn *conn)
{
	ssize_t sent = send(conn->fd, conn->out + conn->out_sent, conn->out_bytes - conn->out_sent,
			    MSG_NOSIGNAL);

	if (sent < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (sent < 0) {
		drop_conn(conn);
		return;
	}
	conn->out_sent += (size_t)sent;
	if (conn->out_sent < conn->out_bytes)
		return;
	if (conn->last) {
		drop_conn(conn);
		return;
	}
	free(conn->out);
	conn->out = NULL;
	conn->out_bytes = conn->out_sent = 0;
}

static const char *reason_of(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 201:
		return "Created";
	case 401:
		return "Unauthorized";
	case 404:
		return "Not Found";
	case 422:
		return "Unprocessable Entity";
	default:
		return "Internal Server Error";
	}
}

static void serve_conn(struct http_conn *conn, short events, http_handler *handler, void *ctx)
{
	if (conn->fd >= 0 && (events & (POLLIN | POLLHUP | POLLERR)))
		read_conn(conn);
	if (conn->fd >= 0 && conn->out)
		write_conn(conn);
	if (conn->fd >= 0)
		take_request(conn, handler, ctx);
	if (conn->fd >= 0 && conn->out)
		write_conn(conn);
}

int http_open(struct http_server *server, uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	socklen_t bytes = sizeof(at);
	int one = 1, rc = 0;

	for (size_t i = 0; i < HTTP_CONNS_MAX; i++)
		server->conns[i].fd = -1;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (server->fd < 0)
		return -errno;
	setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(server->fd, (struct sockaddr *)&at, sizeof(at)) || listen(server->fd, 64) ||
	    getsockname(server->fd, (struct sockaddr *)&at, &bytes)) {
		rc = -errno;
		close(server->fd);
	}
	server->port = ntohs(at.sin_port);
	return rc;
}

void http_close(struct http_server *server)
{
	for (size_t i = 0; i < HTTP_CONNS_MAX; i++)
		drop_conn(&server->conns[i]);
	close(server->fd);
}

int http_serve(struct http_server *server, int timeout_ms, http_handler *handler, void *ctx)
{
	struct pollfd fds[HTTP_CONNS_MAX + 1];

	fds[HTTP_CONNS_MAX] = (struct pollfd){ .fd = server->fd, .events = POLLIN };
	for (size_t i = 0; i < HTTP_CONNS_MAX; i++) {
		const struct http_conn *conn = &server->conns[i];

		fds[i] = (struct pollfd){ .fd = conn->fd, .events = POLLIN };
		if (conn->out)
			fds[i].events |= POLLOUT;
	}
	if (poll(fds, HTTP_CONNS_MAX + 1, timeout_ms) < 0)
		return errno == EINTR ? 0 : -errno;
	for (size_t i = 0; i < HTTP_CONNS_MAX; i++)
		serve_conn(&server->conns[i], fds[i].revents, handler, ctx);
	if (fds[HTTP_CONNS_MAX].revents)
		accept_conn(server);
	return 0;
}

void http_answer(struct http_server *server, uint32_t id, int status, const char *body)
{
	struct http_conn *conn = find_conn(server, id);
	int bytes;

	if (!conn || !conn->waiting)
		return;
	conn->waiting = 0;
	bytes = asprintf(&conn->out,
			 "HTTP/1.1 %d %s\r\nContent-Type: application/json; charset=utf-8\r\n"
			 "Content-Length: %zu\r\nConnection: keep-alive\r\n\r\n%s",
			 status, reason_of(status), strlen(body), body);
	if (bytes < 0) {
		conn->out = NULL;
		drop_conn(conn);
		return;
	}
	conn->out_bytes = (size_t)bytes;
}

void http_answer_raw(struct http_server *server, uint32_t id, const char *text)
{
	struct http_conn *conn = find_conn(server, id);

	if (!conn || !conn->waiting)
		return;
	conn->waiting = 0;
	conn->last = 1;
	conn->out = strdup(text);
	conn->out_bytes = strlen(text);
	if (!conn->out || !*text)
		drop_conn(conn);
}

void http_reset(struct http_server *server, uint32_t id)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct http_conn *conn = find_conn(server, id);

	if (!conn)
		return;
	setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	drop_conn(conn);
}
