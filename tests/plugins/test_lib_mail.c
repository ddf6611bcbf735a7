/* test_lib_mail.c - mail that every server takes, whatever is in its values.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail.h"

#define ROOM 40000

static const char *const ann[] = { "ann@box.example", NULL };

static struct mail plain_mail(void)
{
	return (struct mail){ .from = "muzzle@box.example",
			      .to = ann,
			      .subject = "waha/omer is well again",
			      .text = "It is well.",
			      .id = "0a1b2c-7",
			      .thread = "incident-3-waha/omer",
			      .host = "edge",
			      .wall_ms = INT64_C(1795302186000) };
}

static void a_mail_is_whole_and_in_order(void **state)
{
	const struct mail mail = plain_mail();
	char out[ROOM];

	(void)state;
	assert_int_equal(mail_write(out, sizeof(out), &mail), 0);
	assert_string_equal(out, "From: muzzle <muzzle@box.example>\r\n"
				 "To: ann@box.example\r\n"
				 "Subject: waha/omer is well again\r\n"
				 "Date: Sat, 21 Nov 2026 23:03:06 +0000\r\n"
				 "Message-ID: <0a1b2c-7@edge>\r\n"
				 "In-Reply-To: <incident-3-waha-omer@edge>\r\n"
				 "References: <incident-3-waha-omer@edge>\r\n"
				 "Auto-Submitted: auto-generated\r\n"
				 "MIME-Version: 1.0\r\n"
				 "Content-Type: text/plain; charset=utf-8\r\n"
				 "Content-Transfer-Encoding: quoted-printable\r\n"
				 "\r\n"
				 "It is well.\r\n");
}

static void who_reads_it_and_how_urgent_it_is_stand_in_the_header(void **state)
{
	static const char *const both[] = { "ann@box.example", "bob@box.example", NULL };
	struct mail mail = plain_mail();
	char out[ROOM];

	(void)state;
	mail.to = both;
	mail.urgent = true;
	mail.thread = NULL;
	mail.host = "";
	assert_int_equal(mail_write(out, sizeof(out), &mail), 0);
	assert_non_null(strstr(out, "\r\nTo: ann@box.example,\r\n bob@box.example\r\n"));
	assert_non_null(strstr(out, "\r\nImportance: high\r\n"));
	assert_non_null(strstr(out, "\r\nMessage-ID: <0a1b2c-7@localhost>\r\n"));
	assert_null(strstr(out, "References"));
}

/* Where the header ends. */
static const char *text_of(const char *out)
{
	return strstr(out, "\r\n\r\n") + 4;
}

static size_t count_lines_beginning_with(const char *out, const char *with)
{
	size_t n = strncmp(out, with, strlen(with)) == 0;

	while ((out = strstr(out, "\r\n"))) {
		out += 2;
		n += strncmp(out, with, strlen(with)) == 0;
	}
	return n;
}

static void no_value_can_begin_a_header_of_its_own(void **state)
{
	static const char evil[] = "x\x7f\r\nBcc: eve@evil.example\r\n\r\nhello\n.\r\nQUIT\r\n";
	struct mail mail = plain_mail();
	char out[ROOM];

	(void)state;
	mail.subject = mail.id = mail.thread = mail.host = evil;
	mail.text = evil;
	assert_int_equal(mail_write(out, sizeof(out), &mail), 0);
	assert_int_equal(count_lines_beginning_with(out, "Bcc:"), 1); /* in the text alone */
	assert_non_null(strstr(text_of(out), "Bcc:"));
	assert_null(memchr(out, 0x7f, strlen(out)));
	mail.subject = "\xc3\xa9\r\nBcc: eve@evil.example";
	mail.text = "x";
	assert_int_equal(mail_write(out, sizeof(out), &mail), 0);
	assert_int_equal(count_lines_beginning_with(out, "Bcc:"), 0);
}

static void no_line_is_longer_than_78_bytes_and_none_has_other_than_ascii(void **state)
{
	struct mail mail = plain_mail();
	char out[ROOM], *subject = malloc(241), *text = malloc(10001);

	(void)state;
	for (size_t i = 0; i < 240; i += 4)
		memcpy(subject + i, "\xf0\x9f\x9a\xa8", 5); /* a rotating light */
	for (size_t i = 0; i < 10000; i++)
		text[i] = i % 3 == 1 ? '\xc3' : i % 3 == 2 ? '\xa9' : 'a';
	text[9999] = ' ';
	text[10000] = '\0';
	mail.subject = subject;
	mail.text = text;
	assert_int_equal(mail_write(out, sizeof(out), &mail), 0);
	for (const char *line = out, *end; *line; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		if (end - line > 78 && strncmp(line, "Subject: =?", 11) != 0)
			print_error("%.*s\n", (int)(end - line), line);
		assert_true(end - line <= 78 || strncmp(line, "Subject: =?", 11) == 0);
	}
	for (const char *s = out; *s; s++)
		assert_true((unsigned char)*s < 0x80);
	assert_string_equal(out + strlen(out) - 5, "=20\r\n");
	free(subject);
	free(text);
}

static void what_quoted_printable_must_escape_is_escaped(void **state)
{
	struct mail mail = plain_mail();
	char out[ROOM];

	(void)state;
	mail.text = "a=b \n\tc\n";
	assert_int_equal(mail_write(out, sizeof(out), &mail), 0);
	assert_string_equal(text_of(out), "a=3Db=20\r\n=09c\r\n\r\n");
}

static void what_does_not_fit_is_not_cut(void **state)
{
	const struct mail mail = plain_mail();
	char out[ROOM];
	size_t bytes;

	(void)state;
	mail_write(out, sizeof(out), &mail);
	bytes = strlen(out);
	assert_int_equal(mail_write(out, bytes + 1, &mail), 0);
	for (size_t room = 1; room <= bytes; room++)
		assert_int_equal(mail_write(out, room, &mail), -ENOSPC);
}

static void addresses_are_told_from_what_could_be_more(void **state)
{
	static const char *const good[] = { "a@b", "ann.o'hara+x@box.example", "a_b-c@1.example" };
	static const char *const bad[] = { "",        "a",       "@b",      "a@",
					   "a@b@c",   "a b@c",   "a@b c",   "<a@b>",
					   "a@b,c@d", "a@b\r\n", "\"a\"@b", "\xc3\xa9@b" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(mail_is_address(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(mail_is_address(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_is_whole_and_in_order),
		cmocka_unit_test(who_reads_it_and_how_urgent_it_is_stand_in_the_header),
		cmocka_unit_test(no_value_can_begin_a_header_of_its_own),
		cmocka_unit_test(no_line_is_longer_than_78_bytes_and_none_has_other_than_ascii),
		cmocka_unit_test(what_quoted_printable_must_escape_is_escaped),
		cmocka_unit_test(what_does_not_fit_is_not_cut),
		cmocka_unit_test(addresses_are_told_from_what_could_be_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
