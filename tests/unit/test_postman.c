/* test_postman.c - when messages go: retries and order.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

#define PAGE "[action page]\nplugin = alert\ndigest = off\n"
#define MAIL "[action mail]\nplugin = alert\ndigest = off\n"
#define TWO OUTBOXED_CONF PAGE MAIL

static struct outboxed_sent *last(struct outboxed *f)
{
	assert_true(f->sent_count > 0);
	return &f->sent[f->sent_count - 1];
}

/* --- one message */

static void a_message_goes_at_once_and_is_gone_when_it_is_told(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 7);
	outboxed_expect(f, "page opened 7;");
	assert_string_equal(f->sent[0].id, "word-1");
	assert_string_equal(f->sent[0].target, "waha/omer");
	assert_string_equal(f->sent[0].why, "because of 7");
	assert_int_equal(f->sent[0].since_wall_ms, 1000);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_int_equal(f->saves, 1);
	outboxed_pass(f, HOURS);
	assert_int_equal(f->sent_count, 1);
	assert_int_equal(f->saves, 2);
}

static void each_action_of_the_gateway_gets_its_own(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_tell(f, "other/one", NOTIFY_CLOSED, 1);
	outboxed_expect(f, "page opened 1;mail opened 1;mail closed 1;");
	assert_string_not_equal(f->sent[0].id, f->sent[1].id);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, SECONDS);
	outboxed_expect(f,
			"page opened 1;mail opened 1;mail closed 1;page opened 1;page closed 1;");
	assert_string_equal(f->sent[3].id, f->sent[0].id);
}

static void pauses_grow_from_a_second_to_five_minutes(void **state)
{
	static const int64_t pauses[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300 };
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, HOURS);
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		assert_int_equal(f->sent[i + 1].at_ms - f->sent[i].at_ms, pauses[i] * SECONDS);
		assert_string_equal(f->sent[i + 1].id, f->sent[0].id);
	}
	assert_int_equal(outboxed_waiting(f), 1);
}

static void what_is_kept_too_long_is_lost_loudly(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF PAGE "keep = 2h\n" MAIL);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_pass(f, 2 * HOURS - 1);
	assert_int_equal(outboxed_waiting(f), 1);
	outboxed_pass(f, 1);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_int_equal(outbox_channel(f->outbox, "page")->lost, 1);
	assert_int_equal(outbox_channel(f->outbox, "mail")->lost, 0);
}

/* The box was off for longer than it is kept. */
static void what_is_old_is_lost_only_by_who_refuses_it_in_this_life(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF PAGE "keep = 2h\n" MAIL "keep = 2h\n");
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_receiver(f, "mail")->how = LATER;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	for (struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next) {
		entry->attempt = entry->to->flying = 0;
		entry->at_ms -= 3 * HOURS;
	}
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_receiver(f, "mail")->how = ACCEPT;
	f->sent_count = 0;
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;mail opened 1;");
	assert_int_equal(outboxed_waiting(f), 0);
	assert_int_equal(outbox_channel(f->outbox, "page")->lost, 1);
	assert_int_equal(outbox_channel(f->outbox, "mail")->lost, 0);
}

static void who_never_answers_is_cancelled_and_tried_again(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF PAGE "timeout = 20s\n" MAIL);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 30 * SECONDS - 1);
	assert_false(f->sent[0].cancelled);
	outboxed_pass(f, SECONDS + 1);
	assert_true(f->sent[0].cancelled);
	assert_int_equal(f->sent_count, 2);
	assert_string_equal(outbox_channel(f->outbox, "page")->error, "no answer");
	/* what it says after all is of no message in flight */
	outboxed_answer(f, f->sent[0].attempt, 0, "late");
	assert_int_equal(outboxed_waiting(f), 1);
}

static void an_action_that_refuses_to_try_has_failed(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = REFUSE;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	assert_int_equal(outboxed_waiting(f), 1);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, SECONDS);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_int_equal(f->sent_count, 2);
}

/* --- order and number */

