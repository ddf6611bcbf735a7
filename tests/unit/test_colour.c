/* test_colour.c - colours, for who reads on a terminal.  SPDX-License-Identifier: ISC */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "colour.h"

/* A terminal, and the end at which it is read. */
struct terminal {
	int master;
	FILE *out;
};

static int open_terminal(void **state)
{
	static struct terminal terminal;
	int fd;

	terminal.master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(terminal.master >= 0);
	assert_int_equal(grantpt(terminal.master), 0);
	assert_int_equal(unlockpt(terminal.master), 0);
	fd = open(ptsname(terminal.master), O_RDWR | O_NOCTTY);
	terminal.out = fdopen(fd, "r+");
	assert_non_null(terminal.out);
	setenv("TERM", "vt100", 1);
	unsetenv("NO_COLOR");
	*state = &terminal;
	return 0;
}

static int close_terminal(void **state)
{
	struct terminal *terminal = *state;

	fclose(terminal->out);
	close(terminal->master);
	return 0;
}

/* What the terminal shows, as soon as the kernel has passed it on; static until the next call. */
static const char *painted(struct terminal *terminal, enum colour colour)
{
	struct pollfd passed = { .fd = terminal->master, .events = POLLIN };
	static char shown[100];
	ssize_t bytes;

	colour_begin(terminal->out, colour);
	fputs("word", terminal->out);
	colour_end(terminal->out);
	fflush(terminal->out);
	assert_int_equal(poll(&passed, 1, 20000), 1);
	bytes = read(terminal->master, shown, sizeof(shown) - 1);
	shown[bytes > 0 ? bytes : 0] = '\0';
	return shown;
}

static void a_terminal_gets_colours(void **state)
{
	assert_true(colour_is_wanted(((struct terminal *)*state)->out));
	assert_string_equal(painted(*state, COLOUR_BAD), "\033[31mword\033[0m");
	assert_string_equal(painted(*state, COLOUR_GOOD), "\033[32mword\033[0m");
}

static void no_color_is_honoured_unless_it_is_empty(void **state)
{
	setenv("NO_COLOR", "1", 1);
	assert_string_equal(painted(*state, COLOUR_BAD), "word");
	setenv("NO_COLOR", "", 1);
	assert_string_equal(painted(*state, COLOUR_BAD), "\033[31mword\033[0m");
}

static void a_terminal_that_knows_none_gets_none(void **state)
{
	setenv("TERM", "dumb", 1);
	assert_string_equal(painted(*state, COLOUR_BAD), "word");
	unsetenv("TERM");
	assert_string_equal(painted(*state, COLOUR_BAD), "word");
}

static void what_is_no_terminal_gets_none(void **state)
{
	char text[100];
	FILE *out = fmemopen(text, sizeof(text), "w");

	(void)state;
	assert_false(colour_is_wanted(out));
	colour_begin(out, COLOUR_BAD);
	fputs("word", out);
	colour_end(out);
	fclose(out);
	assert_string_equal(text, "word");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_terminal, close_terminal)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_terminal_gets_colours),
		TEST(no_color_is_honoured_unless_it_is_empty),
		TEST(a_terminal_that_knows_none_gets_none),
		TEST(what_is_no_terminal_gets_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
