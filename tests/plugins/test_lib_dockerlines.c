/* test_lib_dockerlines.c - lines out of Docker's log stream, in both of its forms.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dockerlines.h"
#include "fake_asserts.h"

#define LINE_MAX_BYTES 256
#define T1 "2026-11-22T06:43:01.000000001Z "
#define T2 "2026-11-22T06:43:02.000000002Z "
#define NS1 "1795329781000000001"
#define NS2 "1795329782000000002"
#define PART 16384 /* of a long line, as the Engine cuts it */

struct bytes {
	char data[64 * 1024];
	size_t count;
};

struct told {
	char text[8192];
	size_t used;
};

/* One line each: stream, nanoseconds, bytes, text. */
static void tell(void *arg, const struct dockerlines_line *line)
{
	struct told *t = arg;

	assert_int_equal(strlen(line->text), line->bytes);
	t->used += (size_t)snprintf(t->text + t->used, sizeof(t->text) - t->used,
				    "%d %" PRId64 " %s\n", (int)line->stream, line->unix_ns,
				    line->text);
	assert_true(t->used < sizeof(t->text));
}

/* Feeds it in pieces of step bytes; whether all of it was frames. */
static bool feed(const struct bytes *in, bool tty, size_t step, struct told *told)
{
	struct dockerlines d;
	bool ok = true;

	told->used = 0;
	told->text[0] = '\0';
	assert_int_equal(dockerlines_open(&d, LINE_MAX_BYTES, tell, told), 0);
	dockerlines_reset(&d, tty);
	for (size_t at = 0; at < in->count && ok; at += step)
		ok = dockerlines_feed(&d, in->data + at,
				      in->count - at < step ? in->count - at : step);
	dockerlines_close(&d);
	return ok;
}

/* The same, however it is cut. */
static void assert_lines(const struct bytes *in, bool tty, const char *lines)
{
	static const size_t steps[] = { 1, 2, 3, 7, 8, 9, 31, 39, 40, 100, 4096, 1 << 20 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct told told;

		assert_true(feed(in, tty, steps[i], &told));
		assert_string_equal(told.text, lines);
	}
}

static void add(struct bytes *b, const void *data, size_t bytes)
{
	assert_true(b->count + bytes <= sizeof(b->data));
	memcpy(b->data + b->count, data, bytes);
	b->count += bytes;
}

static void add_text(struct bytes *b, const char *text)
{
	add(b, text, strlen(text));
}

static void add_header(struct bytes *b, int stream, size_t bytes)
{
	const unsigned char header[] = { (unsigned char)stream,
					 0,
					 0,
					 0,
					 (unsigned char)(bytes >> 24),
					 (unsigned char)(bytes >> 16),
					 (unsigned char)(bytes >> 8),
					 (unsigned char)bytes };

	add(b, header, sizeof(header));
}

static void add_frame(struct bytes *b, int stream, const char *text)
{
	add_header(b, stream, strlen(text));
	add_text(b, text);
}

static void add_fill(struct bytes *b, char c, size_t bytes)
{
	assert_true(b->count + bytes <= sizeof(b->data));
	memset(b->data + b->count, c, bytes);
	b->count += bytes;
}

static void read_fixture(struct bytes *b, const char *name)
{
	FILE *file = fake_fixture(name);

	b->count = fread(b->data, 1, sizeof(b->data), file);
	fclose(file);
	assert_in_range(b->count, 100, sizeof(b->data) - 1);
}

#define SENT(time, session, event)                                                  \
	"{\"level\":30,\"time\":" time ",\"pid\":7,\"hostname\":\"waha\",\"name\":" \
	"\"WebhookSender\",\"session\":\"" session "\",\"event\":\"" event          \
	"\",\"id\":\"evt_01\",\"msg\":\"Sending POST...\"}\n"

static void what_an_engine_sent_is_read_in_frames(void **state)
{
	struct bytes b;

	(void)state;
	read_fixture(&b, "docker-logs-frames.bin");
	assert_lines(
		&b, false,
		"2 1795330233042960753 warn: one\n"
		"1 1795330233043018886 " SENT("1795302186055", "omer", "presence.update") "1 1795330233043021775 " SENT(
			"1795302186155", "omer",
			"session.status") "1 1795330233043023235 " SENT("1795302186255", "work",
									"message"));
}

static void what_an_engine_sent_of_a_terminal_is_read(void **state)
{
	struct bytes b;

	(void)state;
	read_fixture(&b, "docker-logs-tty.bin");
	assert_lines(
		&b, true,
		"1 1795330233206806879 " SENT(
			"1795302186055", "omer",
			"presence.update") "1 1795330233206830846 warn: one\n"
					   "1 1795330233206891760 " SENT(
						   "1795302186155", "omer",
						   "session.status") "1 1795330233207043514 " SENT("1795302186255",
												   "work",
												   "message"));
}