static void a_stream_keeps_its_order_and_holds_up_no_other(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/omer", NOTIFY_QUARANTINED, 1);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_tell(f, "waha", NOTIFY_SETUP, 0);
	outboxed_tell(f, "waha", NOTIFY_SETUP, 0);
	outboxed_expect(f, "page opened 1;page opened 2;page setup 0;");
	outboxed_answer(f, f->sent[0].attempt, 0, "");
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;page opened 2;page setup 0;page quarantined 1;");
}

static void at_most_four_fly_at_once(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	for (uint64_t i = 1; i <= 9; i++)
		outboxed_tell(f, "other/one", NOTIFY_OPENED, i);
	assert_int_equal(outbox_channel(f->outbox, "page")->flying, 4);
	assert_int_equal(f->sent_count, 4 + 9);
	outboxed_answer(f, f->sent[0].attempt, 0, "");
	outboxed_pass(f, 0);
	assert_int_equal(f->sent_count, 5 + 9);
	assert_int_equal(outbox_channel(f->outbox, "page")->flying, 4);
}

static void of_a_broken_receiver_one_at_a_time_is_tried_and_all_when_it_is_back(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	for (uint64_t i = 2; i <= 30; i++)
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
	assert_int_equal(f->sent_count, 1);
	outboxed_pass(f, HOURS);
	/* by its own pauses, and once for each that had never been tried */
	assert_in_range(f->sent_count, 20, 60);
	for (size_t i = 1; i < f->sent_count; i++)
		assert_true(f->sent[i].at_ms - f->sent[i - 1].at_ms >= SECONDS);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, 5 * MINUTES);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_int_equal(outbox_channel(f->outbox, "page")->failures, 0);
}

static void of_one_that_hangs_one_flies(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_answer(f, f->sent[0].attempt, RESULT_TIMEOUT, "timeout");
	for (uint64_t i = 2; i <= 9; i++)
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
	for (int i = 0; i < 60; i++) {
		outboxed_pass(f, SECONDS);
		assert_int_equal(outbox_channel(f->outbox, "page")->flying, 1);
	}
}

static void when_one_is_told_the_others_go_at_once(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	for (uint64_t i = 1; i <= 9; i++)
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
	outboxed_pass(f, HOURS);
	outboxed_receiver(f, "page")->how = ACCEPT;
	f->sent_count = 0;
	while (!f->sent_count)
		outboxed_pass(f, SECONDS);
	assert_int_equal(f->sent_count, 9);
}

static void four_that_fail_together_are_one_failure(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	for (uint64_t i = 1; i <= 4; i++)
		outboxed_tell(f, "waha/omer", NOTIFY_OPENED, i);
	for (size_t i = 0; i < 4; i++)
		outboxed_answer(f, f->sent[i].attempt, RESULT_TIMEOUT, "timeout");
	assert_int_equal(outbox_channel(f->outbox, "page")->failures, 1);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, SECONDS);
	assert_int_equal(outboxed_waiting(f), 0);
}

/* One that nobody can take does not keep others from being told. */
static void a_poisoned_message_stands_in_nobodys_way(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, HOURS);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_pass(f, 5 * MINUTES); /* the poisoned one is in flight */
	outboxed_answer(f, last(f)->attempt, RESULT_FAILED, "HTTP 500");
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_pass(f, POSTMAN_FRESH_MS);
	assert_int_equal(last(f)->incident, 2);
}

static void a_receiver_may_ask_for_rest_but_not_for_more_than_an_hour(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = ASK_TO_WAIT;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_tell(f, "other/two", NOTIFY_OPENED, 2);
	outboxed_expect(f, "page opened 1;mail opened 1;mail opened 2;");
	outboxed_pass(f, HOURS - 1);
	assert_int_equal(f->sent_count, 3);
	outboxed_pass(f, 1);
	assert_int_equal(f->sent_count, 5);
	assert_int_equal(outboxed_waiting(f), 0);
}

/* --- reminders */

static void a_newer_reminder_takes_the_place_of_one_that_waits(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/omer", NOTIFY_REMINDER, 1);
	outboxed_tell(f, "waha/dana", NOTIFY_REMINDER, 2);
	outboxed_tell(f, "waha/omer", NOTIFY_REMINDER, 1);
	assert_int_equal(outboxed_waiting(f), 3);
	f->sent_count = 0;
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, SECONDS);
	outboxed_expect(f, "page reminder 2;page opened 1;page reminder 1;");
}

