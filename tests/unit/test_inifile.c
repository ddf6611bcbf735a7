/* test_inifile.c - what inih cannot do and our reader does.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "inifile.h"
#include "scratch.h"

/* All entries as text: "[section]@line" and "key=value@line", one a line. */
struct heard {
	char *text;
	size_t bytes;
	FILE *out;
	struct remarks *remarks;
	size_t entries;
	size_t stop_at; /* entry that is answered by -EINTR; 0: none */
	int rc;
};

static int note_entry(void *arg, const struct remark_place *place, const char *section,
		      const struct inifile_pair *pair)
{
	struct heard *heard = arg;

	if (pair)
		fprintf(heard->out, "%s=%s@%d\n", pair->key, pair->value, place->line);
	else
		fprintf(heard->out, "[%s]@%d\n", section, place->line);
	return ++heard->entries == heard->stop_at ? -EINTR : 0;
}

static void hear_bytes(struct heard *heard, const char *text, size_t bytes)
{
	struct inifile_sink sink = { .entry = note_entry, .arg = heard };

	heard->remarks = remarks_new();
	heard->out = open_memstream(&heard->text, &heard->bytes);
	assert_non_null(heard->remarks);
	assert_non_null(heard->out);
	sink.remarks = heard->remarks;
	heard->rc = inifile_parse("t.ini", text, bytes, &sink);
	fclose(heard->out);
}

static struct heard hear(const char *text)
{
	struct heard heard = { .rc = 0 };

	hear_bytes(&heard, text, strlen(text));
	return heard;
}

static void forget(struct heard *heard)
{
	free(heard->text);
	remarks_free(heard->remarks);
}

static void expect(const char *text, const char *entries)
{
	struct heard heard = hear(text);

	assert_int_equal(heard.rc, 0);
	assert_string_equal(heard.text, entries);
	assert_int_equal(heard.remarks->count, 0);
	forget(&heard);
}

/* One error, in that line, with that in it; and what was heard all the same. */
static void expect_error(const char *text, int line, const char *part, const char *entries)
{
	struct heard heard = hear(text);

	assert_string_equal(heard.text, entries);
	assert_int_equal(heard.remarks->count, 1);
	assert_int_equal(heard.remarks->list[0].line, line);
	assert_string_equal(heard.remarks->list[0].file, "t.ini");
	assert_non_null(strstr(heard.remarks->list[0].text, part));
	forget(&heard);
}

static void sections_and_keys_come_with_their_lines(void **state)
{
	(void)state;
	expect("; first\n\n[a b]\nk = v\n# no\n\n[c]\n[d]\nx: y\n",
	       "[a b]@3\nk=v@4\n[c]@7\n[d]@8\nx=y@9\n");
}

static void an_empty_text_is_no_error(void **state)
{
	(void)state;
	expect("", "");
	expect("\n", "");
	expect("\xef\xbb\xbf", "");
	expect("   ", "");
	expect("; only a comment", "");
}

static void the_last_line_needs_no_newline(void **state)
{
	(void)state;
	expect("[a]\nk = v", "[a]@1\nk=v@2\n");
	expect("[a]", "[a]@1\n");
}

static void a_byte_order_mark_and_crlf_are_taken_off(void **state)
{
	(void)state;
	expect("\xef\xbb\xbf[a]\r\nk = v\r\n\r\n; c\r\nl = w\r\n", "[a]@1\nk=v@2\nl=w@5\n");
}

static void indented_keys_are_keys(void **state)
{
	(void)state;
	expect("[a]\n\tk = v\n\t  l = w\n  [b]\n m=n\n", "[a]@1\nk=v@2\nl=w@3\n[b]@4\nm=n@5\n");
}

static void a_comment_begins_behind_a_blank_and_semicolon(void **state)
{
	(void)state;
	expect("[a] ; c\nk = v ; c\nl = v;w # x\nm = ; all\nn = a\t;b\no = http://h/?a;b=c\n",
	       "[a]@1\nk=v@2\nl=v;w # x@3\nm=@4\nn=a@5\no=http://h/?a;b=c@6\n");
}

static void quotes_protect_semicolons_and_stay(void **state)
{
	(void)state;
	expect("[a]\nk = \"a ; b\" ; c\nl = {\"x\":\"y ; z\"}\nm = \"a \\\" ; b\"\nn = \" v \"\no = a\\ ; c\n",
	       "[a]@1\nk=\"a ; b\"@2\nl={\"x\":\"y ; z\"}@3\nm=\"a \\\" ; b\"@4\nn=\" v \"@5\no=a\\@6\n");
}

