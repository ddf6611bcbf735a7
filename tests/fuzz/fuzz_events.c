/* fuzz_events.c - a stream of Docker's events says the same wherever a read ends.  SPDX-License-Identifier: ISC */
#include <json-c/json.h>

#include "docker.h"
#include "fuzz.h"
#include "jsonstream.h"

struct hearing {
	struct fuzz_text said;
	struct life life;
};

static void take(void *arg, struct json_object *object)
{
	struct hearing *hearing = arg;
	struct docker_event event;
	struct life_sight sight;
	int64_t code;

	if (docker_read_event(&event, object))
		fuzz_print(&hearing->said, "%d %s %s %lld %zu\n", (int)event.life.what,
			   event.life.id, event.name, (long long)event.exit_code,
			   life_hear(&hearing->life, &event.life).count);
	if (docker_read_sight(&sight, &code, object)) {
		struct life_news news = life_see(&hearing->life, &sight);

		FUZZ_HOLDS(news.count <= LIFE_NEWS_MAX);
		fuzz_print(&hearing->said, "%d %d %zu %d\n", (int)sight.what, (int)code, news.count,
			   news.unsure);
	}
}

static void hear(struct hearing *hearing, struct fuzz_input in, uint32_t pieces_seed)
{
	struct fuzz_pieces pieces = { pieces_seed };
	struct jsonstream stream;

	FUZZ_HOLDS(jsonstream_open(&stream) == 0);
	while (in.bytes) {
		struct fuzz_input piece = fuzz_piece(&pieces, &in);
		char *copy = fuzz_copy(piece);

		jsonstream_feed(&stream,
				&(struct jsonstream_input){ copy, piece.bytes, take, hearing });
		free(copy);
	}
	jsonstream_close(&stream);
}

/* The library reads a broken number otherwise when it comes in pieces: only of what is JSON can be said
 * that it must be the same. */
static bool is_json(struct fuzz_input in)
{
	bool good = !memchr(in.data, 0, in.bytes);

	while (good && in.bytes) {
		char *line = fuzz_line(&in);
		struct json_object *object = json_tokener_parse(line);

		good = json_object_is_type(object, json_type_object);
		json_object_put(object);
		free(line);
	}
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct hearing whole = { 0 }, cut = { 0 };
	uint32_t seed = fuzz_byte(&in);

	hear(&whole, in, 0);
	hear(&cut, in, seed);
	if (in.bytes && is_json(in))
		fuzz_same(&cut.said, &whole.said);
	fuzz_text_free(&cut.said);
	fuzz_text_free(&whole.said);
	return 0;
}