/* --- another configuration */

static void messages_of_an_action_that_is_gone_go_to_who_is_named_now(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 2);
	f->sent_count = 0;
	/* mail has had its own of `other` */
	outboxed_configure(f, "[gateway waha]\nsessions = *\nnotify = pager\n"
			      "[gateway other]\nsessions = *\nnotify = mail\n" MAIL
			      "[action pager]\nplugin = alert\n");
	outboxed_pass(f, HOURS);
	outboxed_expect(f, "pager opened 2;");
	assert_int_equal(outboxed_waiting(f), 0);
}

static void a_flight_of_an_action_that_is_gone_may_still_land(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_configure(f, "[gateway waha]\nsessions = *\nnotify = mail\n" MAIL);
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;page opened 2;");
	outboxed_answer(f, f->sent[0].attempt, 0, "");
	outboxed_answer(f, f->sent[1].attempt, RESULT_FAILED, "");
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;page opened 2;mail opened 2;");
}

/* One that lands after the reload: mail has had its own of `other`, pager has not. */
static void what_fails_to_land_goes_to_none_who_was_told_before(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 2);
	outboxed_configure(f, "[gateway waha]\nsessions = *\nnotify = pager\n"
			      "[gateway other]\nsessions = *\nnotify = mail pager\n" MAIL
			      "[action pager]\nplugin = alert\n");
	outboxed_configure(f, "[gateway waha]\nsessions = *\n"
			      "[gateway other]\nsessions = *\nnotify = mail pager\n" MAIL
			      "[action pager]\nplugin = alert\n");
	for (size_t i = 0; i < 3; i++)
		if (strcmp(f->sent[i].action, "page") == 0)
			outboxed_answer(f, f->sent[i].attempt, RESULT_FAILED, "");
	outboxed_pass(f, HOURS);
	outboxed_expect(f,
			"page opened 1;mail opened 1;page opened 2;pager opened 1;pager opened 2;");
	assert_int_equal(outboxed_waiting(f), 0);
}

/* Its key was wrong, and is not any more. */
static void how_a_former_configuration_fails_says_nothing_of_this_one(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_answer(f, f->sent[0].attempt, RESULT_SETUP, "HTTP 401");
	assert_int_equal(outbox_channel(f->outbox, "page")->failures, 0);
	outboxed_pass(f, 0);
	assert_int_equal(f->sent_count, 2);
	assert_int_equal(outboxed_waiting(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(a_message_goes_at_once_and_is_gone_when_it_is_told),
		OUTBOX_TEST(each_action_of_the_gateway_gets_its_own),
		OUTBOX_TEST(pauses_grow_from_a_second_to_five_minutes),
		OUTBOX_TEST(what_is_kept_too_long_is_lost_loudly),
		OUTBOX_TEST(what_is_old_is_lost_only_by_who_refuses_it_in_this_life),
		OUTBOX_TEST(who_never_answers_is_cancelled_and_tried_again),
		OUTBOX_TEST(an_action_that_refuses_to_try_has_failed),
		OUTBOX_TEST(a_stream_keeps_its_order_and_holds_up_no_other),
		OUTBOX_TEST(at_most_four_fly_at_once),
		OUTBOX_TEST(of_a_broken_receiver_one_at_a_time_is_tried_and_all_when_it_is_back),
		OUTBOX_TEST(of_one_that_hangs_one_flies),
		OUTBOX_TEST(when_one_is_told_the_others_go_at_once),
		OUTBOX_TEST(four_that_fail_together_are_one_failure),
		OUTBOX_TEST(a_poisoned_message_stands_in_nobodys_way),
		OUTBOX_TEST(a_receiver_may_ask_for_rest_but_not_for_more_than_an_hour),
		OUTBOX_TEST(a_newer_reminder_takes_the_place_of_one_that_waits),
		OUTBOX_TEST(messages_of_an_action_that_is_gone_go_to_who_is_named_now),
		OUTBOX_TEST(a_flight_of_an_action_that_is_gone_may_still_land),
		OUTBOX_TEST(what_fails_to_land_goes_to_none_who_was_told_before),
		OUTBOX_TEST(how_a_former_configuration_fails_says_nothing_of_this_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
