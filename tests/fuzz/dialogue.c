/* dialogue.c - see dialogue.h.  SPDX-License-Identifier: ISC */
#include "dialogue.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define RUNS_MAX 200 /* of the loop, for one piece */

static struct sockaddr_in local(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

uint16_t dialogue_port(void)
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
void dialogue_open(struct dialogue *dialogue, uint16_t port)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct sockaddr_in to = local(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	FUZZ_HOLDS(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	dialogue->fd = fd;
}

static void run_loop(struct muzzle_inst *inst)
{
	for (int i = 0; i < RUNS_MAX && fake_ready(inst, 0); i++)
		fake_advance(inst, 0);
}

void dialogue_say(struct dialogue *dialogue, struct fuzz_input in)
{
	run_loop(dialogue->inst);
	while (in.bytes) {
		struct fuzz_input piece = fuzz_piece(&dialogue->pieces, &in);

		send(dialogue->fd, piece.data, piece.bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		run_loop(dialogue->inst);
	}
	shutdown(dialogue->fd, SHUT_WR);
	run_loop(dialogue->inst);
	recv(dialogue->fd, dialogue->answer, sizeof(dialogue->answer) - 1, MSG_DONTWAIT);
	close(dialogue->fd);
	run_loop(dialogue->inst);
}

void dialogue_compare(dialogue_listener *listen_to, struct fuzz_input in)
{
	struct fuzz_pieces pieces = { fuzz_byte(&in) };
	char *whole = listen_to(in, (struct fuzz_pieces){ 0 });
	char *cut = whole && pieces.state ? listen_to(in, pieces) : NULL;

	if (cut && strcmp(cut, whole) != 0) {
		fprintf(stderr, "whole:\n%s\ncut:\n%s\n", whole, cut);
		FUZZ_HOLDS(!cut);
	}
	free(whole);
	free(cut);
}