static void every_split_in_two_gives_the_same(void **state)
{
	struct bytes b = { .count = 0 };
	struct told whole, split;

	(void)state;
	read_fixture(&b, "docker-logs-frames.bin");
	assert_true(feed(&b, false, b.count, &whole));
	for (size_t at = 1; at < b.count; at++) {
		struct dockerlines d;

		split.used = 0;
		assert_int_equal(dockerlines_open(&d, LINE_MAX_BYTES, tell, &split), 0);
		assert_true(dockerlines_feed(&d, b.data, at));
		assert_true(dockerlines_feed(&d, b.data + at, b.count - at));
		dockerlines_close(&d);
		assert_string_equal(split.text, whole.text);
	}
}

static void the_parts_of_a_line_are_one_line(void **state)
{
	struct bytes b = { .count = 0 };

	(void)state;
	add_frame(&b, 1, T1 "abc");
	add_frame(&b, 2, T2 "other\n");
	add_frame(&b, 1, T1 "def");
	add_frame(&b, 1, T1 "ghi\n");
	assert_lines(&b, false, "2 " NS2 " other\n1 " NS1 " abcdefghi\n");
}

static void a_part_of_another_time_begins_another_line(void **state)
{
	struct bytes b = { .count = 0 };

	(void)state;
	add_frame(&b, 1, T1 "died in the middle");
	add_frame(&b, 1, T2 "lives\n");
	assert_lines(&b, false, "1 " NS1 " died in the middle\n1 " NS2 " lives\n");
}

static void the_parts_of_a_terminal_s_line_are_found_by_their_length(void **state)
{
	struct bytes b = { .count = 0 };
	char want[LINE_MAX_BYTES * 4] = "1 " NS1 " ";

	(void)state;
	add_text(&b, T1);
	add_fill(&b, 'x', PART);
	add_text(&b, T1);
	add_fill(&b, 'y', PART);
	add_text(&b, T1 "z\r\n" T2 "next\r\n" T2);
	add_fill(&b, 'v', PART);
	add_text(&b, T1 "after a death\r\n");
	memset(want + strlen(want), 'x', LINE_MAX_BYTES);
	strcat(want, "\n1 " NS2 " next\n1 " NS2 " ");
	memset(want + strlen(want), 'v', LINE_MAX_BYTES);
	strcat(want, "\n1 " NS1 " after a death\n");
	assert_lines(&b, true, want);
}

/* The driver `local` does, on a terminal; without one the frames tell. */
static void a_newline_that_was_lost_behind_parts_is_found(void **state)
{
	static const size_t rests[] = { 0, 1, 100, PART - 40, PART - 2, PART - 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++) {
		struct bytes b = { .count = 0 };
		char want[LINE_MAX_BYTES * 2] = "1 " NS1 " ";

		add_text(&b, T1);
		add_fill(&b, 'x', PART);
		add_text(&b, T1);
		add_fill(&b, 'y', rests[i]);
		add_text(&b, "\r" T2 "a\rb\r\n" T2 "c\r\n");
		memset(want + strlen(want), 'x', LINE_MAX_BYTES);
		strcat(want, "\n1 " NS2 " a\rb\n1 " NS2 " c\n");
		assert_lines(&b, true, want);
	}
}

static void only_behind_parts_is_a_newline_missed(void **state)
{
	struct bytes b = { .count = 0 }, f = { .count = 0 }, t = { .count = 0 };
	struct told told;

	(void)state;
	add_text(&b, T1 "a\r" T2 "b\r\n");
	assert_lines(&b, true, "1 " NS1 " a\r" T2 "b\n");
	add_frame(&f, 1, T1 "a");
	add_frame(&f, 1, T1 "b\r" T2 "c\n");
	assert_lines(&f, false, "1 " NS1 " ab\r" T2 "c\n");
	add_text(&t, T2);
	add_fill(&t, 'x', PART);
	add_text(&t, T1 "after a death\r" T2 "a\r\n");
	assert_true(feed(&t, true, 100, &told));
	assert_non_null(strstr(told.text, "x\n1 " NS1 " after a death\r" T2 "a\n"));
}

/* Of the newest line: its bytes, and whether a time is left in it. */
struct noted {
	size_t bytes;
	bool has_time;
};

static void note(void *arg, const struct dockerlines_line *line)
{
	struct noted *n = arg;

	n->bytes = line->bytes;
	n->has_time = strstr(line->text, "2026-") != NULL;
}

