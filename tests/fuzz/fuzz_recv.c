/* fuzz_recv.c - whatever is sent to the listener: the same evidence wherever its bytes are cut.
 * SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drive.h"

#define RUNS_MAX 200 /* of the loop, for one piece */

struct talk {
	struct muzzle_inst *inst;
	struct fuzz_pieces pieces;
	int fd;
	char said[16]; /* how the answer begins */
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("webhook_recv");
	return 0;
}

static struct sockaddr_in local(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* A port that nobody has, kept for the whole run: others fuzz beside us. */
static uint16_t free_port(void)
{
	struct sockaddr_in at = local(0);
	socklen_t bytes = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	FUZZ_HOLDS(bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
	FUZZ_HOLDS(getsockname(fd, (struct sockaddr *)&at, &bytes) == 0);
	close(fd);
	return ntohs(at.sin_port);
}

/* An end without a last word leaves no port behind that must rest. */
static int connect_to(uint16_t port)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct sockaddr_in to = local(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	FUZZ_HOLDS(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return fd;
}

static void run_loop(struct muzzle_inst *inst)
{
	for (int i = 0; i < RUNS_MAX && fake_ready(inst, 0); i++)
		fake_advance(inst, 0);
}

static void say(struct talk *talk, struct fuzz_input in)
{
	run_loop(talk->inst);
	while (in.bytes) {
		struct fuzz_input piece = fuzz_piece(&talk->pieces, &in);

		send(talk->fd, piece.data, piece.bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		run_loop(talk->inst);
	}
	shutdown(talk->fd, SHUT_WR);
	run_loop(talk->inst);
	recv(talk->fd, talk->said, sizeof(talk->said) - 1, MSG_DONTWAIT);
	close(talk->fd);
	run_loop(talk->inst);
}

/* What the input makes of a listener of its own; NULL: its settings are refused. */
static char *listen_to(struct fuzz_input in, struct fuzz_pieces pieces)
{
	static uint16_t port;
	char address[32], *told = NULL;
	const struct fake_setting settings[] = { { "listen", address }, { NULL, NULL } };
	struct talk talk = { .pieces = pieces };

	port = port ? port : free_port();
	snprintf(address, sizeof(address), "127.0.0.1:%u", port);
	talk.inst =
		drive_open(&(struct drive){ .plugin = "webhook_recv", .settings = settings }, &in);
	if (!talk.inst)
		return NULL;
	talk.fd = connect_to(port);
	say(&talk, in);
	FUZZ_HOLDS(asprintf(&told, "%s\n%s", talk.said, fake_told(talk.inst)) > 0);
	fake_close(talk.inst);
	return told;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct fuzz_pieces pieces = { fuzz_byte(&in) };
	char *whole = listen_to(in, (struct fuzz_pieces){ 0 });
	char *cut = whole && pieces.state ? listen_to(in, pieces) : NULL;

	if (cut && strcmp(cut, whole) != 0) {
		fprintf(stderr, "whole:\n%s\ncut:\n%s\n", whole, cut);
		FUZZ_HOLDS(!cut);
	}
	free(whole);
	free(cut);
	return 0;
}
