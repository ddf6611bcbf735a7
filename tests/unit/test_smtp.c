/* test_smtp.c - what is said to a mail server, and what its replies mean.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "smtp.h"

static const char *const one[] = { "ann@box.example", NULL };

static int write_mail(struct script *script, const char *from, const char *const *to,
		      const char *body)
{
	const struct muzzle_mail mail = { .size = sizeof(mail), .from = from, .to = to };
	const struct muzzle_http req = { .mail = &mail, .body = body, .body_bytes = strlen(body) };

	*script = (struct script){ .count = 0 };
	return smtp_write(script, &req);
}

static void assert_message(const char *body, const char *said)
{
	struct script script;
	const char *block;
	size_t bytes;

	assert_int_equal(write_mail(&script, "a@b", one, body), 0);
	assert_int_equal(script.count, 5);
	block = script_block(&script, 3, &bytes);
	assert_int_equal(bytes, strlen(said));
	assert_memory_equal(block, said, bytes);
	buffer_fini(&script.bytes);
}

static void a_message_ends_where_it_ends_and_nowhere_before(void **state)
{
	(void)state;
	assert_message("", "\r\n.\r\n");
	assert_message("a", "a\r\n.\r\n");
	assert_message("a\r\n", "a\r\n.\r\n");
	assert_message(".\r\n", "..\r\n.\r\n");
	assert_message("a\r\n.\r\nb.\r\n..c", "a\r\n..\r\nb.\r\n...c\r\n.\r\n");
}

static void addresses_hold_no_command_and_there_are_at_most_twenty(void **state)
{
	static const char *const bad[] = { "", "a b", "a>", "a\r\nDATA", "\xc3\xa9@b", "a\x7f" };
	const char *many[SMTP_RECIPIENTS_MAX + 2] = { NULL };
	struct script script;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(write_mail(&script, bad[i], one, ""), -EINVAL);
		buffer_fini(&script.bytes);
		assert_int_equal(write_mail(&script, "a@b",
					    (const char *const[]){ "c@d", bad[i], NULL }, ""),
				 -EINVAL);
		buffer_fini(&script.bytes);
	}
	for (size_t i = 0; i <= SMTP_RECIPIENTS_MAX; i++)
		many[i] = "a@b";
	assert_int_equal(write_mail(&script, "a@b", many, ""), -EINVAL);
	buffer_fini(&script.bytes);
	assert_int_equal(write_mail(&script, "a@b", many + 1, ""), 0);
	buffer_fini(&script.bytes);
}

static void a_reply_is_a_line_with_a_code(void **state)
{
	char *longest = malloc(2000);

	(void)state;
	assert_int_equal(smtp_protocol.measure("250 ok\r\n354", 11), 8);
	assert_int_equal(smtp_protocol.measure("250\n", 4), 4);
	assert_int_equal(smtp_protocol.measure("250 ok", 6), 0);
	assert_int_equal(smtp_protocol.measure("", 0), 0);
	assert_int_equal(smtp_protocol.measure("25\r\n", 4), -1);
	assert_int_equal(smtp_protocol.measure("150 ok\r\n", 8), -1);
	assert_int_equal(smtp_protocol.measure("600 ok\r\n", 8), -1);
	assert_int_equal(smtp_protocol.measure("\n", 1), -1);
	memset(longest, 'x', 2000);
	assert_int_equal(smtp_protocol.measure(longest, 1000), 0);
	assert_int_equal(smtp_protocol.measure(longest, 1001), -1);
	memcpy(longest, "250 ", 4);
	longest[1500] = '\n';
	assert_int_equal(smtp_protocol.measure(longest, 2000), -1);
	free(longest);
}

/* Replies to the blocks one by one; how it ended. */
static struct script_course hear(const char *const *replies)
{
	struct script_course course = { .at = 0 };
	struct script script;

	assert_int_equal(
		write_mail(&script, "a@b", (const char *const[]){ "c@d", "e@f", NULL }, ""), 0);
	for (; *replies; replies++) {
		assert_false(course.over);
		smtp_protocol.judge(&course, &script, *replies, strlen(*replies));
	}
	buffer_fini(&script.bytes);
	return course;
}

static void lines_that_go_on_are_no_replies(void **state)
{
	struct script_course course = hear((const char *const[]){ "250-a\r\n", "550-b\r\n", NULL });

	(void)state;
	assert_int_equal(course.at, 0);
	assert_false(course.over);
}

static void only_354_lets_the_message_follow(void **state)
{
	struct script_course course = hear(
		(const char *const[]){ "250 a\r\n", "250 a\r\n", "251 a\r\n", "250 a\r\n", NULL });

	(void)state;
	assert_true(course.over);
	assert_int_equal(course.status, 250);
	assert_string_equal(course.text, "250 a");
}

static void refusals_that_may_pass_outweigh_those_that_do_not(void **state)
{
	struct script_course course;

	(void)state;
	course = hear((const char *const[]){ "250 a\r\n", "550 b\r\n", "452 c\r\n", NULL });
	assert_true(course.over);
	assert_int_equal(course.status, 452);
	course = hear((const char *const[]){ "250 a\r\n", "452 b\r\n", "550 c\r\n", NULL });
	assert_int_equal(course.status, 452);
	course = hear((const char *const[]){ "250 a\r\n", "551 b\r\n", "550 c\r\n", NULL });
	assert_int_equal(course.status, 550);
	course = hear((const char *const[]){ "250 a\r\n", "550 b\r\n", "250 c\r\n", NULL });
	assert_false(course.over);
	assert_int_equal(course.at, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_ends_where_it_ends_and_nowhere_before),
		cmocka_unit_test(addresses_hold_no_command_and_there_are_at_most_twenty),
		cmocka_unit_test(a_reply_is_a_line_with_a_code),
		cmocka_unit_test(lines_that_go_on_are_no_replies),
		cmocka_unit_test(only_354_lets_the_message_follow),
		cmocka_unit_test(refusals_that_may_pass_outweigh_those_that_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
