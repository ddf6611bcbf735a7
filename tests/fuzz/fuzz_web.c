/* fuzz_web.c - whatever is sent to the web section: an answer of ours or none, the same wherever its bytes are cut,
 * and of the daemon nothing is asked but what may be.  SPDX-License-Identifier: ISC */
#include <json-c/json.h>

#include "dialogue.h"

#define TOKEN "token-of-16-bytes"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("web");
	return 0;
}

static const char *text_of(struct json_object *json, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(json, key, &value);
	return value ? json_object_get_string(value) : "";
}

/* Whoever asks, it is one of these, and commands are of who has the token. */
static const char *answers(struct muzzle_inst *inst, const char *request)
{
	static const char *const known[] = {
		"status", "metrics", "why", "hold", "release", "reset"
	};
	struct json_object *json = json_tokener_parse(request);
	size_t i = 0;

	FUZZ_HOLDS(json_object_is_type(json, json_type_object));
	while (i < 6 && strcmp(known[i], text_of(json, "cmd")) != 0)
		i++;
	FUZZ_HOLDS(i < 6);
	FUZZ_HOLDS(i < 3 || inst->arg);
	json_object_put(json);
	return "{\"targets\":[{\"target\":\"gw/a\",\"state\":\"up\",\"level\":\"well\"}]}";
}

static bool has_token(struct fuzz_input in)
{
	return memmem(in.data, in.bytes, TOKEN, strlen(TOKEN)) != NULL;
}

/* The first line of the answer, and all that was asked. */
static char *listen_to(struct fuzz_input in, struct fuzz_pieces pieces)
{
	static uint16_t port;
	char address[32], *told = NULL;
	const struct fake_setting settings[] = { { "listen", address },
						 { "token", TOKEN },
						 { NULL, NULL } };
	struct dialogue talk = { .pieces = pieces };

	port = port ? port : dialogue_port();
	snprintf(address, sizeof(address), "127.0.0.1:%u", port);
	talk.inst = fake_new("web", settings);
	talk.inst->answers = answers;
	talk.inst->arg = has_token(in) ? talk.inst : NULL;
	FUZZ_HOLDS(fake_start(talk.inst) == 0);
	dialogue_open(&talk, port);
	dialogue_say(&talk, in);
	FUZZ_HOLDS(!*talk.answer || strncmp(talk.answer, "HTTP/1.", 7) == 0);
	FUZZ_HOLDS(!strstr(talk.answer, TOKEN));
	FUZZ_HOLDS(asprintf(&told, "%.*s %s", (int)strcspn(talk.answer, "\r"), talk.answer,
			    talk.inst->asked ? talk.inst->asked : "-") > 0);
	fake_close(talk.inst);
	return told;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	dialogue_compare(listen_to, (struct fuzz_input){ data, bytes });
	return 0;
}
