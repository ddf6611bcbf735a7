/* test_lib_text.c - what plugins/lib does with texts: clean, fill, sign.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "clean.h"
#include "fill.h"
#include "sign.h"

static void assert_clean(const char *text, const char *expected)
{
	char out[CLEAN_TEXT_BYTES];

	assert_int_equal(clean_text(out, sizeof(out), text), strlen(expected));
	assert_string_equal(out, expected);
}

static void controls_and_escapes_leave_the_text(void **state)
{
	(void)state;
	assert_clean(NULL, "");
	assert_clean("\r\n", "");
	assert_clean(" a\t\tb\n", "a b");
	assert_clean("\x1b[31;1mred\x1b[0m", "red");
	assert_clean("cut \x1b[3", "cut");
	assert_clean("bell\x07 and \x7f"
		     "delete",
		     "bell and delete");
}

static void broken_utf8_leaves_the_text(void **state)
{
	(void)state;
	assert_clean("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
		     "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	assert_clean("a\xc3", "a");
	assert_clean("a\xe2\x82"
		     "b",
		     "a b");
	assert_clean("overlong \xc0\xaf\xe0\x80\xaf.", "overlong .");
	assert_clean("surrogate \xed\xa0\x80.", "surrogate .");
	assert_clean("beyond \xf4\x90\x80\x80.", "beyond .");
	assert_clean("c1 \xc2\x9b.", "c1 .");
}

static void a_cut_falls_between_characters(void **state)
{
	char out[6];

	(void)state;
	assert_int_equal(clean_text(out, sizeof(out), "abc\xe2\x82\xac"), 3);
	assert_string_equal(out, "abc");
	assert_int_equal(clean_text(out, sizeof(out), "ab\xe2\x82\xac..."), 5);
	assert_string_equal(out, "ab\xe2\x82\xac");
	assert_int_equal(clean_text(out, 1, "abc"), 0);
	assert_string_equal(out, "");
}

static const struct fill_value list[] = {
	{ "session", "a@b" }, { "gateway", "waha" }, { "none", NULL }, { NULL, NULL }
};

static void known_placeholders_are_replaced_and_other_braces_stay(void **state)
{
	struct fill_values plain = { list, false }, encoded = { list, true };
	char out[64];

	(void)state;
	assert_int_equal(fill_template(out, sizeof(out), "{gateway}/{session}{x}{", &plain), 0);
	assert_string_equal(out, "waha/a@b{x}{");
	assert_int_equal(fill_template(out, sizeof(out), "/@/{session}/{{session}}", &encoded), 0);
	assert_string_equal(out, "/@/a%40b/{a%40b}");
	assert_int_equal(fill_template(out, sizeof(out), "{none}", &plain), -ENOENT);
	assert_string_equal(fill_missing("{session}{none}", list), "none");
	assert_null(fill_missing("{session}", list));
}

static void a_value_is_not_filled_again(void **state)
{
	static const struct fill_value nested[] = { { "session", "{gateway}" },
						    { "gateway", "waha" },
						    { NULL, NULL } };
	struct fill_values values = { nested, false };
	char out[64];

	(void)state;
	assert_int_equal(fill_template(out, sizeof(out), "{session}", &values), 0);
	assert_string_equal(out, "{gateway}");
}

static void what_does_not_fit_is_an_error(void **state)
{
	struct fill_values plain = { list, false };
	char out[8];

	(void)state;
	assert_int_equal(fill_template(out, sizeof(out), "1234567", &plain), 0);
	assert_int_equal(fill_template(out, sizeof(out), "12345678", &plain), -ENOSPC);
	assert_int_equal(fill_template(out, sizeof(out), "1234{gateway}", &plain), -ENOSPC);
}

static void a_misspelt_placeholder_is_found(void **state)
{
	(void)state;
	assert_string_equal(fill_unknown("{session}/{sesion}/x", list), "{sesion}/x");
	assert_null(fill_unknown("{session}{\"json\":1}{}{A}", list));
}

/* RFC 4231, 4.2, 4.3 and 4.7: a short key, a key of one word, a key longer than a block. */
static void signatures_are_those_of_rfc_4231(void **state)
{
	char mac[SIGN_HEX_BYTES], long_key[131];
	static const char last[] = "Test Using Larger Than Block-Size Key - Hash Key First";
	static const char jefe[] = "what do ya want for nothing?";

	(void)state;
	memset(long_key, 0xaa, sizeof(long_key));
	sign_hmac_sha256(mac,
			 (struct sign_bytes){ "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
					      "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
					      20 },
			 (struct sign_bytes){ "Hi There", 8 });
	assert_string_equal(mac,
			    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	sign_hmac_sha256(mac, (struct sign_bytes){ "Jefe", 4 },
			 (struct sign_bytes){ jefe, sizeof(jefe) - 1 });
	assert_string_equal(mac,
			    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	sign_hmac_sha256(mac, (struct sign_bytes){ long_key, sizeof(long_key) },
			 (struct sign_bytes){ last, sizeof(last) - 1 });
	assert_string_equal(mac,
			    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void assert_lines(const char *template, unsigned escape, const char *expected)
{
	static const struct fill_value some[] = { { "a", "1" },
						  { "nasty", "<\"&\\\n\x01>" },
						  { "empty", "" },
						  { "none", NULL },
						  { NULL, NULL } };
	static const struct fill_value done[] = { { "done", "<\">" }, { NULL, NULL } };
	struct fill_form form = { some, done, escape, "|", ";" };
	char out[128];

	assert_int_equal(fill_lines(out, sizeof(out), template, &form), 0);
	assert_string_equal(out, expected);
}

static void lines_without_a_value_are_left_out(void **state)
{
	(void)state;
	assert_lines("", 0, "");
	assert_lines("x|{a}|{b}", 0, "x;1;{b}");
	assert_lines("x|{none}|y", 0, "x;y");
	assert_lines("{empty}|x|{empty}", 0, "x");
	assert_lines("{a} {none}", 0, "");
	assert_lines("x|", 0, "x");
}

static void a_single_line_takes_nothing_for_what_is_not_there(void **state)
{
	struct fill_form form = { .list = list };
	char out[32];

	(void)state;
	assert_int_equal(fill_lines(out, sizeof(out), "a{none}b\nc", &form), 0);
	assert_string_equal(out, "ab\nc");
}

static void values_are_escaped_and_what_has_its_form_is_not(void **state)
{
	(void)state;
	assert_lines("{nasty}{done}", 0, "<\"&\\\n\x01><\">");
	assert_lines("\"{nasty}{done}", FILL_JSON, "\"<\\\"&\\\\\\n\\u0001><\">");
	assert_lines("<{nasty}", FILL_MARKUP, "<&lt;\"&amp;\\\n\x01&gt;");
	assert_lines("{nasty}", FILL_MARKUP | FILL_JSON, "&lt;\\\"&amp;\\\\\\n\\u0001&gt;");
	assert_lines("{nasty}&{done}", FILL_PERCENT, "%3C%22%26%5C%0A%01%3E&<\">");
}

static void assert_header(const char *value, const char *expected)
{
	const struct fill_value title[] = { { "title", value }, { NULL, NULL } };
	struct fill_form form = { .list = title, .escape = FILL_HEADER };
	char out[512];

	assert_int_equal(fill_lines(out, sizeof(out), "Title: {title}", &form), 0);
	assert_string_equal(out, expected);
}

/* Made by another encoder. */
static void headers_get_encoded_words_of_whole_characters(void **state)
{
	(void)state;
	assert_header("plain =?text?=", "Title: plain =?text?=");
	assert_header("\xc3\xa9", "Title: =?utf-8?B?w6k=?=");
	assert_header("h\xc3\xa9!", "Title: =?utf-8?B?aMOpIQ==?=");
	assert_header(
		"\xf0\x9f\x98\x80 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 "
		"caf\xc3\xa9 \xe2\x82\xac\xe2\x82\xac\xe2\x82\xac",
		"Title: =?utf-8?B?8J+YgCBjYWbDqSBjYWbDqSBjYWbDqSBjYWbDqSBjYWbDqSBjYWbDqSDigqw=?= "
		"=?utf-8?B?4oKs4oKs?=");
}

static void what_does_not_fit_is_cut_between_characters(void **state)
{
	static const char *const expected[] = { "", "a", "a", "a", "a\xe2\x82\xac" };
	const struct fill_value euro[] = { { "euro", "a\xe2\x82\xac\xe2\x82\xac" },
					   { NULL, NULL } };
	struct fill_form form = { .list = euro };
	char out[8];

	(void)state;
	for (size_t room = 1; room <= 5; room++) {
		assert_int_equal(fill_lines(out, room, "{euro}", &form), -ENOSPC);
		assert_string_equal(out, expected[room - 1]);
	}
	assert_int_equal(fill_lines(out, 8, "{euro}", &form), 0);
	memset(out, '#', sizeof(out));
	assert_int_equal(fill_lines(out + 1, 0, "{euro}", &form), -ENOSPC);
	assert_int_equal(fill_lines(out + 1, 0, "", &form), -ENOSPC);
	assert_int_equal(out[0], '#');
	assert_int_equal(out[1], '#');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_without_a_value_are_left_out),
		cmocka_unit_test(a_single_line_takes_nothing_for_what_is_not_there),
		cmocka_unit_test(values_are_escaped_and_what_has_its_form_is_not),
		cmocka_unit_test(headers_get_encoded_words_of_whole_characters),
		cmocka_unit_test(what_does_not_fit_is_cut_between_characters),
		cmocka_unit_test(controls_and_escapes_leave_the_text),
		cmocka_unit_test(broken_utf8_leaves_the_text),
		cmocka_unit_test(a_cut_falls_between_characters),
		cmocka_unit_test(known_placeholders_are_replaced_and_other_braces_stay),
		cmocka_unit_test(a_value_is_not_filled_again),
		cmocka_unit_test(what_does_not_fit_is_an_error),
		cmocka_unit_test(a_misspelt_placeholder_is_found),
		cmocka_unit_test(signatures_are_those_of_rfc_4231),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
