/* fake_dockerlog.c - see fake_dockerlog.h.  SPDX-License-Identifier: ISC */
#include "fake_dockerlog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define SOCKET "/nowhere/docker.sock"

static const struct fake_setting settings[] = {
	{ "docker", "gw" }, { "socket", SOCKET },    { "match", "{session} {event}" },
	{ "proof", "m*" },  { "proof_every", "0s" }, { NULL, NULL }
};

static void assert_requests(struct muzzle_inst *inst, const char *url)
{
	struct fake_request *request = fake_pending(inst, 0);

	assert_non_null(request);
	assert_string_equal(request->req.url, url);
	assert_string_equal(request->req.unix_socket, SOCKET);
	assert_null(fake_pending(inst, 1));
}

void assert_inspects(struct muzzle_inst *inst)
{
	assert_requests(inst, "http://docker/containers/gw/json");
}

void assert_follows(struct muzzle_inst *inst, const char *id, const char *since)
{
	char url[256];

	snprintf(url, sizeof(url),
		 "http://docker/containers/%s/logs?follow=1&stdout=1&stderr=1&timestamps=1"
		 "&since=%s",
		 id, since);
	assert_requests(inst, url);
}

void assert_waits(struct muzzle_inst *inst, int64_t ms)
{
	assert_null(fake_pending(inst, 0));
	fake_advance(inst, ms - 1);
	assert_null(fake_pending(inst, 0));
	fake_advance(inst, 1);
	assert_inspects(inst);
}

void fake_say(struct muzzle_inst *inst, const char *text)
{
	fake_data(inst, fake_pending(inst, 0), text, strlen(text));
}

void fake_frame(struct muzzle_inst *inst, char stream, const char *text)
{
	const char header[] = { stream, 0, 0, 0, 0, 0, 0, (char)strlen(text) };

	fake_data(inst, fake_pending(inst, 0), header, sizeof(header));
	fake_say(inst, text);
}

struct muzzle_inst *fake_dockerlog_new(void)
{
	return fake_new("webhook_log", settings);
}

struct muzzle_inst *fake_dockerlog_begin(const char *memory)
{
	struct muzzle_inst *inst = fake_dockerlog_new();

	inst->memory = memory;
	assert_int_equal(fake_start(inst), 0);
	assert_null(fake_pending(inst, 0)); /* not from within .open() */
	fake_advance(inst, 0);
	assert_inspects(inst);
	return inst;
}

struct muzzle_inst *fake_dockerlog_follow(void)
{
	struct muzzle_inst *inst = fake_dockerlog_begin(NULL);

	fake_answer(inst, 200, LIVES(ID_A));
	assert_follows(inst, "aaaaaaaaaaaa", "1795302185.000000000");
	return inst;
}

void fake_dockerlog_lose(struct muzzle_inst *inst)
{
	fake_advance(inst, 6000);
	fake_answer(inst, 0, "connection reset");
	assert_waits(inst, 1000);
}
