/* fake_post.c - see fake_post.h.  SPDX-License-Identifier: ISC */
#include "fake_post.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <mbedtls/md.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_options.h"

#define PUMPS_MAX 1000
#define WAIT_MS 20   /* real time that a pump waits for the kernel */
#define PATIENCE 500 /* pumps without an answer */
#define MAC_BYTES 64

static struct sockaddr_in local(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int fake_post_port(void)
{
	struct sockaddr_in at = local(0);
	socklen_t bytes = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &bytes), 0);
	close(fd);
	return ntohs(at.sin_port);
}

const char *fake_post_listen(struct muzzle_inst *inst, int port)
{
	char text[32];

	snprintf(text, sizeof(text), "127.0.0.1:%d", port);
	return fake_copy(inst, text);
}

struct muzzle_inst *fake_post_open(struct fake_preset *preset, int port)
{
	char listen[32];
	struct muzzle_inst *inst;

	snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
	fake_preset_add(preset, "listen", listen);
	inst = fake_open("webhook_recv", preset->settings);
	fake_advance(inst, 0);
	return inst;
}

int fake_post_connect(int port)
{
	struct sockaddr_in to = local(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

void fake_post_send(int fd, const void *data, size_t bytes)
{
	assert_int_equal(send(fd, data, bytes, MSG_NOSIGNAL), bytes);
}

void fake_post_pump(struct muzzle_inst *inst)
{
	for (int i = 0; i < PUMPS_MAX && fake_ready(inst, i ? 0 : WAIT_MS); i++)
		fake_advance(inst, 0);
}

/* What has come; 0: the end, -1: nothing yet. */
static ssize_t receive(int fd, char *out, size_t bytes)
{
	ssize_t n = recv(fd, out, bytes, MSG_DONTWAIT);

	return n < 0 && errno == ECONNRESET ? 0 : n;
}

int fake_post_status(struct muzzle_inst *inst, int fd)
{
	char answer[4096];
	int status = -1;

	for (int i = 0; i < PATIENCE; i++) {
		ssize_t n = receive(fd, answer, sizeof(answer) - 1);

		if (n == 0)
			return 0;
		if (n > 0) {
			answer[n] = '\0';
			assert_int_equal(sscanf(answer, "HTTP/1.1 %d", &status), 1);
			return status;
		}
		fake_post_pump(inst);
	}
	return -1;
}

bool fake_post_ended(struct muzzle_inst *inst, int fd)
{
	char some[256];

	for (int i = 0; i < 3; i++) {
		fake_post_pump(inst);
		if (receive(fd, some, sizeof(some)) == 0)
			return true;
	}
	return false;
}

const char *fake_post_sign(struct muzzle_inst *inst, const char *body)
{
	unsigned char mac[MAC_BYTES];
	char hex[2 * MAC_BYTES + 1];

	mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA512),
			(const unsigned char *)FAKE_POST_KEY, strlen(FAKE_POST_KEY),
			(const unsigned char *)body, strlen(body), mac);
	for (size_t i = 0; i < MAC_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	return fake_copy(inst, hex);
}

const char *fake_post_text(struct muzzle_inst *inst, const char *headers, const char *body)
{
	char *text;

	assert_true(asprintf(&text,
			     "POST / HTTP/1.1\r\nHost: muzzle\r\nContent-Length: %zu\r\n%s\r\n%s",
			     strlen(body), headers, body) > 0);
	return fake_keep(inst, text);
}

int fake_post(struct muzzle_inst *inst, int port, const char *body, const char *signature)
{
	int fd = fake_post_connect(port), status;
	const char *text;
	char header[256];

	snprintf(header, sizeof(header), "X-Webhook-Hmac: %s\r\n",
		 signature ? signature : fake_post_sign(inst, body));
	text = fake_post_text(inst, header, body);
	fake_post_send(fd, text, strlen(text));
	status = fake_post_status(inst, fd);
	close(fd);
	fake_post_pump(inst);
	return status;
}
