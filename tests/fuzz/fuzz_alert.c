/* fuzz_alert.c - whatever is told, in whatever words: it stays a value in its receiver's format, and no secret is said.
 * SPDX-License-Identifier: ISC */
#include <json-c/json.h>

#include "drive.h"

#define TOKEN "t0k3n-that-nobody-may-see"
#define LINES_MAX 8
#define TITLE_MAX 250
#define BODY \
	"{\"a\":\"{title}\",\"b\":\"{text} {why}\",\"c\":\"{target} {state} {session} {since}\"}"

/* Those that go by HTTP, and what a receiver takes at most of a member of its JSON. */
static const struct {
	const char *format, *member;
	size_t characters;
} formats[] = {
	{ "json", "title", TITLE_MAX },
	{ "form", NULL, 0 },
	{ "ntfy", NULL, 0 },
	{ "slack", NULL, 0 },
	{ "discord", "content", 2000 },
	{ "telegram", NULL, 0 },
	{ "gotify", NULL, 0 },
	{ "pushover", "message", 1024 },
	{ "matrix", NULL, 0 },
	{ "alertmanager", NULL, 0 },
	{ "pagerduty", NULL, 0 },
};

static const char *const whats[] = { "opened", "closed",   "quarantined", "human",
				     "setup",  "reminder", "leak",        "digest" };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("alert");
	return 0;
}

/* A line as the host would clean it. */
static char *clean_line(struct fuzz_input *in)
{
	char *line = fuzz_line(in);
	bool clean = fuzz_is_clean(line);

	for (char *s = line; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f || (!clean && (unsigned char)*s > 0x7f))
			*s = '?';
	return line;
}

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void check_json(const char *body, size_t format)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *parsed, *member = NULL;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	parsed = json_tokener_parse_ex(tokener, body, (int)strlen(body) + 1);
	if (!parsed)
		fprintf(stderr, "no JSON: %s\n", body);
	FUZZ_HOLDS(parsed);
	if (formats[format].member &&
	    json_object_object_get_ex(parsed, formats[format].member, &member))
		FUZZ_HOLDS(characters(json_object_get_string(member)) <=
			   formats[format].characters);
	json_object_put(parsed);
	json_tokener_free(tokener);
}

/* Four values, and nothing in them that could end one. */
static void check_form(const char *body)
{
	size_t values = 0;

	for (const char *s = body; *s; s++)
		values += *s == '=';
	FUZZ_HOLDS(values == 4);
	FUZZ_HOLDS(strspn(body, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				"-._~%&=") == strlen(body));
}

static void check_request(const struct fake_request *request, size_t format, bool own)
{
	const char *type = fake_header(request, "Content-Type");

	for (const char *const *h = request->req.headers; *h; h++)
		for (const char *s = *h; *s; s++)
			FUZZ_HOLDS(*s >= ' ' && *s < 0x7f);
	for (const char *s = request->req.url; *s; s++)
		FUZZ_HOLDS(*s > ' ' && *s < 0x7f);
	FUZZ_HOLDS(strlen(request->req.body) == request->req.body_bytes);
	if (strcmp(type, "application/json") == 0)
		check_json(request->req.body, format);
	else if (!own && strcmp(formats[format].format, "form") == 0)
		check_form(request->req.body);
}

/* Why there is no answer the host says, who never says a secret. */
static void check_said(const struct muzzle_inst *inst, bool answered)
{
	for (size_t i = 0; i < inst->logs; i++)
		FUZZ_HOLDS(!strstr(inst->log[i].text, TOKEN));
	for (size_t i = 0; i < inst->results; i++)
		FUZZ_HOLDS(!(answered && strstr(inst->result[i].why, TOKEN)) &&
			   fuzz_is_clean(inst->result[i].why));
}

/* One message, one try, one result. */
static void tell(struct muzzle_inst *inst, const struct muzzle_order *order, size_t format,
		 bool own, struct fuzz_input *in)
{
	int rc = inst->plugin->act(inst->self, order), status = 100 + fuzz_byte(in) * 2;
	char *answer = fuzz_rest(in);

	FUZZ_HOLDS(rc == 0 || (order->lines && inst->results == 0 && !fake_pending(inst, 0)));
	if (rc == 0 && fake_pending(inst, 0)) {
		check_request(fake_pending(inst, 0), format, own);
		FUZZ_HOLDS(inst->results == 0);
		fake_answer(inst, status < 600 ? status : 0, answer);
	}
	FUZZ_HOLDS(rc || inst->results == 1);
	check_said(inst, status < 600);
	free(answer);
}

/* What it is about, a line each. */
static void run(struct muzzle_inst *inst, size_t format, bool own, struct fuzz_input *in)
{
	uint8_t what = fuzz_byte(in) % (sizeof(whats) / sizeof(whats[0]));
	size_t count = what == 7 ? 1 + fuzz_byte(in) % LINES_MAX : 0;
	bool session = fuzz_byte(in) & 1;
	char *state = clean_line(in), *why = clean_line(in);
	char *lines[LINES_MAX + 1] = { NULL };
	struct muzzle_order order = { .size = sizeof(order),
				      .id = 1,
				      .notify = true,
				      .target = session ? "waha/omer" : "waha",
				      .gateway = "waha",
				      .session = session ? "omer" : NULL,
				      .what = whats[what],
				      .state = state,
				      .why = why,
				      .incident = what,
				      .wall_ms = inst->wall_ms,
				      .message = "a1b2-7",
				      .since_wall_ms = inst->wall_ms - 60000 * what };

	for (size_t i = 0; i < count; i++)
		lines[i] = clean_line(in);
	if (count)
		order.lines = (const char *const *)lines;
	tell(inst, &order, format, own, in);
	for (size_t i = 0; i < count; i++)
		free(lines[i]);
	free(state);
	free(why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	size_t format = fuzz_byte(&in) % (sizeof(formats) / sizeof(formats[0]));
	uint8_t how = fuzz_byte(&in);
	char *title = clean_line(&in), *text = clean_line(&in);
	struct fake_setting settings[8] = { { "to", "https://example.org/hook/" TOKEN },
					    { "format", formats[format].format },
					    { "token", TOKEN },
					    { "recipient", "!room:example.org" } };
	struct muzzle_inst *inst;

	if (how & 1)
		settings[4] = (struct fake_setting){ "title", title };
	if (how & 2)
		settings[4 + (how & 1)] = (struct fake_setting){ "text", text };
	if (how & 4)
		settings[4 + (how & 1) + (how >> 1 & 1)] = (struct fake_setting){ "body", BODY };
	inst = fake_new("alert", settings);
	if (fake_start(inst) == 0)
		run(inst, format, how & 4, &in);
	fake_close(inst);
	free(title);
	free(text);
	return 0;
}
