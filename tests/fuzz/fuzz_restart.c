/* fuzz_restart.c - whatever is answered on the way to a restart: an order ends once, no secret is said, and no
 * container is touched that was not seen, is paused, or has the label muzzle=off.
 * SPDX-License-Identifier: ISC */
#include <json-c/json.h>

#include "drive.h"
#include "pointer.h"

#define KEY "s3cr3t-that-nobody-may-see"
#define STEPS_MAX 4
#define BY_HTTP 3 /* who alone has the key */

static const struct fake_setting ways[][6] = {
	{ { "via", "docker" }, { "socket", "/dev/null" }, { "container", "waha" } },
	{ { "via", "docker" }, { "socket", "/dev/null" }, { "label", "for={gateway}" } },
	{ { "via", "docker" }, { "socket", "/dev/null" }, { "compose", "shop/web" } },
	[BY_HTTP] = { { "via", "http" },
		      { "url", "http://gw/{session}" },
		      { "header", "X-Api-Key: " KEY },
		      { "busy_text", "timed out" },
		      { "setup_text", "Plus" } },
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("restart");
	return 0;
}

static bool says(struct json_object *seen, const char *pointer, const char *text)
{
	return strcmp(pointer_find_text(seen, pointer), text) == 0;
}

/* What made it act: the last that was said of the container. */
static void check_act(const struct fake_request *request, const char *answer)
{
	struct json_object *seen = json_tokener_parse(answer);
	bool runs = says(seen, "/State/Running", "true");

	FUZZ_HOLDS(*pointer_find_text(seen, "/State/Running"));
	FUZZ_HOLDS(!says(seen, "/State/Paused", "true"));
	FUZZ_HOLDS(!says(seen, "/Config/Labels/muzzle", "off"));
	FUZZ_HOLDS(strstr(request->req.url, runs ? "/restart?t=10" : "/start"));
	json_object_put(seen);
}

static void check_request(const struct fake_request *request, const char *answer)
{
	for (const char *s = request->req.url; *s; s++)
		FUZZ_HOLDS(*s > ' ' && *s < 0x7f);
	FUZZ_HOLDS(request->req.timeout_ms > 0);
	if (request->req.unix_socket && strcmp(request->req.method, "POST") == 0)
		check_act(request, answer);
}

/* STATUS BODY, a line. */
static void answer(struct muzzle_inst *inst, struct fuzz_input *in)
{
	char *line = fuzz_line(in), *body;
	int status = (int)strtol(line, &body, 10);
	bool http = status >= 100 && status <= 599;
	struct fake_request *next;

	fake_answer(inst, http ? status : 0, http ? body : "gone"); /* the host's own words */
	next = fake_pending(inst, 0);
	FUZZ_HOLDS((next != NULL) + inst->results == 1);
	if (next)
		check_request(next, body);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	const struct muzzle_order order = { .size = sizeof(order),
					    .id = 1,
					    .target = "waha/omer",
					    .gateway = "waha",
					    .session = "omer",
					    .what = "",
					    .state = "down",
					    .why = "" };
	struct fuzz_input in = { data, bytes };
	size_t way = fuzz_byte(&in) % (sizeof(ways) / sizeof(ways[0]));
	struct muzzle_inst *inst = fake_open("restart", ways[way]);

	inst->plugin->act(inst->self, &order);
	for (int step = 0; step < STEPS_MAX && fake_pending(inst, 0); step++)
		answer(inst, &in);
	FUZZ_HOLDS(inst->results == 1);
	FUZZ_HOLDS(fuzz_is_clean(inst->result[0].why));
	FUZZ_HOLDS(way != BY_HTTP || !strstr(inst->result[0].why, KEY));
	fake_close(inst);
	return 0;
}
