/* test_digest.c - many messages told as one.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

#define PAGE "[action page]\nplugin = alert\n"
#define MAIL "[action mail]\nplugin = alert\n"
#define BOTH OUTBOXED_CONF PAGE MAIL
#define QUIET OUTBOXED_CONF PAGE "quiet = 22:00-07:00\n" MAIL

static void set_up(struct outboxed *f, const char *text)
{
	outboxed_configure(f, text);
	outboxed_receiver(f, "page")->takes_digests = true;
	outboxed_receiver(f, "mail")->takes_digests = true;
}

static void open_incidents(struct outboxed *f, uint64_t from, uint64_t to)
{
	char target[32];

	for (uint64_t i = from; i <= to; i++) {
		snprintf(target, sizeof(target), "waha/s%llu", (unsigned long long)i);
		outboxed_tell(f, target, NOTIFY_OPENED, i);
	}
}

static void five_in_a_minute_go_each_by_itself_the_rest_as_one(void **state)
{
	struct outboxed *f = *state;
	const struct outboxed_sent *digest = &f->sent[5];

	set_up(f, BOTH);
	open_incidents(f, 1, 7);
	outboxed_pass(f, 10 * SECONDS);
	outboxed_tell(f, "waha/s6", NOTIFY_CLOSED, 6);
	outboxed_expect(f,
			"page opened 1;page opened 2;page opened 3;page opened 4;page opened 5;");
	assert_int_equal(outboxed_waiting(f), 3);
	outboxed_pass(f, 50 * SECONDS - 1);
	assert_int_equal(f->sent_count, 5);
	outboxed_pass(f, 1);
	assert_int_equal(f->sent_count, 6);
	assert_string_equal(digest->what, "digest");
	assert_string_equal(digest->target, "waha");
	assert_string_equal(digest->why, "2 opened, 1 closed");
	assert_int_equal(digest->lines_count, 3);
	assert_string_equal(digest->lines[0], "waha/s6 is in trouble: because of 6");
	assert_string_equal(digest->lines[1], "waha/s7 is in trouble: because of 7");
	assert_string_equal(digest->lines[2], "waha/s6 is well again: because of 6");
	assert_string_equal(digest->id, "word-9");
	assert_int_equal(outboxed_waiting(f), 0);
}

/* Two actions side by side: each counts its own. */
static void a_minute_later_all_is_as_before(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	open_incidents(f, 1, 3);
	outboxed_pass(f, 30 * SECONDS);
	open_incidents(f, 4, 5);
	outboxed_pass(f, 31 * SECONDS);
	open_incidents(f, 6, 8);
	assert_int_equal(f->sent_count, 8);
	for (uint64_t i = 9; i <= 13; i++)
		outboxed_tell(f, "other/one", NOTIFY_OPENED, i);
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 8 + 5 + 1);
	assert_string_equal(f->sent[13].action, "page");
	assert_string_equal(f->sent[13].why, "5 opened");
	assert_string_equal(f->sent[13].target, "other");
}

static void what_does_not_end_is_told_every_minute(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	for (uint64_t i = 1; i <= 150; i++) {
		open_incidents(f, i, i);
		outboxed_pass(f, SECONDS);
	}
	/* fifty are the most in one */
	assert_int_equal(f->sent_count, 5 + 2 + 2);
	assert_int_equal(f->sent[6].at_ms - f->sent[0].at_ms, MINUTES);
	assert_int_equal(f->sent[7].at_ms - f->sent[6].at_ms, 55 * SECONDS);
}

static void one_alone_is_no_digest(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	open_incidents(f, 1, 6);
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 6);
	assert_string_equal(f->sent[5].what, "opened");
}

static void a_digest_off_is_none(void **state)
{
	struct outboxed *f = *state;

	set_up(f, OUTBOXED_CONF PAGE "digest = off\n" MAIL);
	open_incidents(f, 1, 20);
	assert_int_equal(f->sent_count, 20);
}

static void a_plugin_that_knows_of_none_is_given_none(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	outboxed_receiver(f, "page")->takes_digests = false;
	open_incidents(f, 1, 20);
	assert_int_equal(f->sent_count, 20);
}

