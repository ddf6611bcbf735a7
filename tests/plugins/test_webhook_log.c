/* test_webhook_log.c - the built webhook_log.so under a fake host.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_asserts.h"
#include "fake_preset.h"

/* Written when the tests begin, FAKE_WALL_MS. */
#define LINE(session, event)                                          \
	"{\"level\":30,\"time\":1795302186000,\"session\":\"" session \
	"\",\"name\":\"WebhookSender\",\"event\":\"" event            \
	"\",\"url\":\"http://127.0.0.1:9/hook\",\"msg\":\"Sending POST...\"}"

/* The pretty form, whose time of day dates nothing. */
#define PRETTY(session, event)                                       \
	"[23:08:17.788] INFO (WebhookSender/6919): session:" session \
	" - Sending POST... {\"event\":\"" event "\"}"

static struct muzzle_inst *open_waha(const char *proof_every)
{
	struct fake_preset preset;

	fake_preset_read(&preset, "waha", "webhook_log");
	fake_preset_add(&preset, "file", "/var/log/waha.log");
	fake_preset_add(&preset, "proof_every", proof_every);
	return fake_open("webhook_log", preset.settings);
}

static void play(struct muzzle_inst *inst, const char *fixture)
{
	char line[4096];
	FILE *f = fake_fixture(fixture);

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		fake_line(inst, line);
	}
	fclose(f);
}

