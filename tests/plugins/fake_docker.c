/* fake_docker.c - see fake_docker.h.  SPDX-License-Identifier: ISC */
#include "fake_docker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static const struct fake_container one_container[] = { { "gw", "waha" }, { NULL, NULL } };

struct muzzle_inst *fake_docker_open(const struct fake_container *containers)
{
	struct muzzle_inst *inst = fake_new("docker_events", NULL);

	inst->containers = containers;
	inst->wall_ms = INT64_C(1795302300000); /* 23:05:00 */
	assert_int_equal(fake_start(inst), 0);
	fake_advance(inst, 0);
	return inst;
}

void assert_asks(struct muzzle_inst *inst, const char *url_part)
{
	struct fake_request *request = fake_pending(inst, 0);

	assert_non_null(request);
	assert_null(fake_pending(inst, 1));
	if (!strstr(request->req.url, url_part))
		fail_msg("asks %s, not %s", request->req.url, url_part);
}

void assert_inspected(struct muzzle_inst *inst, const char *body, const char *lines)
{
	assert_asks(inst, "/containers/gw/json");
	fake_answer(inst, body ? 200 : 404,
		    body ? body : "{\"message\":\"No such container: gw\"}");
	assert_told(inst, lines);
}

void fake_docker_say(struct muzzle_inst *inst, const char *text)
{
	fake_data(inst, fake_pending(inst, 0), text, strlen(text));
}

void assert_streams(struct muzzle_inst *inst, const char *text, const char *lines)
{
	assert_asks(inst, "/events?since=");
	fake_docker_say(inst, text);
	assert_told(inst, lines);
}

struct muzzle_inst *fake_docker_watch(void)
{
	return fake_docker_open(one_container);
}

struct muzzle_inst *fake_docker_running(void)
{
	struct muzzle_inst *inst = fake_docker_watch();

	assert_inspected(inst, RUNNING(ID_A, "01:00"), "");
	return inst;
}

void fake_docker_lose(struct muzzle_inst *inst)
{
	fake_advance(inst, 6000);
	fake_answer(inst, 0, "connection reset");
	assert_non_null(inst->blind);
	fake_told(inst);
	fake_advance(inst, 1000);
	assert_asks(inst, "&until=");
}