static void what_a_terminal_overwrites_does_not_hide_where_parts_end(void **state)
{
	struct bytes b = { .count = 0 };

	(void)state;
	add_text(&b, T2);
	add_fill(&b, 'w', PART);
	add_text(&b, T2 "v\r" T1); /* a lost newline: the count begins anew */
	add_fill(&b, 'x', PART);
	add_text(&b, T1);
	for (size_t i = 0; i < PART / 64; i++) {
		add_text(&b, "\r");
		add_fill(&b, 'y', 63);
	}
	add_text(&b, T1 "\rz\r\n");
	for (size_t step = 1; step < 100; step++) {
		struct noted noted = { 0, false };
		struct dockerlines d;

		assert_int_equal(dockerlines_open(&d, sizeof(b.data), note, &noted), 0);
		dockerlines_reset(&d, true);
		for (size_t at = 0; at < b.count; at += step)
			dockerlines_feed(&d, b.data + at,
					 b.count - at < step ? b.count - at : step);
		dockerlines_close(&d);
		assert_int_equal(noted.bytes, 2 * PART + 2);
		assert_false(noted.has_time);
	}
}

static void a_driver_without_parts_may_have_longer_lines(void **state)
{
	struct bytes b = { .count = 0 };
	struct told told;

	(void)state;
	add_text(&b, T1);
	add_fill(&b, 'x', PART + 5000);
	add_text(&b, "\r\n" T2 "next\r\n");
	assert_true(feed(&b, true, 1000, &told));
	assert_non_null(strstr(told.text, "x\n1 " NS2 " next\n"));
	assert_null(strstr(told.text, "\n1 0 "));
}

static void longer_lines_are_cut(void **state)
{
	struct bytes b = { .count = 0 };
	struct told told;
	const char *text;

	(void)state;
	add_header(&b, 1, strlen(T1) + 2000 + 1);
	add_text(&b, T1);
	add_fill(&b, 'x', 2000);
	add_text(&b, "\n");
	add_frame(&b, 1, T2 "short\n");
	for (size_t step = 1; step < 64; step++) {
		assert_true(feed(&b, false, step, &told));
		text = strchr(told.text, 'x');
		assert_int_equal(strspn(text, "x"), LINE_MAX_BYTES);
		assert_string_equal(text + LINE_MAX_BYTES, "\n1 " NS2 " short\n");
	}
}

static void empty_lines_are_lines(void **state)
{
	struct bytes b = { .count = 0 };
	struct bytes t = { .count = 0 };

	(void)state;
	add_frame(&b, 1, T1 "\n");
	add_frame(&b, 1, ""); /* a frame of nothing is none */
	add_frame(&b, 2, T2 "a\n\nb\n");
	add_frame(&b, 1, T2 "c\r\n"); /* the process's own */
	add_frame(&b, 0, T2 "d\n");
	assert_lines(&b, false,
		     "1 " NS1 " \n2 " NS2 " a\n2 " NS2 " \n2 " NS2 " b\n1 " NS2 " c\r\n1 " NS2
		     " d\n");
	add_text(&t, T1 "\r\n" T2 "a\r\r\n");
	assert_lines(&t, true, "1 " NS1 " \n1 " NS2 " a\r\n");
}

static void what_bears_no_time_is_the_engine_s_own(void **state)
{
	struct bytes b = { .count = 0 };
	struct bytes t = { .count = 0 };

	(void)state;
	add_frame(&b, 1, T1 "line\n");
	add_frame(&b, 3, "error grabbing logs: EOF\n");
	add_frame(&b, 2, "x");
	add_frame(&b, 2, "\n");
	add_frame(&b, 1, T2 "begun");
	add_frame(&b, 1, "the end\n");
	assert_lines(&b, false,
		     "1 " NS1 " line\n2 0 error grabbing logs: EOF\n2 0 x\n1 " NS2
		     " begun\n1 0 the end\n");
	add_text(&t, "{\"message\":\"no such container: waha\"}\n\n2026-11-22\n");
	add_text(&t, "2026-11-22T06:43:01Zulu time\n");
	assert_lines(&t, true,
		     "1 0 {\"message\":\"no such container: waha\"}\n1 0 \n1 0 2026-11-22\n"
		     "1 0 2026-11-22T06:43:01Zulu time\n");
}

/* As podman 4.3 sends them, and as others may. */
static void other_engines_give_times_with_fewer_digits_and_a_zone(void **state)
{
	struct bytes b = { .count = 0 };

	(void)state;
	add_frame(&b, 1, "2026-11-22T07:26:04Z {\"n\":0}\n");
	add_frame(&b, 2, "2026-11-22T07:26:04Z err 0\n");
	add_frame(&b, 1, "2026-11-22T07:26:04Z xx");
	add_frame(&b, 1, "2026-11-22T07:26:04Z \n");
	add_frame(&b, 1, "2026-11-22T08:43:01.5+02:00 a\n");
	assert_lines(&b, false,
		     "1 1795332364000000000 {\"n\":0}\n2 1795332364000000000 err 0\n"
		     "1 1795332364000000000 xx\n1 1795329781500000000 a\n");
}

