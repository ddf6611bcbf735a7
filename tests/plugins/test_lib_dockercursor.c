/* test_lib_dockercursor.c - no line of a container's log is lost or read twice.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dockercursor.h"

#define SECOND_NS INT64_C(1000000000)
#define NOW_NS (INT64_C(1795329818) * SECOND_NS)
#define OUT DOCKERLINES_OUT
#define ERR DOCKERLINES_ERR

static bool passes(struct dockercursor *c, enum dockerlines_stream stream, int64_t unix_ns)
{
	const struct dockerlines_line line = { "text", 4, unix_ns, stream };

	return dockercursor_pass(c, &line);
}

static struct dockercursor new_cursor(void)
{
	struct dockercursor c;

	dockercursor_init(&c, NOW_NS);
	dockercursor_adopt(&c, "aaaaaaaaaaaabbbb");
	return c;
}

/* As a daemon that is started again has it. */
static struct dockercursor recalled(const struct dockercursor *c)
{
	char text[DOCKERCURSOR_TEXT_BYTES];
	struct dockercursor r;

	dockercursor_init(&r, 0);
	dockercursor_write(c, text);
	assert_true(dockercursor_read(&r, text));
	return r;
}

static void what_was_written_before_the_first_start_is_old(void **state)
{
	struct dockercursor c = new_cursor();

	(void)state;
	assert_int_equal(dockercursor_resume(&c, NOW_NS + 5), NOW_NS - SECOND_NS);
	assert_false(passes(&c, OUT, NOW_NS - 1));
	assert_true(passes(&c, OUT, NOW_NS));
	assert_true(passes(&c, ERR, NOW_NS + 1));
}

static void lines_of_the_very_last_time_are_counted(void **state)
{
	struct dockercursor c = new_cursor();

	(void)state;
	dockercursor_resume(&c, NOW_NS);
	assert_true(passes(&c, OUT, NOW_NS + 7));
	assert_true(passes(&c, OUT, NOW_NS + 7));
	assert_true(passes(&c, ERR, NOW_NS + 7));
	for (int i = 0; i < 3; i++) {
		c = recalled(&c);
		assert_int_equal(dockercursor_resume(&c, NOW_NS + 7), NOW_NS + 7 - SECOND_NS);
		assert_false(passes(&c, OUT, NOW_NS + 6));
		assert_false(passes(&c, ERR, NOW_NS + 7));
		assert_true(passes(&c, ERR, NOW_NS + 7 + i));
		c = recalled(&c);
		dockercursor_resume(&c, NOW_NS + 7);
		for (int known = 0; known < 2 + i; known++)
			assert_false(passes(&c, OUT, NOW_NS + 7));
		assert_true(passes(&c, OUT, NOW_NS + 7));
	}
}

static void either_stream_has_a_place_of_its_own(void **state)
{
	struct dockercursor c = new_cursor();

	(void)state;
	dockercursor_resume(&c, NOW_NS);
	assert_true(passes(&c, OUT, NOW_NS + 900));
	assert_int_equal(dockercursor_resume(&c, NOW_NS + 1000), NOW_NS + 900 - SECOND_NS);
	assert_false(passes(&c, OUT, NOW_NS + 900));
	assert_true(passes(&c, ERR, NOW_NS + 800)); /* written behind what is younger */
}

static void a_line_that_was_read_in_part_is_asked_for_again(void **state)
{
	struct dockercursor c = new_cursor();

	(void)state;
	dockercursor_resume(&c, NOW_NS);
	assert_true(passes(&c, OUT, NOW_NS + 60 * SECOND_NS));
	c.begun_ns = NOW_NS + 20 * SECOND_NS;
	c = recalled(&c);
	assert_int_equal(dockercursor_resume(&c, NOW_NS + 60 * SECOND_NS), NOW_NS + 19 * SECOND_NS);
	assert_true(passes(&c, ERR, NOW_NS + 20 * SECOND_NS));
	assert_false(passes(&c, OUT, NOW_NS + 30 * SECOND_NS));
	assert_false(passes(&c, OUT, NOW_NS + 60 * SECOND_NS));
}

static void all_lines_of_another_container_are_new(void **state)
{
	struct dockercursor c = new_cursor();

	(void)state;
	dockercursor_resume(&c, NOW_NS);
	assert_true(passes(&c, OUT, NOW_NS + 7));
	dockercursor_adopt(&c, "aaaaaaaaaaaa"); /* the same */
	assert_int_equal(dockercursor_resume(&c, NOW_NS), NOW_NS + 7 - SECOND_NS);
	c = recalled(&c);
	dockercursor_adopt(&c, "bbbbbbbbbbbbaaaa");
	assert_int_equal(dockercursor_resume(&c, NOW_NS), 0);
	assert_true(passes(&c, OUT, NOW_NS - 1));
	assert_true(passes(&c, ERR, 1));
}

static void one_that_was_never_seen_is_no_other_one(void **state)
{
	struct dockercursor c;

	(void)state;
	dockercursor_init(&c, NOW_NS);
	c = recalled(&c);
	dockercursor_adopt(&c, "aaaaaaaaaaaabbbb");
	assert_int_equal(dockercursor_resume(&c, NOW_NS), NOW_NS - SECOND_NS);
	assert_string_equal(c.id, "aaaaaaaaaaaa");
}

