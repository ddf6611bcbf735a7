/* test_lib_sieve.c - lines that may match, found among many; texts, found by their rarest byte; colours.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "plain.h"
#include "sieve.h"

#define TEMPLATES 2
#define ROUNDS 200000
#define LINES_BYTES 96

struct fixture {
	struct template *templates[TEMPLATES + 1];
	struct sieve sieve;
	uint64_t chance;
};

static void open_fixture(struct fixture *f, const char *one, const char *other)
{
	const char *const texts[TEMPLATES] = { one, other }, *why;

	memset(f, 0, sizeof(*f));
	for (size_t i = 0; i < TEMPLATES && texts[i]; i++) {
		f->templates[i] = template_new(texts[i], &why);
		assert_non_null(f->templates[i]);
	}
	assert_int_equal(sieve_init(&f->sieve, f->templates), 0);
}

static void close_fixture(struct fixture *f)
{
	sieve_fini(&f->sieve);
	for (size_t i = 0; i < TEMPLATES; i++)
		template_free(f->templates[i]);
}

/* The lines that come through, each followed by |. */
static const char *sift(struct fixture *f, const char *lines)
{
	static char got[4096];
	struct template_line line;

	got[0] = '\0';
	sieve_begin(&f->sieve, (struct template_line){ lines, strlen(lines) });
	while (sieve_next(&f->sieve, &line)) {
		strncat(got, line.text, line.bytes);
		strcat(got, "|");
	}
	return got;
}

static void a_text_is_found_where_it_stands_first(void **state)
{
	static const char text[] = "aXb aXXb Xb";
	const char *end = text + strlen(text);
	struct needle whole = needle_make(text, strlen(text)), n = needle_make("Xb", 2),
		      none = needle_make("bXa", 3), one = needle_make("b", 1);

	(void)state;
	assert_ptr_equal(needle_find(&n, text, end), text + 1);
	assert_ptr_equal(needle_find(&n, text + 2, end), text + 6);
	assert_ptr_equal(needle_find(&n, text + 7, end), text + 9);
	assert_null(needle_find(&n, text + 10, end));
	assert_null(needle_find(&n, text + 9, end - 1));
	assert_null(needle_find(&none, text, end));
	assert_ptr_equal(needle_find(&one, text, end), text + 2);
	assert_ptr_equal(needle_find(&whole, text, end), text);
	assert_null(needle_find(&whole, text + 1, end));
	assert_null(needle_find(&one, end, end));
}

static void the_rarest_byte_is_looked_for(void **state)
{
	(void)state;
	assert_int_equal(needle_make("\"msg\":\"Sending POST...\"", 23).rare, 15);
	assert_int_equal(needle_make("ee", 2).rare, 0);
}

static void only_lines_that_have_a_templates_text_come_through(void **state)
{
	struct fixture f;

	(void)state;
	open_fixture(&f, "*state of {session} is {status}", "* heard {event} *");
	assert_string_equal(sift(&f, ""), "");
	assert_string_equal(sift(&f, "nothing\nnothing either"), "");
	assert_string_equal(sift(&f, "x state of a is b\nnothing\ny heard z \n\nstate of q is r"),
			    "x state of a is b|y heard z |state of q is r|");
	assert_string_equal(sift(&f, " heard state of \n"), " heard state of |");
	assert_string_equal(sift(&f, "state\nof \nhea\nrd"), "");
	close_fixture(&f);
}

static void colours_in_the_text_do_not_hide_it(void **state)
{
	struct fixture f;

	(void)state;
	open_fixture(&f, "* is now up", NULL);
	assert_string_equal(sift(&f, "it \x1b[1mis now\x1b[0m up"), "it \x1b[1mis now\x1b[0m up|");
	assert_string_equal(sift(&f, "x\n i\x1b[3ms n\x1b\x1b[36;1mow up\ny"),
			    " i\x1b[3ms n\x1b\x1b[36;1mow up|");
	assert_string_equal(sift(&f, "\x1b[32mis\x1b[0m down\n\x1b[1mher now up"), "");
	close_fixture(&f);

	open_fixture(&f, "xma", NULL); /* as the end of a colour is an m, too */
	assert_string_equal(sift(&f, "xm\x1b[36ma\nx\x1b[36mma\nm\x1b[36ma"),
			    "xm\x1b[36ma|x\x1b[36mma|");
	close_fixture(&f);
}

