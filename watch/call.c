/* call.c - see call.h.  SPDX-License-Identifier: ISC */
#include "call.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "client.h"

#define CHUNK_BYTES 16384
#define ANSWER_MAX_BYTES (64 << 20) /* enough for thousands of targets */

static int connect_to(int fd, const char *dir)
{
	struct sockaddr_un address;
	int rc = client_address(&address, dir);

	if (rc)
		return rc;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return 0;
	return errno == EAGAIN ? -ETIMEDOUT : -errno; /* EAGAIN: too many wait there already */
}

/* The buffers keep their memory for the next request. */
static void end(struct call *call)
{
	if (call->fd >= 0)
		close(call->fd);
	call->fd = -1;
	call->sent = 0;
	buffer_clear(&call->out);
	buffer_clear(&call->in);
}

int call_begin(struct call *call, const char *dir, struct json_object *request, int64_t now_ms)
{
	int rc;

	end(call);
	call->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (call->fd < 0) {
		call->fd = -1;
		return -errno;
	}
	buffer_add_json(&call->out, request);
	rc = call->out.failed ? -ENOMEM : connect_to(call->fd, dir);
	call->until_ms = now_ms + CALL_TIMEOUT_MS;
	if (rc < 0)
		end(call);
	return rc;
}

short call_events(const struct call *call)
{
	return call->sent < call->out.bytes ? POLLOUT : POLLIN;
}

/* 0 when all was sent, or -errno. */
static int send_on(struct call *call)
{
	while (call->sent < call->out.bytes) {
		ssize_t sent = send(call->fd, call->out.data + call->sent,
				    call->out.bytes - call->sent, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return -errno;
		call->sent += sent > 0 ? (size_t)sent : 0;
	}
	return 0;
}

/* 0 when a whole line is there, or -errno. */
static int receive_on(struct call *call)
{
	char chunk[CHUNK_BYTES];

	for (;;) {
		ssize_t got = recv(call->fd, chunk, sizeof(chunk), 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -ECONNRESET;
		buffer_add(&call->in, chunk, (size_t)got);
		if (call->in.failed || call->in.bytes > ANSWER_MAX_BYTES)
			return -ENOMEM;
		if (chunk[got - 1] == '\n')
			return 0;
	}
}

int call_go_on(struct call *call, int64_t now_ms, struct json_object **answer)
{
	int rc = send_on(call);

	*answer = NULL;
	if (rc == 0)
		rc = receive_on(call);
	if (rc == -EAGAIN)
		rc = now_ms < call->until_ms ? -EAGAIN : -ETIMEDOUT;
	if (rc == 0)
		rc = client_read(&call->in, answer);
	if (rc != -EAGAIN)
		end(call);
	return rc;
}

void call_fini(struct call *call)
{
	end(call);
	buffer_fini(&call->out);
	buffer_fini(&call->in);
}