static void a_clock_set_back_hides_no_line(void **state)
{
	struct dockercursor c = new_cursor();
	int64_t back_ns = NOW_NS - 3600 * SECOND_NS;

	(void)state;
	dockercursor_resume(&c, NOW_NS);
	assert_true(passes(&c, OUT, NOW_NS));
	assert_true(passes(&c, ERR, NOW_NS));
	assert_true(passes(&c, OUT, back_ns)); /* while the stream stands */
	assert_int_equal(dockercursor_resume(&c, back_ns + 5), back_ns - SECOND_NS);
	assert_false(passes(&c, OUT, back_ns));
	assert_true(passes(&c, ERR, back_ns + 6));
	c = new_cursor(); /* and while none did */
	assert_int_equal(dockercursor_resume(&c, back_ns), back_ns - SECOND_NS);
	assert_true(passes(&c, OUT, back_ns));
	c = new_cursor(); /* but seconds are the difference of two clocks */
	assert_int_equal(dockercursor_resume(&c, NOW_NS - DOCKERCURSOR_AHEAD_NS),
			 NOW_NS - SECOND_NS);
	assert_false(passes(&c, OUT, NOW_NS - 1));
}

static void what_is_no_cursor_is_refused(void **state)
{
	static const char *const bad[] = { "",
					   "aaaaaaaaaaaa",
					   "aaaaaaaaaaaa 1 2 3 4",
					   "aaaaaaaaaaaa 1 2 3 4 5 6",
					   "aaaaaaaaaaaa 1 2 3 4 5x",
					   "aaaaaaaaaaaaa 1 2 3 4 5",
					   "AAAA 1 2 3 4 5",
					   " 1 2 3 4 5",
					   "aaaaaaaaaaaa -1 2 3 4 5",
					   "aaaaaaaaaaaa 1 -2 3 4 5",
					   "aaaaaaaaaaaa 1 2 -3 4 5",
					   "aaaaaaaaaaaa 1 2 3 -4 5",
					   "aaaaaaaaaaaa 1 2 3 4 -5",
					   "aaaaaaaaaaaa 1 2 3 4 9223372036854775807" };
	struct dockercursor c = new_cursor();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (dockercursor_read(&c, bad[i]))
			fail_msg("read '%s'", bad[i]);
	assert_string_equal(c.id, "aaaaaaaaaaaa");
	assert_true(dockercursor_read(&c, "bbbbbbbbbbbb 9223372036854775807 2 3 4 5"));
	assert_int_equal(dockercursor_resume(&c, NOW_NS), NOW_NS - SECOND_NS);
}

/* A log as the Engine keeps it: times of either stream never go back, and a stream that is asked for
 * begins with the first line that is not older than that. */
#define LOG_LINES 400
#define STREAMS_READ 60

struct log {
	struct dockerlines_line lines[LOG_LINES];
	int read[LOG_LINES];
};

static void write_log(struct log *log, unsigned *seed)
{
	int64_t last_ns[DOCKERLINES_STREAMS] = { 0, NOW_NS, NOW_NS };

	for (size_t i = 0; i < LOG_LINES; i++) {
		enum dockerlines_stream stream = rand_r(seed) % 3 ? OUT : ERR;
		int64_t *ns = &last_ns[stream];

		/* The two are apart by less than the overlap. */
		if (rand_r(seed) % 2 && *ns < NOW_NS + (int64_t)i * SECOND_NS / 4)
			*ns += rand_r(seed) % 2 ? 1 : SECOND_NS / 4;
		if (*ns < NOW_NS + (int64_t)i * SECOND_NS / 4 - SECOND_NS / 2)
			*ns = NOW_NS + (int64_t)i * SECOND_NS / 4 - SECOND_NS / 2;
		log->lines[i] = (struct dockerlines_line){ "text", 4, *ns, stream };
		log->read[i] = 0;
	}
}

static void read_log(struct log *log, struct dockercursor *c, size_t until)
{
	int64_t since_ns = dockercursor_resume(c, NOW_NS + LOG_LINES * SECOND_NS);
	size_t i = 0;

	while (i < until && log->lines[i].unix_ns < since_ns)
		i++;
	for (; i < until; i++)
		log->read[i] += dockercursor_pass(c, &log->lines[i]);
}

static void streams_cut_anywhere_give_each_line_once(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 500; round++) {
		struct dockercursor c = new_cursor();
		unsigned seed = round;
		struct log log;
		size_t written = 0;

		write_log(&log, &seed);
		for (size_t i = 0; i < STREAMS_READ; i++) {
			written += (size_t)rand_r(&seed) % 12;
			written = written < LOG_LINES ? written : LOG_LINES;
			read_log(&log, &c, written);
			if (rand_r(&seed) % 2)
				c = recalled(&c);
		}
		for (size_t i = 0; i < LOG_LINES; i++)
			if (log.read[i] != (i < written))
				fail_msg("seed %u: line %zu was read %d times", round, i,
					 log.read[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_before_the_first_start_is_old),
		cmocka_unit_test(lines_of_the_very_last_time_are_counted),
		cmocka_unit_test(either_stream_has_a_place_of_its_own),
		cmocka_unit_test(a_line_that_was_read_in_part_is_asked_for_again),
		cmocka_unit_test(all_lines_of_another_container_are_new),
		cmocka_unit_test(one_that_was_never_seen_is_no_other_one),
		cmocka_unit_test(a_clock_set_back_hides_no_line),
		cmocka_unit_test(what_is_no_cursor_is_refused),
		cmocka_unit_test(streams_cut_anywhere_give_each_line_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
