/* test_lib_template.c - line templates.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "template.h"

static bool match(const char *text, const char *line, struct template_match *m)
{
	const char *why;
	struct template *t = template_new(text, &why);
	bool matched;

	assert_non_null(t);
	matched = template_match_line(t, (struct template_line){ line, strlen(line) }, m);
	template_free(t);
	return matched;
}

static void assert_match(const char *text, const char *line)
{
	struct template_match m;

	assert_true(match(text, line, &m));
}

static void assert_no_match(const char *text, const char *line)
{
	struct template_match m;

	assert_false(match(text, line, &m));
}

static void assert_captures(const char *text, const char *line, const char *session)
{
	struct template_match m;

	assert_true(match(text, line, &m));
	assert_string_equal(m.text[TEMPLATE_SESSION], session);
}

static void assert_refused(const char *text, const char *because)
{
	const char *why;

	assert_null(template_new(text, &why));
	assert_non_null(why);
	assert_non_null(strstr(why, because));
}

static void text_stands_for_the_whole_line(void **state)
{
	(void)state;
	assert_match("ready", "ready");
	assert_no_match("ready", "ready!");
	assert_no_match("ready", " ready");
	assert_no_match("ready", "read");
	assert_no_match("ready", "");
}

static void gaps_stand_for_anything_and_for_nothing(void **state)
{
	(void)state;
	assert_match("*ready*", "ready");
	assert_match("*ready*", "is ready now");
	assert_match("a*b*c", "abc");
	assert_match("a*b*c", "a--b--b--c");
	assert_no_match("a*b*c", "acb");
	assert_match("**a**", "a");
}

static void the_last_text_must_reach_the_end(void **state)
{
	(void)state;
	assert_match("*end", "end of the end");
	assert_no_match("*end", "end of it");
	assert_captures("*s={session}", "s=one s=two", "two");
	assert_no_match("*s={session}", "s=one s=two ");
}

static void a_capture_ends_where_the_text_behind_it_begins(void **state)
{
	(void)state;
	assert_captures("session {session} is up", "session omer is up", "omer");
	assert_captures("{session}: *", "omer: hello", "omer");
	assert_captures("{session}:*", "a:b:c", "a");
	assert_captures("*{\"s\":\"{session}\"*", "{\"s\":\"o.m-e_r@1\"}", "o.m-e_r@1");
}

static void a_capture_before_a_gap_or_the_end_takes_all_it_may(void **state)
{
	(void)state;
	assert_captures("s={session}", "s=omer", "omer");
	assert_captures("s={session}*", "s=omer, more", "omer");
}

static void a_capture_is_never_empty_and_never_of_foreign_bytes(void **state)
{
	(void)state;
	assert_no_match("s='{session}'", "s=''");
	assert_no_match("s='{session}'", "s='o mer'");
	assert_no_match("s='{session}'", "s='\xc3\xa9'");
	assert_no_match("t={time}.", "t=12x.");
}

/* The first "session:" is part of a prefix, and what follows it is no session. */
static void a_segment_that_fails_is_sought_again_behind(void **state)
{
	(void)state;
	assert_captures("*session:{session} - Sending*", "session: x | session:omer - Sending it",
			"omer");
	assert_captures("*a{session}b*c", "a?b axb yc", "x");
}

static void all_four_captures_are_taken(void **state)
{
	struct template_match m;

	(void)state;
	assert_true(match("{time} {session} {event} {status}",
			  "1795302190784 omer session.status WORKING", &m));
	assert_string_equal(m.text[TEMPLATE_TIME], "1795302190784");
	assert_string_equal(m.text[TEMPLATE_SESSION], "omer");
	assert_string_equal(m.text[TEMPLATE_EVENT], "session.status");
	assert_string_equal(m.text[TEMPLATE_STATUS], "WORKING");
}

static void what_is_not_captured_is_empty(void **state)
{
	struct template_match m;

	(void)state;
	memset(&m, 'x', sizeof(m));
	assert_true(match("a", "a", &m));
	assert_string_equal(m.text[TEMPLATE_SESSION], "");
	assert_string_equal(m.text[TEMPLATE_TIME], "");
}

