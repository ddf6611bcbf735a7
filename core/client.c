/* client.c - see client.h.  SPDX-License-Identifier: ISC */
#include "client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "control.h"
#include "rundir.h"
#include "tell.h"

#define READ_BYTES 16384
#define DIR_BYTES sizeof(((struct sockaddr_un *)0)->sun_path)

struct json_object *client_question(const char *cmd, const char *target)
{
	struct json_object *request = json_object_new_object();

	tell_text(request, "cmd", cmd);
	tell_text(request, "target", target);
	return request;
}

int client_address(struct sockaddr_un *address, const char *dir)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	return snprintf(address->sun_path, sizeof(address->sun_path), "%s/%s", dir,
			CONTROL_SOCKET) < (int)sizeof(address->sun_path)
		       ? 0
		       : -ENAMETOOLONG;
}

int client_read(struct buffer *text, struct json_object **answer)
{
	buffer_add(text, "", 1);
	*answer = text->failed ? NULL : json_tokener_parse(text->data);
	if (json_object_is_type(*answer, json_type_object))
		return 0;
	json_object_put(*answer);
	*answer = NULL;
	return -EPROTO;
}

/* A daemon that hangs must not hang its client. */
static int connect_to(const char *dir)
{
	const struct timeval timeout = { .tv_sec = CLIENT_TIMEOUT_S };
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = client_address(&address, dir);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (rc == 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		rc = -errno;
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static int send_all(int fd, const struct buffer *text)
{
	for (size_t done = 0; done < text->bytes;) {
		ssize_t sent = send(fd, text->data + done, text->bytes - done, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return -errno;
		done += sent > 0 ? (size_t)sent : 0;
	}
	return 0;
}

/* One line. */
static int receive(int fd, struct buffer *text)
{
	char data[READ_BYTES];

	for (;;) {
		ssize_t got = recv(fd, data, sizeof(data), 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -ECONNRESET;
		buffer_add(text, data, (size_t)got);
		if (text->failed)
			return -ENOMEM;
		if (data[got - 1] == '\n')
			return 0;
	}
}

/* 0 and *answer, or -errno. */
static int exchange(int fd, struct json_object *request, struct json_object **answer)
{
	struct buffer text = { NULL };
	int rc;

	buffer_add_json(&text, request);
	rc = text.failed ? -ENOMEM : send_all(fd, &text);
	buffer_clear(&text);
	if (rc == 0)
		rc = receive(fd, &text);
	if (rc == 0)
		rc = client_read(&text, answer);
	buffer_fini(&text);
	return rc;
}

/* The same from the beginning. */
static int reach(const char *dir, struct json_object *request, struct json_object **answer)
{
	int fd = connect_to(dir), rc = fd < 0 ? fd : exchange(fd, request, answer);

	if (fd >= 0)
		close(fd);
	return rc;
}

int client_try(const struct cmd_args *args, struct json_object *request,
	       struct json_object **answer)
{
	char dir[DIR_BYTES];
	int rc = rundir_find(args, dir, sizeof(dir));

	*answer = NULL;
	return rc < 0 ? rc : reach(dir, request, answer);
}

/* What whoever asked can do about it. */
static const char *remedy(int rc)
{
	switch (rc) {
	case -EACCES:
		return "; root may ask, and the group of control.sock";
	case -EAGAIN:
		return "";
	default:
		return "; start it with `muzzle run`, or name its configuration with -c";
	}
}

int client_ask(const struct cmd_args *args, struct json_object *request,
	       struct json_object **answer)
{
	char dir[DIR_BYTES];
	int rc;

	*answer = NULL;
	if (rundir_find(args, dir, sizeof(dir)) < 0)
		return CMD_USAGE;
	rc = reach(dir, request, answer);
	if (rc < 0) {
		bool mute = rc == -EAGAIN; /* the time was up: somebody listens */

		fprintf(stderr, "muzzle: no %s at %s/%s: %s%s\n",
			mute ? "answer" : "daemon to reach", dir, CONTROL_SOCKET,
			mute ? "a daemon is there but does not answer" : strerror(-rc), remedy(rc));
		return CMD_UNREACHABLE;
	}
	if (!tell_get(*answer, "error"))
		return CMD_OK;
	fprintf(stderr, "muzzle: %s\n", tell_get_text(*answer, "error"));
	json_object_put(*answer);
	*answer = NULL;
	return CMD_FAILED;
}
