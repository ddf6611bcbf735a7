/* fuzz_replies.c - whatever a mail server or an MQTT broker says, and however it is cut, the dialogue goes
 * forward, ends, and ends the same.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "mqtt.h"
#include "smtp.h"

#define HEARD_BYTES 2048 /* as the connection's */

static void write_scripts(struct script scripts[2])
{
	static const char *const to[] = { "ann@box.example", "bob@box.example", NULL };
	static const struct muzzle_mail mail = { sizeof(mail), "muzzle@box.example", to, false };
	const struct muzzle_http req = { .body = "hello", .body_bytes = 5, .mail = &mail };

	FUZZ_HOLDS(smtp_write(&scripts[0], &req) == 0);
	FUZZ_HOLDS(mqtt_write(&scripts[1], &req, "a/b", 7) == 0);
}

static void check_course(const struct script_course *course, const struct script *script, size_t at)
{
	FUZZ_HOLDS(course->at >= at && course->at < script->count);
	FUZZ_HOLDS(memchr(course->text, '\0', sizeof(course->text)));
	if (course->over)
		FUZZ_HOLDS(course->status == 0 || (course->status >= 200 && course->status < 600));
	if (course->setup)
		FUZZ_HOLDS(course->over && course->status == 0);
}

/* How it went, up to the end or to what is no reply. */
static void listen(struct fuzz_text *said, const struct script *script,
		   const struct script_protocol *protocol, struct fuzz_input in,
		   struct fuzz_pieces pieces)
{
	struct script_course course = { 0 };
	char heard[HEARD_BYTES];
	size_t heard_bytes = 0;
	long bytes = 0;

	while (in.bytes > 0 && !course.over && bytes >= 0 && heard_bytes + 64 < sizeof(heard)) {
		struct fuzz_input piece = fuzz_piece(&pieces, &in);

		memcpy(heard + heard_bytes, piece.data, piece.bytes);
		heard_bytes += piece.bytes;
		while (!course.over && (bytes = protocol->measure(heard, heard_bytes)) > 0) {
			size_t at = course.at;
			char *reply = fuzz_copy(
				(struct fuzz_input){ (const uint8_t *)heard, (size_t)bytes });

			FUZZ_HOLDS((size_t)bytes <= heard_bytes);
			protocol->judge(&course, script, reply, (size_t)bytes);
			free(reply);
			check_course(&course, script, at);
			heard_bytes -= (size_t)bytes;
			memmove(heard, heard + bytes, heard_bytes);
		}
	}
	fuzz_print(said, "%zu %d %d %d %zu %s\n", course.at, course.over, course.status,
		   course.setup, course.refused, course.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct script_protocol *const protocols[] = { &smtp_protocol, &mqtt_protocol };
	struct script scripts[2] = { 0 };
	struct fuzz_input in = { data, bytes };
	uint8_t which = fuzz_byte(&in) & 1;
	struct fuzz_text one = { 0 }, other = { 0 };

	write_scripts(scripts);
	listen(&one, &scripts[which], protocols[which], in, (struct fuzz_pieces){ 1 });
	listen(&other, &scripts[which], protocols[which], in, (struct fuzz_pieces){ 77 });
	fuzz_same(&one, &other);
	buffer_fini(&scripts[0].bytes);
	buffer_fini(&scripts[1].bytes);
	return 0;
}
