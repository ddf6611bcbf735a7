/* control.c - see control.h.  SPDX-License-Identifier: ISC */
#include "control.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "buffer.h"
#include "clock.h"
#include "tell.h"

#define READ_BYTES 4096
#define GROUPS_MAX 256
#define SOCKET_MODE 0660

enum rights { REFUSED = 1, MAY_READ, MAY_COMMAND };

struct client {
	struct client *next; /* newest first */
	struct control *control;
	int fd; /* owned */
	uid_t uid;
	enum rights rights;
	bool ending;           /* closed when its answers are taken */
	struct buffer in, out; /* owned */
	struct loop_fd watch;
	struct loop_timer idle;
};

struct control {
	struct control_setting setting;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	int fd;    /* owned */
	gid_t gid; /* of the socket */
	struct loop_fd watch;
	struct client *clients; /* owned */
	uint32_t count;
};

struct json_object *control_error(const char *why)
{
	struct json_object *object = json_object_new_object();

	tell_text(object, "error", why);
	return object;
}

/* --- who is it */

/* The kernel's list of the peer's further groups, as of its connect. */
static bool is_member(int fd, gid_t gid)
{
	gid_t groups[GROUPS_MAX];
	socklen_t bytes = sizeof(groups);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &bytes) < 0)
		return false;
	for (size_t i = 0; i < bytes / sizeof(groups[0]); i++)
		if (groups[i] == gid)
			return true;
	return false;
}

static enum rights rights_of(const struct control *control, int fd, uid_t *uid)
{
	struct ucred peer = { 0, (uid_t)-1, (gid_t)-1 };
	socklen_t bytes = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &bytes) < 0)
		return REFUSED;
	*uid = peer.uid;
	if (peer.uid == 0 || peer.uid == geteuid())
		return MAY_COMMAND;
	return peer.gid == control->gid || is_member(fd, control->gid) ? MAY_READ : REFUSED;
}

/* --- clients */

static void drop_client(struct client *client)
{
	struct control *control = client->control;
	struct client **at = &control->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	control->count--;
	loop_fd_stop(control->setting.loop, &client->watch);
	loop_timer_stop(control->setting.loop, &client->idle);
	close(client->fd);
	buffer_fini(&client->in);
	buffer_fini(&client->out);
	free(client);
}

static void idle_fires(void *arg)
{
	drop_client(arg);
}

static void wait_on(struct client *client)
{
	struct loop *loop = client->control->setting.loop;

	loop_timer_start(loop, &client->idle, clock_boot_ms() + CONTROL_IDLE_MS);
	/* no further question is read before the answers are taken */
	loop_fd_start(loop, &client->watch, client->fd, client->out.bytes ? LOOP_WRITE : LOOP_READ);
}

/* What it says of its user is overwritten by what the kernel says. */
static struct json_object *ask(const struct client *client, struct json_object *request)
{
	const struct control_setting *setting = &client->control->setting;

	tell_number(request, "uid", client->uid);
	return setting->answer(setting->arg, request, client->rights == MAY_COMMAND);
}

static void answer_line(struct client *client, const char *line, size_t bytes)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *request = NULL, *answer;

	if (tokener) {
		json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
		request = json_tokener_parse_ex(tokener, line, (int)bytes);
		json_tokener_free(tokener);
	}
	if (client->rights == REFUSED)
		answer = control_error(
			"not allowed: ask as root, as the daemon's user, or as a member of the "
			"socket's group");
	else if (!json_object_is_type(request, json_type_object))
		answer = control_error("a request is one JSON object a line");
	else
		answer = ask(client, request);
	buffer_add_json(&client->out, answer);
	json_object_put(answer);
	json_object_put(request);
}

/* Every whole line of what has come; the rest waits. */
static void answer_lines(struct client *client)
{
	struct json_object *answer;
	size_t done = 0;
	const char *newline;

	while (client->in.bytes > done &&
	       (newline = memchr(client->in.data + done, '\n', client->in.bytes - done))) {
		size_t end = (size_t)(newline - client->in.data);

		answer_line(client, client->in.data + done, end - done);
		done = end + 1;
	}
	buffer_drop(&client->in, done);
	if (client->in.bytes < CONTROL_LINE_BYTES)
		return;
	answer = control_error("the request is too long");
	buffer_clear(&client->in);
	buffer_add_json(&client->out, answer);
	json_object_put(answer);
	client->ending = true;
}

