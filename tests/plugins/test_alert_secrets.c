/* test_alert_secrets.c - the built alert.so under a fake host: what receivers repeat of our secrets.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_actions.h"

static const struct fake_setting as_json[] = {
	{ "to", "http://127.0.0.1:9/hook/t0p-s3cr3t" },
	{ "header", "Authorization: Bearer b34r3r" },
	{ "header", "X-Pass: a phrase of 4" },
	{ NULL, NULL },
};

static void secrets_do_not_come_back_in_reasons(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", as_json);

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_answer(inst, 404, "Cannot POST /hook/t0p-s3cr3t");
	fake_assert_result(inst, 1, MUZZLE_NO_SETUP, "HTTP 404: (not shown: it repeats the url)");
	fake_tell(inst, 2, "opened", 3);
	fake_answer(inst, 403, "who is b34r3r?");
	fake_assert_result(inst, 2, MUZZLE_NO_SETUP, "HTTP 403: (not shown: it repeats a header)");
	fake_tell(inst, 3, "opened", 3);
	fake_answer(inst, 403, "who is a phrase of 4?");
	fake_assert_result(inst, 3, MUZZLE_NO_SETUP, "HTTP 403: (not shown: it repeats a header)");
	assert_null(fake_logged(inst, "s3cr3t"));
	assert_null(fake_logged(inst, "b34r3r"));
	fake_close(inst);
}

/* How a section has its secret, what it is answered, and of what that is a repetition. */
static void secrets_are_known_wherever_they_stand(void **state)
{
	static const struct {
		struct fake_setting settings[5];
		const char *answer, *repeats;
	} cases[] = {
		{ { { "format", "telegram" }, { "token", "123:s3cr3t" }, { "recipient", "1" } },
		  "{\"description\":\"Unauthorized: bot123:s3cr3t\"}",
		  "a credential" },
		{ { { "format", "pushover" }, { "token", "t0" }, { "recipient", "s3cr3t" } },
		  "user s3cr3t",
		  "a credential" },
		{ { { "to", "http://h/m?token=s3cr3t" } }, "{\"error\":\"s3cr3t?\"}", "the url" },
		{ { { "to", "http://h/m?token=s3cr3t&p=5" } }, "who is s3cr3t?", "the url" },
		{ { { "to", "http://h/s3cr3t?wait=true" } }, "no such thing: s3cr3t", "the url" },
		{ { { "to", "http://h/hook/s3cr3t/" } }, "no such thing: s3cr3t", "the url" },
		{ { { "to", "http://h/s3cr3t==/a" } }, "who is s3cr3t==?", "the url" },
		{ { { "to", "http://h/s3cr3t-0/send" } }, "no such thing: s3cr3t-0", "the url" },
		{ { { "to", "http://h/" }, { "user", "me:s3cr3t" } }, "s3cr3t?", "a credential" },
		{ { { "to", "http://h/" }, { "user", "me:s3cr3t" } },
		  "Authorization: Basic bWU6czNjcjN0",
		  "a credential" },
		{ { { "to", "http://me:s3cr3t7@h/" } },
		  "Authorization: Basic bWU6czNjcjN0Nw",
		  "a credential" },
		{ { { "to", "http://me:s3cr3t7@h?x" } }, "not me:s3cr3t7", "a credential" },
		{ { { "to", "http://h/" }, { "proxy", "http://me:s3cr3t@p" } },
		  "Proxy-Authorization: Basic bWU6czNjcjN0",
		  "a credential" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = fake_open("alert", cases[i].settings);
		char why[64];

		snprintf(why, sizeof(why), "HTTP 403: (not shown: it repeats %s)",
			 cases[i].repeats);
		fake_tell(inst, 1, "opened", 3);
		fake_answer(inst, 403, cases[i].answer);
		fake_assert_result(inst, 1, MUZZLE_NO_SETUP, why);
		assert_int_equal(inst->logs, 0);
		fake_close(inst);
	}
}

/* As AUTH PLAIN and AUTH LOGIN send them. */
static void a_mail_server_that_repeats_the_password_is_not_quoted(void **state)
{
	static const struct fake_setting mail[] = {
		{ "format", "smtp" },   { "to", "smtps://h" },    { "from", "a@h" },
		{ "recipient", "b@h" }, { "user", "ann:s3cret" }, { NULL, NULL }
	};
	static const char *const answers[] = { "501 cannot decode AGFubgBzM2NyZXQ=",
					       "535 not czNjcmV0", "535 not ann:s3cret",
					       "535 who is ann?", NULL };
	struct muzzle_inst *inst = fake_open("alert", mail);

	(void)state;
	for (uint64_t i = 0; answers[i]; i++) {
		fake_tell(inst, 1 + i, "opened", 3);
		fake_answer_to(inst, fake_pending(inst, 0),
			       &(struct muzzle_answer){
				       .status = 535, .why = "SMTP 535", .body = answers[i] });
		fake_assert_result(inst, 1 + i, MUZZLE_NO_SETUP,
				   i < 3 ? "SMTP 535: (not shown: it repeats a credential)"
					 : "SMTP 535: 535 who is ann?");
	}
	fake_close(inst);
}

/* What is cut off for its length is looked at, too; what is short is in every text. */
static void no_part_of_a_secret_is_shown_and_words_are_no_secrets(void **state)
{
	const struct fake_setting settings[] = {
		{ "to", "http://hooks/in/api/v1beta/s3cr3t-and-long" }, { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_open("alert", settings);
	char answer[400];

	(void)state;
	for (size_t pad = 150; pad < 220; pad++) {
		snprintf(answer, sizeof(answer), "%*s s3cr3t-and-long", (int)pad, "x");
		memset(answer, 'x', pad);
		fake_tell(inst, pad, "opened", 3);
		fake_answer(inst, 500, answer);
		fake_assert_result(inst, pad, MUZZLE_FAILED,
				   "HTTP 500: (not shown: it repeats the url)");
	}
	fake_tell(inst, 1, "opened", 3);
	fake_answer(inst, 404, "hooks has no api in v1beta");
	fake_assert_result(inst, 1, MUZZLE_NO_SETUP, "HTTP 404: hooks has no api in v1beta");
	fake_close(inst);
}

static void what_one_instance_hides_is_none_of_the_others(void **state)
{
	const struct fake_setting settings[] = { { "to", "http://h/" }, { NULL, NULL } };
	struct muzzle_inst *one = fake_open("alert", as_json);
	struct muzzle_inst *other = fake_open("alert", settings);

	(void)state;
	fake_tell(one, 1, "opened", 3);
	fake_tell(other, 1, "opened", 3);
	fake_answer(one, 403, "b34r3r");
	fake_answer(other, 403, "b34r3r");
	fake_assert_result(one, 1, MUZZLE_NO_SETUP, "HTTP 403: (not shown: it repeats a header)");
	fake_assert_result(other, 1, MUZZLE_NO_SETUP, "HTTP 403: b34r3r");
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_do_not_come_back_in_reasons),
		cmocka_unit_test(secrets_are_known_wherever_they_stand),
		cmocka_unit_test(a_mail_server_that_repeats_the_password_is_not_quoted),
		cmocka_unit_test(no_part_of_a_secret_is_shown_and_words_are_no_secrets),
		cmocka_unit_test(what_one_instance_hides_is_none_of_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