/* It is asked once, and again when the configuration is another. */
static void who_has_no_form_for_it_is_told_each_by_itself(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	outboxed_receiver(f, "page")->wants_none = true;
	open_incidents(f, 1, 7);
	assert_int_equal(f->sent_count, 5);
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 7);
	assert_string_equal(f->sent[6].what, "opened");
	assert_int_equal(outbox_channel(f->outbox, "page")->failures, 0);
	assert_int_equal(outbox_channel(f->outbox, "page")->flying, 0);
	open_incidents(f, 8, 20);
	assert_int_equal(f->sent_count, 20);
	outboxed_receiver(f, "page")->wants_none = false;
	outboxed_pass(f, 2 * MINUTES);
	set_up(f, BOTH);
	open_incidents(f, 21, 30);
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 26);
}

static void what_closes_does_not_overtake_what_opened_in_a_digest(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	outboxed_receiver(f, "page")->how = LATER;
	open_incidents(f, 1, 4);
	for (size_t i = 0; i < 4; i++)
		outboxed_answer(f, f->sent[i].attempt, 0, "");
	open_incidents(f, 5, 7);
	outboxed_pass(f, MINUTES);
	outboxed_answer(f, f->sent[4].attempt, 0, "");
	assert_string_equal(f->sent[5].what, "digest");
	outboxed_tell(f, "waha/s6", NOTIFY_CLOSED, 6);
	outboxed_tell(f, "waha/s9", NOTIFY_OPENED, 9);
	assert_int_equal(f->sent_count, 7);
	assert_int_equal(f->sent[6].incident, 9);
	outboxed_answer(f, f->sent[6].attempt, 0, "");
	outboxed_answer(f, f->sent[5].attempt, RESULT_FAILED, "");
	outboxed_pass(f, SECONDS);
	assert_string_equal(f->sent[7].id, f->sent[5].id);
	assert_int_equal(f->sent[7].lines_count, 2);
	outboxed_answer(f, f->sent[7].attempt, 0, "");
	outboxed_pass(f, 0);
	assert_string_equal(f->sent[8].what, "closed");
}

static void what_opened_by_itself_is_not_overtaken(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	outboxed_receiver(f, "page")->how = LATER;
	open_incidents(f, 1, 5);
	for (size_t i = 1; i < 4; i++)
		outboxed_answer(f, f->sent[i].attempt, 0, "");
	outboxed_tell(f, "waha/s2", NOTIFY_CLOSED, 2);
	outboxed_tell(f, "waha/s1", NOTIFY_CLOSED, 1);
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 6);
	assert_string_equal(f->sent[5].target, "waha/s2");
	assert_string_equal(f->sent[5].what, "closed");
	outboxed_answer(f, f->sent[0].attempt, 0, "");
	outboxed_pass(f, 0);
	assert_string_equal(f->sent[6].target, "waha/s1");
	assert_string_equal(f->sent[6].what, "closed");
}

static void after_a_quiet_night_there_is_one_digest_of_it(void **state)
{
	struct outboxed *f = *state;

	set_up(f, QUIET);
	outboxed_pass(f, 10 * HOURS);
	for (uint64_t i = 1; i <= 6; i++) {
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
		outboxed_pass(f, HOURS);
	}
	assert_int_equal(f->sent_count, 0);
	outboxed_pass(f, 3 * HOURS);
	assert_int_equal(f->sent_count, 1);
	assert_string_equal(f->sent[0].why, "6 opened");
	assert_int_equal(f->sent[0].lines_count, 6);
}

static void after_a_night_with_few_each_is_told(void **state)
{
	struct outboxed *f = *state;

	set_up(f, QUIET);
	outboxed_pass(f, 10 * HOURS);
	for (uint64_t i = 1; i <= 5; i++) {
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
		outboxed_pass(f, HOURS);
	}
	outboxed_pass(f, 4 * HOURS);
	assert_int_equal(f->sent_count, 5);
}

static void a_digest_has_its_limit(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	open_incidents(f, 1, 5 + 70);
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 7);
	assert_int_equal(f->sent[5].lines_count, 50);
	assert_int_equal(f->sent[6].lines_count, 20);
	assert_string_not_equal(f->sent[5].id, f->sent[6].id);
}

