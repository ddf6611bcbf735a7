/* odd_server.h - an HTTP server that answers in every odd way a test asks for by path.
 * SPDX-License-Identifier: ISC
 *
 * It runs in a process of its own, one more for each connection; all end when their client does.
 */
#ifndef ODD_SERVER_H
#define ODD_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ODD_REQUEST_BYTES 65536

struct odd_server {
	int port;         /* on 127.0.0.1; 0: a Unix socket */
	char socket[108]; /* its path */
	pid_t pid;
};

static void odd_send(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t sent = write(fd, text, n);

		if (sent <= 0)
			_exit(0);
		text += sent;
		n -= (size_t)sent;
	}
}

static void odd_answer(int fd, const char *status, const char *body)
{
	char head[300];

	snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", status,
		 strlen(body));
	odd_send(fd, head);
	odd_send(fd, body);
}

/* Waits until the client goes away. */
static void odd_hang(int fd)
{
	char byte;

	while (read(fd, &byte, 1) > 0)
		;
	_exit(0);
}

static void odd_big(int fd)
{
	static char body[100001];

	memset(body, 'x', sizeof(body) - 1);
	odd_answer(fd, "200 OK", body);
}

static void odd_stream(int fd)
{
	odd_send(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 3; i++)
		odd_send(fd, "4\r\ntick\r\n");
	odd_hang(fd);
}

/* /to=URL leads there. */
static void odd_lead(int fd, const char *path)
{
	char answer[300];

	snprintf(answer, sizeof(answer),
		 "HTTP/1.1 302 Found\r\nLocation: %.*s\r\nContent-Length: 3\r\n\r\nfar",
		 (int)strcspn(path, " \r\n") - 4, path + 4);
	odd_send(fd, answer);
}

/* Answers one request; does not return where the connection has to end. */
static void odd_serve(int fd, int connection, const char *request)
{
	const char *path = strchr(request, ' ') + 1;
	char number[20];

	snprintf(number, sizeof(number), "%d", connection);
	if (strncmp(path, "/hang", 5) == 0)
		odd_hang(fd);
	else if (strncmp(path, "/close", 6) == 0)
		_exit(0);
	else if (strncmp(path, "/garbage", 8) == 0)
		odd_send(fd, "SSH-2.0-OpenSSH_9.2\r\n\r\n"), _exit(0);
	else if (strncmp(path, "/truncated", 10) == 0)
		odd_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"), _exit(0);
	else if (strncmp(path, "/redirect", 9) == 0)
		odd_send(
			fd,
			"HTTP/1.1 302 Found\r\nLocation: /connection\r\nContent-Length: 0\r\n\r\n");
	else if (strncmp(path, "/to=", 4) == 0)
		odd_lead(fd, path);
	else if (strncmp(path, "/link", 5) == 0)
		odd_send(fd, "HTTP/1.1 200 OK\r\nLink: </2>; rel=\"next\"\r\nLink: </1>\r\n"
			     "Content-Length: 0\r\n\r\n");
	else if (strncmp(path, "/busy", 5) == 0)
		odd_send(fd,
			 "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy");
	else if (strncmp(path, "/never", 6) == 0)
		odd_send(fd, "HTTP/1.1 503 Busy\r\nRetry-After: 9223372036854775807\r\n"
			     "Content-Length: 0\r\n\r\n");
	else if (strncmp(path, "/big", 4) == 0)
		odd_big(fd);
	else if (strncmp(path, "/stream", 7) == 0)
		odd_stream(fd);
	else if (strncmp(path, "/echo", 5) == 0)
		odd_answer(fd, "200 OK", request);
	else if (strncmp(path, "/once", 5) == 0)
		odd_answer(fd, "200 OK", number), _exit(0);
	else
		odd_answer(fd, "200 OK", number);
}

/* Reads one request with its body into request; ends with the client. */
static void odd_read(int fd, char *request)
{
	size_t n = 0, want = 0;

	while (want == 0 || n < want) {
		ssize_t got = read(fd, request + n, ODD_REQUEST_BYTES - 1 - n);
		const char *end, *length;

		if (got <= 0)
			_exit(0);
		n += (size_t)got;
		request[n] = '\0';
		end = strstr(request, "\r\n\r\n");
		length = strstr(request, "Content-Length: ");
		if (end)
			want = (size_t)(end - request) + 4 +
			       (length ? (size_t)atoi(length + 16) : 0);
	}
}

static void odd_listen(int listener)
{
	static char request[ODD_REQUEST_BYTES];

	signal(SIGCHLD, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int connection = 1;; connection++) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;) {
				odd_read(fd, request);
				odd_serve(fd, connection, request);
			}
		}
		close(fd);
	}
}

static void odd_run(struct odd_server *server, int listener)
{
	assert_int_equal(listen(listener, 200), 0);
	server->pid = fork();
	if (server->pid == 0)
		odd_listen(listener);
	close(listener);
}

static void odd_start(struct odd_server *server)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &size), 0);
	server->port = ntohs(in.sin_port);
	odd_run(server, fd);
}

static void __attribute__((unused)) odd_start_unix(struct odd_server *server, const char *path)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
	snprintf(server->socket, sizeof(server->socket), "%s", un.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	odd_run(server, fd);
}

static void odd_stop(struct odd_server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

#endif