static void assert_broken(const char *bytes, size_t count)
{
	struct bytes b = { .count = 0 };
	struct told told;

	add_frame(&b, 1, T1 "line\n");
	add(&b, bytes, count);
	add_frame(&b, 1, T2 "never read\n");
	for (size_t step = 1; step < 64; step++) {
		assert_false(feed(&b, false, step, &told));
		assert_string_equal(told.text, "1 " NS1 " line\n");
	}
}

static void what_cannot_be_a_frame_ends_the_reading(void **state)
{
	(void)state;
	assert_broken("\x04\0\0\0\0\0\0\x01", 8);
	assert_broken("\x01\x01\0\0\0\0\0\x01", 8);
	assert_broken("\x01\0\x01\0\0\0\0\x01", 8);
	assert_broken("\x01\0\0\x01\0\0\0\x01", 8);
	assert_broken("\x01\0\0\0\0\x40\0\x01", 8); /* 4 MiB and one byte */
	assert_broken("\x01\0\0\0\xff\xff\xff\xff", 8);
	assert_broken("{\"message\"", 10);
}

static void a_new_stream_knows_nothing_of_the_one_before(void **state)
{
	struct told told = { .used = 0 };
	struct bytes b = { .count = 0 };
	struct dockerlines d;

	(void)state;
	assert_int_equal(dockerlines_open(&d, LINE_MAX_BYTES, tell, &told), 0);
	assert_false(dockerlines_feed(&d, "what is this", 12));
	assert_false(dockerlines_feed(&d, "\x01", 1));
	dockerlines_reset(&d, false);
	add_frame(&b, 1, T1 "cut of");
	assert_true(dockerlines_feed(&d, b.data, b.count - 1));
	dockerlines_reset(&d, true);
	assert_true(dockerlines_feed(&d, T1 "whole\n", strlen(T1 "whole\n")));
	dockerlines_close(&d);
	assert_string_equal(told.text, "1 " NS1 " whole\n");
}

static void the_oldest_line_that_is_not_whole_is_known(void **state)
{
	struct told told = { .used = 0 };
	struct bytes b = { .count = 0 };
	struct dockerlines d;

	(void)state;
	assert_int_equal(dockerlines_open(&d, LINE_MAX_BYTES, tell, &told), 0);
	assert_true(dockerlines_begun_ns(&d) == INT64_MAX);
	add_frame(&b, 2, T1 "begun");
	add_frame(&b, 1, T2 "begun later");
	assert_true(dockerlines_feed(&d, b.data, b.count));
	assert_int_equal(dockerlines_begun_ns(&d), 1795329781000000001);
	b.count = 0;
	add_frame(&b, 2, T1 "ended\n");
	assert_true(dockerlines_feed(&d, b.data, b.count));
	assert_int_equal(dockerlines_begun_ns(&d), 1795329782000000002);
	b.count = 0;
	add_frame(&b, 1, T2 "ended\n");
	add_frame(&b, 2, "the Engine's words");
	assert_true(dockerlines_feed(&d, b.data, b.count));
	assert_true(dockerlines_begun_ns(&d) == INT64_MAX);
	dockerlines_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_an_engine_sent_is_read_in_frames),
		cmocka_unit_test(what_an_engine_sent_of_a_terminal_is_read),
		cmocka_unit_test(every_split_in_two_gives_the_same),
		cmocka_unit_test(the_parts_of_a_line_are_one_line),
		cmocka_unit_test(a_part_of_another_time_begins_another_line),
		cmocka_unit_test(the_parts_of_a_terminal_s_line_are_found_by_their_length),
		cmocka_unit_test(a_newline_that_was_lost_behind_parts_is_found),
		cmocka_unit_test(only_behind_parts_is_a_newline_missed),
		cmocka_unit_test(what_a_terminal_overwrites_does_not_hide_where_parts_end),
		cmocka_unit_test(a_driver_without_parts_may_have_longer_lines),
		cmocka_unit_test(longer_lines_are_cut),
		cmocka_unit_test(empty_lines_are_lines),
		cmocka_unit_test(what_bears_no_time_is_the_engine_s_own),
		cmocka_unit_test(other_engines_give_times_with_fewer_digits_and_a_zone),
		cmocka_unit_test(what_cannot_be_a_frame_ends_the_reading),
		cmocka_unit_test(a_new_stream_knows_nothing_of_the_one_before),
		cmocka_unit_test(the_oldest_line_that_is_not_whole_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