static void an_open_quote_is_an_error_of_its_line_only(void **state)
{
	(void)state;
	expect_error("[a]\nk = \"v\nl = w\n", 2, "quote is not closed", "[a]@1\nl=w@3\n");
	expect_error("[a]\nk = v \"\nl = w\n", 2, "quote is not closed", "[a]@1\nl=w@3\n");
	expect_error("[a]\nk = \"v\\\"\nl = w\n", 2, "quote is not closed", "[a]@1\nl=w@3\n");
}

/* Around every multiple of what inih takes in one line. */
static void long_values_arrive_whole(void **state)
{
	char *text = malloc(70000), *wanted = malloc(70000);

	(void)state;
	for (size_t bytes = 120; bytes < 66000; bytes += bytes < 700 ? 1 : 977) {
		struct heard heard = { .rc = 0 };
		size_t used = (size_t)sprintf(text, "[a]\nkey = ");

		for (size_t i = 0; i < bytes;
		     i++) /* every ninth byte a blank, then a semicolon in quotes */
			text[used + i] = "ab;c;#=: "[i % 9];
		text[used] = text[used + bytes - 1] = '"';
		memcpy(wanted, "[a]@1\nkey=", 10);
		memcpy(wanted + 10, text + used, bytes);
		strcpy(wanted + 10 + bytes, "@2\nl=w@3\n");
		strcpy(text + used + bytes, " ; c\nl = w\n");
		hear_bytes(&heard, text, strlen(text));
		assert_int_equal(heard.remarks->count, 0);
		assert_string_equal(heard.text, wanted);
		forget(&heard);
	}
	free(text);
	free(wanted);
}

static void a_section_that_inih_would_cut_is_refused_with_its_keys(void **state)
{
	(void)state;
	expect("[session 1234567890123456789012345678901234567890x]\nk=v\n",
	       "[session 1234567890123456789012345678901234567890x]@1\nk=v@2\n");
	expect_error("[a]\n[session 1234567890123456789012345678901234567890xy]\nk=v\n[b]\nl=w\n",
		     2, "50 bytes", "[a]@1\n[b]@4\nl=w@5\n");
}

static void what_inih_would_skip_in_silence_is_an_error(void **state)
{
	(void)state;
	expect_error("[a\nk = v\n", 1, "a section is", "");
	expect_error("[a] k = v\n", 1, "a section is", "");
	expect_error("[a ;b]\nk = v\n", 1, "cannot be read", "");
	expect_error("[a]\nno equals sign\nk = v\n", 2, "no [section]", "[a]@1\nk=v@3\n");
	expect_error("[a]\n= v\n", 2, "no [section]", "[a]@1\n");
	expect_error("[a]\nk ;x = v\n", 2, "no [section]", "[a]@1\n");
	expect_error("[a]\na key = v\n", 2, "no [section]", "[a]@1\n");
	expect_error("[a]\n12345678901234567890123456789012345678901234567890 = v\n", 2,
		     "no [section]", "[a]@1\n");
}

static void control_bytes_are_refused_wherever_they_stand(void **state)
{
	static const char nul[] = "[a]\nk = v\0w\nl = w\n";
	struct heard heard = { .rc = 0 };

	(void)state;
	expect_error("[a]\nk = \x01\nl = w\n", 2, "control byte", "[a]@1\nl=w@3\n");
	expect_error("[a]\nk = \x1b[31m\n", 2, "control byte", "[a]@1\n");
	expect_error("[a]\n\x03=\n", 2, "control byte", "[a]@1\n");
	expect_error("[a]\nk = a\rb\n", 2, "control byte", "[a]@1\n");
	hear_bytes(&heard, nul, sizeof(nul) - 1);
	assert_string_equal(heard.text, "[a]@1\nl=w@3\n");
	assert_int_equal(heard.remarks->list[0].line, 2);
	forget(&heard);
}

static void keys_before_any_section_come_with_an_empty_one(void **state)
{
	(void)state;
	expect("k = v\n[a]\n", "k=v@1\n[a]@2\n");
}

