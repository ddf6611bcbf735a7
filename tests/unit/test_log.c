/* test_log.c - lines that are an interface, and that never block.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "log.h"

struct piped {
	struct log log;
	int ends[2];
	char got[70000];
};

static void open_pipe(struct piped *p, enum muzzle_level level)
{
	assert_int_equal(pipe2(p->ends, O_NONBLOCK | O_CLOEXEC), 0);
	log_init(&p->log, p->ends[1], level);
}

static const char *read_pipe(struct piped *p)
{
	ssize_t n = read(p->ends[0], p->got, sizeof(p->got) - 1);

	p->got[n > 0 ? n : 0] = '\0';
	return p->got;
}

static void close_pipe(struct piped *p)
{
	close(p->ends[0]);
	close(p->ends[1]);
}

static void a_line_is_subject_event_and_pairs(void **state)
{
	struct piped p;

	(void)state;
	open_pipe(&p, MUZZLE_DEBUG);
	log_line(&p.log, MUZZLE_INFO, "waha/omer", "act action=%s rung=%d", "restart-session", 1);
	log_line(&p.log, MUZZLE_WARN, "waha", "slow");
	log_line(&p.log, MUZZLE_ERR, "waha", "gone");
	log_line(&p.log, MUZZLE_DEBUG, "waha", "poll");
	assert_string_equal(read_pipe(&p),
			    "waha/omer: act action=restart-session rung=1\n"
			    "waha: warning: slow\nwaha: error: gone\nwaha: debug: poll\n");
	close_pipe(&p);
}

static void lines_above_the_level_are_not_written(void **state)
{
	struct piped p;

	(void)state;
	open_pipe(&p, MUZZLE_WARN);
	log_line(&p.log, MUZZLE_INFO, "waha", "quiet");
	log_line(&p.log, MUZZLE_WARN, "waha", "loud");
	log_line(&p.log, 0, "waha", "no level");
	log_line(&p.log, 9, "waha", "no level");
	assert_string_equal(read_pipe(&p), "waha: warning: loud\n");
	close_pipe(&p);
}

static void foreign_text_cannot_forge_a_second_line(void **state)
{
	struct piped p;

	(void)state;
	open_pipe(&p, MUZZLE_INFO);
	log_line(&p.log, MUZZLE_INFO, "waha", "why=%s", "x\nwaha: act\033[31m");
	assert_string_equal(read_pipe(&p), "waha: why=x waha: act\n");
	close_pipe(&p);
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
	struct piped p;
	char text[3000];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	open_pipe(&p, MUZZLE_INFO);
	log_line(&p.log, MUZZLE_INFO, "waha", "%s", text);
	log_line(&p.log, MUZZLE_INFO, text, "x");
	read_pipe(&p);
	assert_int_equal(strcspn(p.got, "\n"), 999);
	assert_int_equal(strlen(p.got), 2000);
	close_pipe(&p);
}

static void a_reader_that_hangs_costs_lines_and_never_time(void **state)
{
	struct piped p;

	(void)state;
	open_pipe(&p, MUZZLE_INFO);
	fcntl(p.ends[1], F_SETFL, 0); /* a blocking descriptor, as stderr is */
	for (int i = 0; i < 100000; i++)
		log_line(&p.log, MUZZLE_INFO, "waha", "line=%d", i);
	assert_true(p.log.dropped > 0);

	uint64_t dropped = p.log.dropped;
	char told[80];

	while (*read_pipe(&p))
		;
	log_line(&p.log, MUZZLE_INFO, "waha", "back");
	log_line(&p.log, MUZZLE_INFO, "waha", "again");
	snprintf(told, sizeof(told),
		 "muzzle: log lines dropped count=%llu\nwaha: back\nwaha: again\n",
		 (unsigned long long)dropped);
	assert_string_equal(read_pipe(&p), told);
	close_pipe(&p);
}

static void logging_keeps_errno_even_where_it_fails(void **state)
{
	struct piped p;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	open_pipe(&p, MUZZLE_INFO);
	close(p.ends[0]);
	errno = ENOENT;
	log_line(&p.log, MUZZLE_INFO, "waha", "x");
	assert_int_equal(errno, ENOENT);
	assert_int_equal(p.log.dropped, 1);
	close(p.ends[1]);
	signal(SIGPIPE, SIG_DFL);
}

static void levels_have_names(void **state)
{
	(void)state;
	assert_string_equal(log_level_name(MUZZLE_ERR), "error");
	assert_string_equal(log_level_name(MUZZLE_DEBUG), "debug");
	assert_string_equal(log_level_name(0), "invalid");
	assert_string_equal(log_level_name(5), "invalid");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_subject_event_and_pairs),
		cmocka_unit_test(lines_above_the_level_are_not_written),
		cmocka_unit_test(foreign_text_cannot_forge_a_second_line),
		cmocka_unit_test(a_long_line_is_cut_and_still_ends),
		cmocka_unit_test(a_reader_that_hangs_costs_lines_and_never_time),
		cmocka_unit_test(logging_keeps_errno_even_where_it_fails),
		cmocka_unit_test(levels_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