static unsigned roll(struct fixture *f, unsigned sides)
{
	f->chance = f->chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(f->chance >> 33) % sides;
}

/* Lines of few letters, so that texts and escapes come about, whole and broken. */
static void make_lines(struct fixture *f, char *lines)
{
	static const char letters[] = "abmab[\x1b[3;\n";
	size_t bytes = roll(f, LINES_BYTES);

	for (size_t i = 0; i < bytes; i++)
		lines[i] = letters[roll(f, sizeof(letters) - 1)];
	lines[bytes] = '\0';
}

/* One by one, without a sieve: the same as sift() but for lines that do not match after all. */
static void sift_by_hand(struct fixture *f, const char *lines, char *got)
{
	char room[LINES_BYTES];
	struct template_match match;

	for (const char *s = lines;; s++) {
		struct template_line raw = { s, strcspn(s, "\n") };
		struct template_line plain = plain_line(raw, room);

		if (template_match_line(f->templates[0], plain, &match) ||
		    template_match_line(f->templates[1], plain, &match)) {
			strncat(got, raw.text, raw.bytes);
			strcat(got, "|");
		}
		s += raw.bytes;
		if (!*s)
			break;
	}
}

static void no_line_that_matches_is_ever_held_back(void **state)
{
	char lines[LINES_BYTES + 1], want[2 * LINES_BYTES + 1];
	struct fixture f;
	size_t matched = 0;

	(void)state;
	open_fixture(&f, "*abm*", "*b[a");
	for (int i = 0; i < ROUNDS; i++) {
		const char *got, *at;

		make_lines(&f, lines);
		want[0] = '\0';
		sift_by_hand(&f, lines, want);
		got = sift(&f, lines);
		/* every wanted line stands in what came, in order */
		for (const char *s = want; *s; s += strcspn(s, "|") + 1) {
			char one[LINES_BYTES + 2];

			snprintf(one, sizeof(one), "%.*s|", (int)strcspn(s, "|"), s);
			at = strstr(got, one);
			if (!at)
				fail_msg("held back: %s of %s", one, lines);
			got = at + strlen(one);
			matched++;
		}
	}
	assert_true(matched > ROUNDS / 10);
	close_fixture(&f);
}

static void assert_plain(const char *text, const char *expected)
{
	char room[64];
	struct template_line line = plain_line((struct template_line){ text, strlen(text) }, room);

	assert_int_equal(line.bytes, strlen(expected));
	assert_memory_equal(line.text, expected, line.bytes);
}

static void a_plain_line_has_no_colours_and_no_blanks_at_its_end(void **state)
{
	(void)state;
	assert_plain("", "");
	assert_plain("as it is", "as it is");
	assert_plain("blanks \t\r\n", "blanks");
	assert_plain("\x1b[1;31mred\x1b[0m and \x1b[38;5;1mmore \x1b[0m", "red and more");
	assert_plain("\x1b", "");
	assert_plain("a\x1b[", "a");
	assert_plain("a\x1b[36", "a");
	assert_plain("a\x1b"
		     "b\x1b\x1b[0mc",
		     "abc");
}

/* Else each byte of a long row of them would ask all those before it. */
static void an_escape_sequence_is_at_most_so_long(void **state)
{
	char text[2 * PLAIN_ESCAPE_MAX + 3], room[sizeof(text)];
	struct template_line line;

	(void)state;
	memset(text, '0', sizeof(text));
	memcpy(text, "\x1b[", 2);
	line = plain_line((struct template_line){ text, PLAIN_ESCAPE_MAX }, room);
	assert_int_equal(line.bytes, 0);
	line = plain_line((struct template_line){ text, sizeof(text) }, room);
	assert_int_equal(line.bytes, sizeof(text) - PLAIN_ESCAPE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_found_where_it_stands_first),
		cmocka_unit_test(the_rarest_byte_is_looked_for),
		cmocka_unit_test(only_lines_that_have_a_templates_text_come_through),
		cmocka_unit_test(colours_in_the_text_do_not_hide_it),
		cmocka_unit_test(no_line_that_matches_is_ever_held_back),
		cmocka_unit_test(a_plain_line_has_no_colours_and_no_blanks_at_its_end),
		cmocka_unit_test(an_escape_sequence_is_at_most_so_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