static void a_hundred_errors_are_all_told_once(void **state)
{
	char text[1000];
	struct heard heard;

	(void)state;
	text[0] = '\0';
	for (int i = 0; i < 100; i++)
		strcat(text, "bad line\n");
	heard = hear(text);
	assert_int_equal(heard.remarks->count, 100);
	assert_int_equal(heard.remarks->errors, 100);
	forget(&heard);
}

static void ten_thousand_lines_keep_their_count(void **state)
{
	char *text = malloc(400000), *at = text;
	struct heard heard;

	(void)state;
	for (int i = 0; i < 5000; i++)
		at += sprintf(at, "[s %d]\nk%d = %d\n", i, i, i);
	heard = hear(text);
	assert_int_equal(heard.remarks->count, 0);
	assert_int_equal(heard.entries, 10000);
	assert_non_null(strstr(heard.text, "[s 4999]@9999\nk4999=4999@10000\n"));
	forget(&heard);
	free(text);
}

static void reading_stops_when_the_entry_says_so(void **state)
{
	struct heard heard = { .stop_at = 2 };
	const char *text = "[a]\nk = v\nl = w\n";

	(void)state;
	hear_bytes(&heard, text, strlen(text));
	assert_int_equal(heard.rc, -EINTR);
	assert_string_equal(heard.text, "[a]@1\nk=v@2\n");
	forget(&heard);
}

static void random_bytes_never_hurt(void **state)
{
	static const char alphabet[] = "[]=:;#\"\\ \t\n\rab\x01\x02\x03\x00\xef\xbb\xbf";
	char text[600];

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		struct heard heard = { .rc = 0 };
		size_t bytes = (size_t)rand() % sizeof(text);

		for (size_t i = 0; i < bytes; i++)
			text[i] = alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];
		hear_bytes(&heard, text, bytes);
		assert_int_equal(heard.rc, 0);
		forget(&heard);
	}
}

static void load_names_the_file_that_it_cannot_read(void **state)
{
	struct scratch scratch = scratch_make();
	struct heard heard = { .out = tmpfile() };
	struct inifile_sink sink = { .entry = note_entry, .arg = &heard };
	char *large = calloc(1, INIFILE_MAX_BYTES + 2);

	(void)state;
	sink.remarks = heard.remarks = remarks_new();
	memset(large, '\n', INIFILE_MAX_BYTES + 1);
	assert_int_equal(inifile_load("/nonexistent/x.ini", &sink), 0);
	assert_non_null(strstr(heard.remarks->list[0].text, "/nonexistent/x.ini"));
	assert_int_equal(inifile_load(scratch_write(&scratch, "large.ini", large), &sink), 0);
	assert_non_null(strstr(heard.remarks->list[1].text, "longer than 1048576"));
	assert_int_equal(inifile_load(scratch_write(&scratch, "good.ini", "[a]\nk = v\n"), &sink),
			 0);
	assert_int_equal(heard.remarks->count, 2);
	assert_int_equal(heard.entries, 2);
	chmod(scratch.path, 0666);
	assert_int_equal(inifile_load(scratch.path, &sink), 0);
	assert_int_equal(heard.remarks->count, 3);
	fclose(heard.out);
	forget(&heard);
	free(large);
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_and_keys_come_with_their_lines),
		cmocka_unit_test(an_empty_text_is_no_error),
		cmocka_unit_test(the_last_line_needs_no_newline),
		cmocka_unit_test(a_byte_order_mark_and_crlf_are_taken_off),
		cmocka_unit_test(indented_keys_are_keys),
		cmocka_unit_test(a_comment_begins_behind_a_blank_and_semicolon),
		cmocka_unit_test(quotes_protect_semicolons_and_stay),
		cmocka_unit_test(an_open_quote_is_an_error_of_its_line_only),
		cmocka_unit_test(long_values_arrive_whole),
		cmocka_unit_test(a_section_that_inih_would_cut_is_refused_with_its_keys),
		cmocka_unit_test(what_inih_would_skip_in_silence_is_an_error),
		cmocka_unit_test(control_bytes_are_refused_wherever_they_stand),
		cmocka_unit_test(keys_before_any_section_come_with_an_empty_one),
		cmocka_unit_test(a_hundred_errors_are_all_told_once),
		cmocka_unit_test(ten_thousand_lines_keep_their_count),
		cmocka_unit_test(reading_stops_when_the_entry_says_so),
		cmocka_unit_test(random_bytes_never_hurt),
		cmocka_unit_test(load_names_the_file_that_it_cannot_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