/* False: the client is gone. */
static bool read_some(struct client *client)
{
	char data[READ_BYTES];
	ssize_t got = recv(client->fd, data, sizeof(data), MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (got <= 0 && !client->out.bytes)
		return false;
	if (got <= 0)
		client->ending = true;
	else
		buffer_add(&client->in, data, (size_t)got);
	answer_lines(client);
	return !client->in.failed && !client->out.failed;
}

static bool write_some(struct client *client)
{
	ssize_t put =
		send(client->fd, client->out.data, client->out.bytes, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (put < 0)
		return errno == EAGAIN || errno == EINTR;
	buffer_drop(&client->out, (size_t)put);
	return client->out.bytes || !client->ending;
}

static void client_ready(void *arg, int fd, bool readable, bool writable)
{
	struct client *client = arg;
	bool stays = true;

	(void)fd;
	(void)writable;
	if (client->out.bytes == 0 && readable)
		stays = read_some(client);
	if (stays && client->out.bytes)
		stays = write_some(client);
	if (stays)
		wait_on(client);
	else
		drop_client(client);
}

/* The newest comes to ask, the oldest had its time. */
static void drop_oldest(struct control *control)
{
	struct client *oldest = control->clients;

	while (oldest->next)
		oldest = oldest->next;
	drop_client(oldest);
}

static void take_client(void *arg, int listening_fd, bool readable, bool writable)
{
	struct control *control = arg;
	int fd = accept4(listening_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client = fd < 0 ? NULL : calloc(1, sizeof(*client));

	(void)readable;
	(void)writable;
	if (!client) {
		if (fd >= 0)
			close(fd);
		return;
	}
	if (control->count == CONTROL_CLIENTS_MAX)
		drop_oldest(control);
	client->control = control;
	client->fd = fd;
	client->rights = rights_of(control, fd, &client->uid);
	client->watch = (struct loop_fd){ .ready = client_ready, .arg = client };
	client->idle = (struct loop_timer){ .fire = idle_fires, .arg = client };
	client->next = control->clients;
	control->clients = client;
	control->count++;
	wait_on(client);
}

/* --- listening */

/* -errno; the mode is set before anybody can be accepted. */
static int listen_at(struct control *control, const struct sockaddr_un *address)
{
	struct stat st;

	if (lstat(control->path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(control->path); /* the lock of run_dir says that its daemon is gone */
	if (bind(control->fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ||
	    chmod(control->path, SOCKET_MODE) < 0 || stat(control->path, &st) < 0 ||
	    listen(control->fd, CONTROL_CLIENTS_MAX) < 0)
		return -errno;
	control->gid = st.st_gid;
	return 0;
}

int control_open(struct control **control, const struct control_setting *setting)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct control *c = calloc(1, sizeof(*c));
	int rc = -ENAMETOOLONG;

	*control = NULL;
	if (!c)
		return -ENOMEM;
	c->setting = *setting;
	c->fd = -1;
	if (snprintf(c->path, sizeof(c->path), "%s/%s", setting->dir, CONTROL_SOCKET) >=
	    (int)sizeof(c->path))
		goto out;
	memcpy(address.sun_path, c->path, sizeof(c->path));
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	rc = c->fd < 0 ? -errno : listen_at(c, &address);
	if (rc)
		goto out;
	c->watch = (struct loop_fd){ .ready = take_client, .arg = c };
	loop_fd_start(setting->loop, &c->watch, c->fd, LOOP_READ);
	*control = c;
	c = NULL;
out:
	if (c && c->fd >= 0)
		close(c->fd);
	free(c);
	return rc;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	while (control->clients)
		drop_client(control->clients);
	loop_fd_stop(control->setting.loop, &control->watch);
	unlink(control->path);
	close(control->fd);
	free(control);
}