static void a_digest_moves_as_a_whole_and_to_whom_takes_none_in_parts(void **state)
{
	struct outboxed *f = *state;

	set_up(f, OUTBOXED_CONF PAGE "fallback = mail\n" MAIL);
	outboxed_receiver(f, "page")->how = LATER;
	open_incidents(f, 1, 5);
	for (size_t i = 0; i < 4; i++)
		outboxed_answer(f, f->sent[i].attempt, 0, "");
	outboxed_pass(f, 0);
	outboxed_answer(f, f->sent[4].attempt, 0, "");
	open_incidents(f, 6, 8);
	outboxed_receiver(f, "page")->how = REJECT;
	outboxed_pass(f, MINUTES);
	assert_string_equal(f->sent[6].action, "mail");
	assert_string_equal(f->sent[6].what, "digest");
	assert_int_equal(f->sent[6].lines_count, f->sent[5].lines_count);
	outboxed_receiver(f, "mail")->takes_digests = false;
	open_incidents(f, 9, 16);
	outboxed_pass(f, 10 * MINUTES);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_string_equal(f->sent[f->sent_count - 1].what, "opened");
}

/* The receiver may have it, under its own id. */
static void what_was_tried_is_not_told_again_in_a_digest(void **state)
{
	struct outboxed *f = *state;

	set_up(f, QUIET);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_pass(f, 10 * HOURS - SECONDS);
	outboxed_tell(f, "waha/s1", NOTIFY_OPENED, 1);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, HOURS);
	open_incidents(f, 2, 8);
	outboxed_pass(f, 9 * HOURS);
	outboxed_expect(f, "page opened 1;page digest 0;page opened 1;");
	assert_string_equal(f->sent[2].id, f->sent[0].id);
	assert_int_equal(f->sent[1].lines_count, 7);
}

static void who_has_no_form_is_asked_once(void **state)
{
	struct outboxed *f = *state;

	set_up(f, QUIET);
	outboxed_receiver(f, "page")->wants_none = true;
	outboxed_pass(f, 10 * HOURS);
	for (uint64_t night = 0; night < 3; night++) {
		open_incidents(f, 10 * night + 1, 10 * night + 7);
		outboxed_pass(f, 24 * HOURS);
	}
	assert_int_equal(f->sent_count, 21);
	assert_int_equal(outboxed_receiver(f, "page")->refused, 1);
}

static void a_digest_is_broken_when_its_action_is_made_anew_and_knows_of_none(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	open_incidents(f, 1, 8);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_pass(f, MINUTES);
	assert_string_equal(f->sent[5].what, "digest");
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_receiver(f, "page")->takes_digests = false;
	outboxed_configure(f, BOTH);
	outboxed_pass(f, 0);
	assert_int_equal(f->sent_count, 6 + 3);
	assert_string_equal(f->sent[8].what, "opened");
}

static void of_several_gateways_it_is_ours(void **state)
{
	struct outboxed *f = *state;

	set_up(f, BOTH);
	open_incidents(f, 1, 6);
	outboxed_tell(f, "other/one", NOTIFY_LEAK, 7);
	outboxed_pass(f, MINUTES);
	assert_string_equal(f->sent[6].target, "muzzle");
	assert_string_equal(f->sent[6].why, "1 opened, 1 leak");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(five_in_a_minute_go_each_by_itself_the_rest_as_one),
		OUTBOX_TEST(a_minute_later_all_is_as_before),
		OUTBOX_TEST(what_does_not_end_is_told_every_minute),
		OUTBOX_TEST(one_alone_is_no_digest),
		OUTBOX_TEST(a_digest_off_is_none),
		OUTBOX_TEST(a_plugin_that_knows_of_none_is_given_none),
		OUTBOX_TEST(who_has_no_form_for_it_is_told_each_by_itself),
		OUTBOX_TEST(what_closes_does_not_overtake_what_opened_in_a_digest),
		OUTBOX_TEST(what_opened_by_itself_is_not_overtaken),
		OUTBOX_TEST(after_a_quiet_night_there_is_one_digest_of_it),
		OUTBOX_TEST(after_a_night_with_few_each_is_told),
		OUTBOX_TEST(a_digest_has_its_limit),
		OUTBOX_TEST(a_digest_moves_as_a_whole_and_to_whom_takes_none_in_parts),
		OUTBOX_TEST(what_was_tried_is_not_told_again_in_a_digest),
		OUTBOX_TEST(who_has_no_form_is_asked_once),
		OUTBOX_TEST(a_digest_is_broken_when_its_action_is_made_anew_and_knows_of_none),
		OUTBOX_TEST(of_several_gateways_it_is_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
