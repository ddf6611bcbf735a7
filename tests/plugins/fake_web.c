/* fake_web.c - see fake_web.h.  SPDX-License-Identifier: ISC */
#include "fake_web.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_options.h"

#define SETTINGS_MAX 16
#define TEXT_MAX (1 << 20)
#define TRIES 200

static const char well[] =
	"{\"headline\":\"all 2 sessions of 1 gateway are well\",\"mode\":\"enforce\",\"acts\":0,"
	"\"acts_max\":6,\"window_ms\":3600000,\"targets\":["
	"{\"target\":\"gw\",\"state\":\"answering\",\"level\":\"well\",\"held_by\":\"\",\"acts\":0,"
	"\"acts_max\":3,\"window_ms\":7200000},"
	"{\"target\":\"gw/omer\",\"state\":\"up\",\"level\":\"well\",\"held_by\":\"\",\"acts\":1,"
	"\"acts_max\":3,\"window_ms\":1800000,\"proof_age_ms\":1500},"
	"{\"target\":\"gw/dana\",\"state\":\"down\",\"level\":\"doubtful\",\"held_by\":\"hold\","
	"\"acts\":0,\"acts_max\":3,\"window_ms\":1800000,\"run_ms\":5000,\"patience_ms\":90000}],"
	"\"plugins\":[],\"alerts\":[]}";

static const char *say(struct muzzle_inst *inst, const char *request)
{
	const char *const *said = inst->arg;

	return strstr(request, "\"cmd\":\"status\"") ? said[0] : said[1];
}

void fake_web_say(struct muzzle_inst *inst, const char *status, const char *other)
{
	const char **said = fake_keep(inst, calloc(2, sizeof(*said)));

	said[0] = status ? status : well;
	said[1] = other ? other : "{\"ok\":true}";
	inst->arg = said;
	inst->answers = say;
}

struct muzzle_inst *fake_web_open(int port, const struct fake_setting *more)
{
	struct fake_setting settings[SETTINGS_MAX] = { { "listen", "" } };
	struct muzzle_inst *inst;
	char listen[32];
	size_t n = 1;

	snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
	settings[0].value = listen;
	for (; more && more->key; more++)
		settings[n++] = *more;
	inst = fake_new("web", settings);
	fake_web_say(inst, NULL, NULL);
	assert_int_equal(fake_start(inst), 0);
	fake_advance(inst, 0);
	return inst;
}

struct fake_web_pair *fake_web_pair_open(const struct fake_setting *settings,
					 const struct fake_setting *other)
{
	struct fake_web_pair *pair = calloc(1, sizeof(*pair));

	pair->port = fake_post_port();
	pair->inst = fake_web_open(pair->port, settings);
	pair->other_port = fake_post_port();
	pair->other = fake_web_open(pair->other_port, other);
	return pair;
}

int fake_web_pair_close(void **state)
{
	struct fake_web_pair *pair = *state;

	assert_int_equal(pair->other->asks, 0);
	fake_close(pair->inst);
	fake_close(pair->other);
	free(pair);
	return 0;
}

/* Until the other side ends it. */
static char *receive(struct muzzle_inst *inst, int fd)
{
	char *text = fake_keep(inst, calloc(1, TEXT_MAX));
	size_t bytes = 0;

	for (int i = 0; i < TRIES; i++) {
		ssize_t n = recv(fd, text + bytes, TEXT_MAX - 1 - bytes, MSG_DONTWAIT);

		if (n == 0)
			break;
		if (n > 0)
			bytes += (size_t)n;
		else
			fake_post_pump(inst);
	}
	return text;
}

struct fake_web_answer fake_web_send(struct muzzle_inst *inst, int port, const char *text)
{
	struct fake_web_answer answer = { .status = 0 };
	int fd = fake_post_connect(port);
	char *body;

	fake_post_send(fd, text, strlen(text));
	answer.head = receive(inst, fd);
	close(fd);
	fake_post_pump(inst);
	sscanf(answer.head, "HTTP/1.1 %d", &answer.status);
	body = strstr(answer.head, "\r\n\r\n");
	answer.body = body ? body + 4 : "";
	if (body)
		*body = '\0';
	return answer;
}

static struct fake_web_answer ask(struct muzzle_inst *inst, int port, const char *line,
				  const char *rest)
{
	char *text;

	assert_true(asprintf(&text, "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s",
			     line, rest) > 0);
	return fake_web_send(inst, port, fake_keep(inst, text));
}

struct fake_web_answer fake_web_get(struct muzzle_inst *inst, int port, const char *path,
				    const char *headers)
{
	char line[512], rest[1024];

	snprintf(line, sizeof(line), "GET %s", path);
	snprintf(rest, sizeof(rest), "%s\r\n", headers);
	return ask(inst, port, line, rest);
}

/* NOLINTNEXTLINE(readability-function-size): as a request has it */
struct fake_web_answer fake_web_post(struct muzzle_inst *inst, int port, const char *path,
				     const char *headers, const char *body)
{
	char line[512], *rest;

	snprintf(line, sizeof(line), "POST %s", path);
	assert_true(
		asprintf(&rest,
			 "Authorization: Bearer " FAKE_WEB_TOKEN
			 "\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n%s",
			 strlen(body), headers, body) > 0);
	return ask(inst, port, line, fake_keep(inst, rest));
}

const char *fake_web_header(struct muzzle_inst *inst, const struct fake_web_answer *answer,
			    const char *name)
{
	size_t bytes = strlen(name);

	for (const char *at = strstr(answer->head, "\r\n"); at; at = strstr(at + 2, "\r\n"))
		if (strncasecmp(at + 2, name, bytes) == 0 && at[2 + bytes] == ':')
			return fake_keep(inst,
					 strndup(at + bytes + 4, strcspn(at + bytes + 4, "\r")));
	return "";
}

int fake_web_follow(struct muzzle_inst *inst, int port, const char *headers)
{
	int fd = fake_post_connect(port);
	char text[1024];

	snprintf(text, sizeof(text), "GET /api/events HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
		 headers);
	fake_post_send(fd, text, strlen(text));
	fake_post_pump(inst);
	return fd;
}

const char *fake_web_read(struct muzzle_inst *inst, int fd)
{
	char *text = fake_keep(inst, calloc(1, TEXT_MAX));
	size_t bytes = 0;
	ssize_t n;

	for (int quiet = 0; quiet<2; quiet = n> 0 ? 0 : quiet + 1) {
		fake_post_pump(inst);
		n = recv(fd, text + bytes, TEXT_MAX - 1 - bytes, MSG_DONTWAIT);
		bytes += n > 0 ? (size_t)n : 0;
	}
	return text;
}