/* The whole file in one call, as the host gives what came together. */
static void play_recorded(struct muzzle_inst *inst, const char *fixture)
{
	static char text[65536];
	FILE *f = fake_fixture(fixture);

	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	fake_line(inst, text);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

static void the_json_log_proves_by_its_traffic_only(void **state)
{
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	inst->wall_ms = INT64_C(1795400000106); /* its date, as the line has it */
	play(inst, "waha-json.log");
	assert_told(inst, "proof omer +0\n");
	fake_close(inst);
}

static void the_pretty_log_proves_the_same_through_its_colours(void **state)
{
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	play(inst, "waha-pretty.log");
	assert_told(inst, "proof mia +0\n");
	fake_close(inst);
}

/* 140 lines, of them 29 webhooks of presence.update that begin, and as many that are done. */
static void the_recorded_json_log_gives_its_proofs_and_nothing_else(void **state)
{
	struct muzzle_inst *inst = open_waha("0s");
	const char *told;

	(void)state;
	play_recorded(inst, "waha-recorded-json.log");
	told = fake_told(inst);
	assert_int_equal(count(told, "\n"), 29);
	assert_int_equal(count(told, "proof default "), 29);
	assert_true(inst->last.wall);
	fake_close(inst);
}

/* 17 webhooks begin, three of them of presence.update. */
static void the_recorded_pretty_log_gives_its_proofs_and_nothing_else(void **state)
{
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	play_recorded(inst, "waha-recorded-pretty.log");
	assert_told(inst, "proof default +0\nproof default +0\nproof default +0\n");
	fake_close(inst);
}

static void prefixes_of_docker_and_compose_do_no_harm(void **state)
{
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	fake_line(inst, "waha-1  | " LINE("omer", "message"));
	fake_line(inst, "2026-11-21T23:08:17.788123456Z " LINE("omer", "message.any"));
	fake_line(inst,
		  "session:x | [23:08:17.788] \x1b[32mINFO\x1b[39m (WebhookSender/6919): "
		  "\x1b[36msession:mia - Sending POST...\x1b[39m {\"event\":\"call.received\"}\r");
	assert_told(inst, "proof omer +0\nproof omer +0\nproof mia +0\n");
	fake_close(inst);
}

static void colours_are_taken_out_wherever_they_stand(void **state)
{
	const struct fake_setting settings[] = { { "file", "/a" },
						 { "match", "<{session}> {event} now" },
						 { "proof", "seen" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("webhook_log", settings);

	(void)state;
	fake_line(inst, "\x1b[1;31m<om\x1b[0mer>\x1b[38;5;1m s\x1b[meen now\x1b[0m");
	assert_told(inst, "proof omer +0\n");
	fake_advance(inst, 1000);
	fake_line(inst, "<mia>\x1b seen now\x1b["); /* cut off, or none at all */
	assert_told(inst, "proof mia +0\n");
	fake_close(inst);
}

static void connection_events_prove_nothing(void **state)
{
	static const char *const lines[] = { LINE("omer", "session.status"),
					     LINE("omer", "state.change"),
					     LINE("omer", "engine.event"), LINE("omer", "messag"),
					     LINE("omer", "xmessage") };
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		fake_line(inst, lines[i]);
	assert_told(inst, "");
	fake_close(inst);
}

static void every_kind_of_traffic_proves(void **state)
{
	static const char *const lines[] = {
		LINE("a", "message.reaction"),   LINE("a", "message.ack.group"),
		LINE("a", "presence.update"),    LINE("a", "group.v2.join"),
		LINE("a", "call.rejected"),      LINE("a", "poll.vote.failed"),
		LINE("a", "label.chat.deleted"), LINE("a", "chat.archive"),
		LINE("a", "event.response"),
	};
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		fake_line(inst, lines[i]);
		assert_told(inst, "proof a +0\n");
	}
	fake_close(inst);
}

static void odd_lines_are_no_evidence(void **state)
{
	struct muzzle_inst *inst = open_waha("0s");

	(void)state;
	fake_line(inst, "");
	fake_line(inst, "\x1b");
	fake_line(inst, "\x1b[");
	fake_line(inst, "\x1b[36");
	fake_line(inst, "Sending POST...");
	fake_line(inst, LINE(".omer", "message")); /* a capture, but no name */
	fake_line(inst, LINE("o mer", "message"));
	fake_line(inst, LINE("0123456789012345678901234567890123456789012345678901234567890123x",
			     "message"));
	assert_told(inst, "");
	fake_close(inst);
}

static void of_a_busy_session_the_first_and_the_last_proof_are_told(void **state)
{
	struct muzzle_inst *inst = open_waha("1s");

	(void)state;
	for (int i = 0; i < 8; i++) {
		fake_line(inst, PRETTY("omer", "message"));
		fake_advance(inst, 100);
	}
	assert_told(inst, "proof omer +0\n");
	fake_advance(inst, 200);
	assert_told(inst, "proof omer +-300\n"); /* dated when it came, 0.7 s after the first */
	fake_advance(inst, 60000);
	assert_told(inst, "");
	fake_line(inst, PRETTY("omer", "message"));
	assert_told(inst, "proof omer +0\n");
	fake_close(inst);
}

static void busy_sessions_do_not_hide_each_other(void **state)
{
	struct muzzle_inst *inst = open_waha("1s");

	(void)state;
	fake_line(inst, PRETTY("omer", "message"));
	fake_advance(inst, 500);
	fake_line(inst, PRETTY("mia", "message"));
	fake_line(inst, PRETTY("omer", "message"));
	fake_line(inst, PRETTY("mia", "message"));
	assert_told(inst, "proof omer +0\nproof mia +0\n");
	fake_advance(inst, 1000);
	assert_told(inst, "proof omer +-500\nproof mia +-500\n");
	fake_close(inst);
}

static void a_thousand_sessions_and_more_are_all_proven(void **state)
{
	struct muzzle_inst *inst = open_waha("1s");
	char line[256];

	(void)state;
	for (int i = 0; i < 1200; i++) {
		snprintf(
			line, sizeof(line),
			"\"time\":1795302186000,\"session\":\"s%d\",\"event\":\"message\",\"msg\":\"Sending POST...\"",
			i);
		fake_line(inst, line);
	}
	assert_int_equal(inst->reports, 1200);
	fake_close(inst);
}

static void a_status_in_the_log_is_a_claim_of_the_mapped_word(void **state)
{
	const struct fake_setting settings[] = {
		{ "command", "logread -f" },
		{ "match", "* {session}: {event} is now {status}" },
		{ "claim", "state" },
		{ "proof", "traffic" },
		{ "up", "open" },
		{ "starting", "connecting" },
		{ "down", "broken" },
		{ "off", "closed" },
		{ "human", "qr" },
		{ NULL, NULL },
	};
	struct muzzle_inst *inst = fake_open("webhook_log", settings);

	(void)state;
	fake_line(inst, "daemon omer: state is now open");
	fake_line(inst, "daemon omer: state is now connecting");
	fake_line(inst, "daemon omer: state is now broken");
	fake_line(inst, "daemon omer: state is now closed");
	fake_line(inst, "daemon omer: state is now qr");
	fake_line(inst, "daemon omer: state is now marvellous");
	fake_line(inst, "daemon omer: traffic is now heavy");
	fake_line(inst, "daemon omer: weather is now open");
	assert_told(inst, "claim omer up open\n"
			  "claim omer starting connecting\n"
			  "claim omer down broken\n"
			  "claim omer off closed\n"
			  "claim omer human qr\n"
			  "claim omer human marvellous\n"
			  "proof omer +0\n");
	fake_close(inst);
}

static void a_template_without_an_event_claims_but_proves_nothing(void **state)
{
	const struct fake_setting settings[] = { { "file", "/var/log/gw.log" },
						 { "match", "status={status}" },
						 { "match", "alive" },
						 { "proof", "*" },
						 { "up", "ok" },
						 { "session", "main" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("webhook_log", settings);

	(void)state;
	fake_line(inst, "status=ok");
	fake_line(inst, "alive");
	assert_told(inst, "claim main up ok\n");
	fake_close(inst);
}

static void the_first_template_that_matches_decides(void **state)
{
	const struct fake_setting settings[] = { { "file", "/var/log/gw.log" },
						 { "match", "retry *" },
						 { "match", "* {session} {event}" },
						 { "proof", "message" },
						 { "session", "nobody" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("webhook_log", settings);

	(void)state;
	fake_line(inst, "retry omer message");
	assert_told(inst, "");
	fake_line(inst, "send omer message");
	assert_told(inst, "proof omer +0\n");
	fake_close(inst);
}

static void lines_come_from_a_file_a_container_or_a_command(void **state)
{
	const struct fake_setting file[] = {
		{ "file", "/a" }, { "match", "{session} {event}" }, { "proof", "x" }, { NULL, NULL }
	};
	const struct fake_setting docker[] = { { "docker", "gw" },
					       { "match", "{session} {event}" },
					       { "proof", "x" },
					       { NULL, NULL } };
	const struct fake_setting command[] = { { "command", "logread -f" },
						{ "match", "{session} {event}" },
						{ "proof", "x" },
						{ "max_line", "1k" },
						{ NULL, NULL } };
	struct muzzle_inst *a = fake_open("webhook_log", file),
			   *b = fake_open("webhook_log", docker);
	struct muzzle_inst *c = fake_open("webhook_log", command);

	(void)state;
	assert_string_equal(a->stream[0].from.file, "/a");
	assert_int_equal(a->stream[0].from.max_line_bytes, 16384);
	assert_int_equal(b->streams, 0);
	fake_advance(b, 0);
	assert_string_equal(fake_pending(b, 0)->req.url, "http://docker/containers/gw/json");
	assert_string_equal(fake_pending(b, 0)->req.unix_socket, "/var/run/docker.sock");
	assert_string_equal(c->stream[0].from.argv[1], "-f");
	assert_int_equal(c->stream[0].from.max_line_bytes, 1024);
	fake_close(a);
	fake_close(b);
	fake_close(c);
}

static void a_log_that_cannot_be_read_is_blind_and_a_mistake_is_a_fault(void **state)
{
	struct muzzle_inst *inst = open_waha("1s");

	(void)state;
	fake_line_fault(inst, MUZZLE_SETUP, "no such file");
	assert_told(inst, "fault - setup no such file\n");
	fake_line_fault(inst, MUZZLE_PATH, "it ended");
	fake_line_fault(inst, MUZZLE_PATH, "it ended");
	assert_told(inst, "blind it ended\n");
	fake_close(inst);
}

static void what_breaks_again_after_its_last_words_goes_on_being_blind(void **state)
{
	struct muzzle_inst *inst = open_waha("1s");

	(void)state;
	for (int i = 0; i < 5; i++) {
		fake_line(inst, "cannot open the log");
		fake_advance(inst, 9000);
		fake_line_fault(inst, MUZZLE_PATH, "it ended");
		fake_advance(inst, 60000);
	}
	assert_told(inst, "blind it ended\n");
	fake_line(inst, "a line");
	fake_advance(inst, 9999);
	assert_told(inst, "");
	fake_advance(inst, 1);
	assert_told(inst, "seeing\n");
	fake_close(inst);
}

static void what_cannot_work_is_refused_with_its_remedy(void **state)
{
	const struct fake_setting none[] = { { "match", "{session} {event}" }, { NULL, NULL } };
	const struct fake_setting two[] = { { "file", "/a" },
					    { "docker", "b" },
					    { "match", "{session} {event}" },
					    { NULL, NULL } };
	const struct fake_setting nobody[] = { { "file", "/a" },
					       { "match", "{event}!" },
					       { NULL, NULL } };
	const struct fake_setting broken[] = { { "file", "/a" },
					       { "match", "{session}{event}" },
					       { NULL, NULL } };
	const struct fake_setting wordless[] = { { "file", "/a" },
						 { "match", "{session} {event} {status}" },
						 { "claim", "x" },
						 { NULL, NULL } };
	const struct fake_setting silent[] = { { "file", "/a" }, { NULL, NULL } };

	(void)state;
	assert_refuses("webhook_log", none, "exactly one of");
	assert_refuses("webhook_log", two, "exactly one of");
	assert_refuses("webhook_log", nobody, "`session` is not set");
	assert_refuses("webhook_log", broken, "needs text");
	assert_refuses("webhook_log", wordless, "`up`");
	struct muzzle_inst *inst = fake_new("webhook_log", silent);
	assert_int_equal(inst->rc, -EINVAL);
	fake_close(inst);
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = open_waha("1s"), *other = open_waha("1s");

	(void)state;
	fake_line(one, LINE("omer", "message"));
	fake_line(one, LINE("omer", "message"));
	fake_line(other, LINE("mia", "message"));
	fake_advance(other, 5000);
	assert_told(one, "proof omer +0\n");
	assert_told(other, "proof mia +0\n");
	fake_close(one);
	fake_line(other, "\x1b[0m" LINE("mia", "message"));
	assert_told(other, "proof mia +-5000\n");
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_json_log_proves_by_its_traffic_only),
		cmocka_unit_test(the_pretty_log_proves_the_same_through_its_colours),
		cmocka_unit_test(the_recorded_json_log_gives_its_proofs_and_nothing_else),
		cmocka_unit_test(the_recorded_pretty_log_gives_its_proofs_and_nothing_else),
		cmocka_unit_test(prefixes_of_docker_and_compose_do_no_harm),
		cmocka_unit_test(colours_are_taken_out_wherever_they_stand),
		cmocka_unit_test(connection_events_prove_nothing),
		cmocka_unit_test(every_kind_of_traffic_proves),
		cmocka_unit_test(odd_lines_are_no_evidence),
		cmocka_unit_test(of_a_busy_session_the_first_and_the_last_proof_are_told),
		cmocka_unit_test(busy_sessions_do_not_hide_each_other),
		cmocka_unit_test(a_thousand_sessions_and_more_are_all_proven),
		cmocka_unit_test(a_status_in_the_log_is_a_claim_of_the_mapped_word),
		cmocka_unit_test(a_template_without_an_event_claims_but_proves_nothing),
		cmocka_unit_test(the_first_template_that_matches_decides),
		cmocka_unit_test(lines_come_from_a_file_a_container_or_a_command),
		cmocka_unit_test(a_log_that_cannot_be_read_is_blind_and_a_mistake_is_a_fault),
		cmocka_unit_test(what_breaks_again_after_its_last_words_goes_on_being_blind),
		cmocka_unit_test(what_cannot_work_is_refused_with_its_remedy),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
