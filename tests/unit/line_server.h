/* line_server.h - a server that says its lines one by one, whatever it hears.  SPDX-License-Identifier: ISC
 *
 * It runs in a process of its own, serves one connection, and ends with it.
 */
#ifndef LINE_SERVER_H
#define LINE_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* It says this, and then waits until it has heard that. */
struct line_server_step {
	const char *say;
	size_t bytes;      /* of say; 0: it is a string */
	const char *until; /* NULL: it hangs up; "": it waits for ever */
};

struct line_server_heard {
	size_t bytes;
	char data[65536];
};

struct line_server {
	int port;
	pid_t pid;
	struct line_server_heard *heard; /* shared with the server */
};

/* False: the client went away. */
static bool line_server_hears(struct line_server_heard *heard, int fd, const char *until)
{
	size_t from = heard->bytes;

	while (!*until || !memmem(heard->data + from, heard->bytes - from, until, strlen(until))) {
		ssize_t got = read(fd, heard->data + heard->bytes,
				   sizeof(heard->data) - 1 - heard->bytes);

		if (got <= 0)
			return false;
		heard->bytes += (size_t)got;
	}
	return true;
}

static void line_server_serve(int listener, const struct line_server_step *step,
			      struct line_server_heard *heard)
{
	int fd = accept(listener, NULL, NULL);

	do {
		size_t bytes = step->bytes ? step->bytes : strlen(step->say);

		if (write(fd, step->say, bytes) != (ssize_t)bytes)
			_exit(1);
	} while (step->until && line_server_hears(heard, fd, step++->until));
	_exit(0);
}

static void line_server_start(struct line_server *t, const struct line_server_step *steps)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	t->heard = mmap(NULL, sizeof(*t->heard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	assert_true(t->heard != MAP_FAILED);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &size), 0);
	t->port = ntohs(in.sin_port);
	t->pid = fork();
	if (t->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		line_server_serve(fd, steps, t->heard);
	}
	close(fd);
}

/* Waits until it has heard that the client went away. */
static void line_server_join(struct line_server *t)
{
	waitpid(t->pid, NULL, 0);
}

static void line_server_stop(struct line_server *t)
{
	kill(t->pid, SIGKILL);
	waitpid(t->pid, NULL, 0);
	munmap(t->heard, sizeof(*t->heard));
}

#endif