static void a_capture_holds_128_bytes_and_not_one_more(void **state)
{
	char line[140];
	struct template_match m;

	(void)state;
	memset(line, 'a', sizeof(line));
	memcpy(line, "s=", 2);
	line[2 + 128] = '.';
	line[2 + 129] = ' ';
	line[2 + 130] = '\0';
	assert_false(match("s={session} ", line, &m));
	line[2 + 128] = ' ';
	line[2 + 129] = '\0';
	assert_true(match("s={session} ", line, &m));
	assert_int_equal(strlen(m.text[TEMPLATE_SESSION]), 128);
}

static void a_backslash_takes_the_meaning_away(void **state)
{
	(void)state;
	assert_match("2\\*3", "2*3");
	assert_no_match("2\\*3", "2xx3");
	assert_match("\\{session}", "{session}");
	assert_match("a\\\\b", "a\\b");
	assert_match("a\\", "a\\");
}

static void braces_around_no_word_are_text(void **state)
{
	(void)state;
	assert_match("{\"a\":{}}", "{\"a\":{}}");
	assert_match("{Session}", "{Session}");
	assert_match("{session", "{session");
}

static void what_is_no_template_is_refused_with_its_reason(void **state)
{
	(void)state;
	assert_refused("{user} is up", "other than");
	assert_refused("{session} {session}", "twice");
	assert_refused("*{session}", "needs text");
	assert_refused("{session}{event}", "needs text");
	assert_refused("*", "no text");
	assert_refused("{session}", "no text");
	assert_refused("", "no text");
}

static void bytes_that_are_zero_are_bytes(void **state)
{
	const char line[] = "a\0b";
	const char *why;
	struct template *t = template_new("a*b", &why);
	struct template_match m;

	(void)state;
	assert_true(template_match_line(t, (struct template_line){ line, 3 }, &m));
	assert_false(template_match_line(t, (struct template_line){ line, 2 }, &m));
	template_free(t);
}

static int64_t match_ns(const struct template *t, const char *line, size_t bytes)
{
	struct timespec a, b;
	struct template_match m;

	clock_gettime(CLOCK_MONOTONIC, &a);
	assert_false(template_match_line(t, (struct template_line){ line, bytes }, &m));
	clock_gettime(CLOCK_MONOTONIC, &b);
	return (b.tv_sec - a.tv_sec) * INT64_C(1000000000) + b.tv_nsec - a.tv_nsec;
}

/* A line made to hurt: every place begins a segment that fails late. */
static void a_megabyte_of_near_misses_takes_linear_time(void **state)
{
	size_t bytes = 1024 * 1024;
	char *line = malloc(bytes);
	const char *why;
	struct template *t = template_new("*aaaa{session}b*aaaa{event}b*bb", &why);
	int64_t quarter_ns, whole_ns;

	(void)state;
	memset(line, 'a', bytes);
	memcpy(line + bytes - 2, "b.", 2);
	memcpy(line, "bb", 2);
	quarter_ns = match_ns(t, line, bytes / 4);
	whole_ns = match_ns(t, line, bytes);
	assert_true(whole_ns < 40 * quarter_ns + 50000000);
	template_free(t);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stands_for_the_whole_line),
		cmocka_unit_test(gaps_stand_for_anything_and_for_nothing),
		cmocka_unit_test(the_last_text_must_reach_the_end),
		cmocka_unit_test(a_capture_ends_where_the_text_behind_it_begins),
		cmocka_unit_test(a_capture_before_a_gap_or_the_end_takes_all_it_may),
		cmocka_unit_test(a_capture_is_never_empty_and_never_of_foreign_bytes),
		cmocka_unit_test(a_segment_that_fails_is_sought_again_behind),
		cmocka_unit_test(all_four_captures_are_taken),
		cmocka_unit_test(what_is_not_captured_is_empty),
		cmocka_unit_test(a_capture_holds_128_bytes_and_not_one_more),
		cmocka_unit_test(a_backslash_takes_the_meaning_away),
		cmocka_unit_test(braces_around_no_word_are_text),
		cmocka_unit_test(what_is_no_template_is_refused_with_its_reason),
		cmocka_unit_test(bytes_that_are_zero_are_bytes),
		cmocka_unit_test(a_megabyte_of_near_misses_takes_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
