/* test_postman_fallback.c - messages that go to another action.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

#define PAGE "[action page]\nplugin = alert\ndigest = off\n"
#define MAIL "[action mail]\nplugin = alert\ndigest = off\n"
#define TWO OUTBOXED_CONF PAGE MAIL
#define WITH_FALLBACK \
	OUTBOXED_CONF PAGE "fallback = mail\n" MAIL "[gateway third]\nnotify = page mail\n"

static struct outboxed_sent *last(struct outboxed *f)
{
	assert_true(f->sent_count > 0);
	return &f->sent[f->sent_count - 1];
}

static void what_fails_for_minutes_goes_to_the_fallback_and_stays_there(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, WITH_FALLBACK);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 5 * MINUTES - 1);
	assert_string_equal(last(f)->action, "page");
	outboxed_pass(f, 1);
	assert_string_equal(last(f)->action, "mail");
	assert_string_equal(last(f)->id, f->sent[0].id);
	assert_int_equal(outboxed_waiting(f), 0);
	/* who has heard of it there hears its end there */
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_tell(f, "waha/omer", NOTIFY_CLOSED, 1);
	assert_string_equal(last(f)->action, "mail");
	assert_string_equal(last(f)->what, "closed");
	outboxed_pass(f, MINUTES);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_pass(f, 10 * MINUTES);
	assert_string_equal(last(f)->action, "page");
}

static void all_that_wait_for_a_broken_one_go_to_the_fallback_in_their_order(void **state)
{
	struct outboxed *f = *state;
	size_t before;

	outboxed_configure(f, WITH_FALLBACK);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/omer", NOTIFY_QUARANTINED, 1);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_pass(f, 5 * MINUTES - 1);
	before = f->sent_count;
	outboxed_pass(f, 1);
	assert_int_equal(f->sent_count, before + 3);
	assert_string_equal(f->sent[before].what, "opened");
	assert_int_equal(f->sent[before].incident, 1);
	assert_int_equal(outbox_channel(f->outbox, "page")->moved, 3);
	assert_string_equal(outbox_channel(f->outbox, "page")->moved_to, "mail");
}

static void what_a_person_must_mend_goes_to_the_fallback_at_once(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, WITH_FALLBACK);
	outboxed_receiver(f, "page")->how = REJECT;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;mail opened 1;");
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;mail opened 1;mail opened 2;");
}

static void without_a_fallback_a_refusal_is_tried_every_five_minutes_and_after_a_reload(
	void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = REJECT;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 11 * MINUTES);
	outboxed_expect(f, "page opened 1;page opened 1;page opened 1;");
	assert_int_equal(f->sent[1].at_ms - f->sent[0].at_ms, 5 * MINUTES);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_configure(f, TWO);
	outboxed_pass(f, 0);
	assert_int_equal(f->sent_count, 4);
	assert_int_equal(outboxed_waiting(f), 0);
}

static void a_fallback_may_have_its_own(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF PAGE "fallback = mail\n" MAIL
						 "fallback = sms\nfallback_after = 1m\n"
						 "[action sms]\nplugin = alert\n");
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_receiver(f, "mail")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 6 * MINUTES);
	assert_string_equal(last(f)->action, "sms");
	outboxed_tell(f, "waha/omer", NOTIFY_CLOSED, 1);
	assert_string_equal(last(f)->action, "sms");
	assert_int_equal(outboxed_waiting(f), 0);
}

/* It has been told already. */
static void who_is_told_anyway_is_nobodys_fallback(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, WITH_FALLBACK);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "third", NOTIFY_OPENED, 1);
	outboxed_pass(f, HOURS);
	for (size_t i = 2; i < f->sent_count; i++)
		assert_string_equal(f->sent[i].action, "page");
	assert_int_equal(outboxed_waiting(f), 1);
}

/* Else its end would be told before its beginning. */
static void nothing_is_moved_past_what_flies_before_it(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF PAGE "fallback = mail\ntimeout = 50s\n"
						 "fallback_after = 10s\n" MAIL);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_pass(f, 2 * SECONDS);
	outboxed_tell(f, "waha/omer", NOTIFY_CLOSED, 1);
	outboxed_pass(f, 20 * SECONDS);
	outboxed_expect(f, "page opened 1;page opened 1;");
	outboxed_answer(f, last(f)->attempt, RESULT_TIMEOUT, "");
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;page opened 1;mail opened 1;mail closed 1;");
}

static void when_the_line_is_back_it_is_tried_at_once(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, HOURS);
	f->sent_count = 0;
	outboxed_receiver(f, "page")->how = ACCEPT;
	postman_hurry(f->outbox, f->now.boot_ms);
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(what_fails_for_minutes_goes_to_the_fallback_and_stays_there),
		OUTBOX_TEST(all_that_wait_for_a_broken_one_go_to_the_fallback_in_their_order),
		OUTBOX_TEST(what_a_person_must_mend_goes_to_the_fallback_at_once),
		OUTBOX_TEST(
			without_a_fallback_a_refusal_is_tried_every_five_minutes_and_after_a_reload),
		OUTBOX_TEST(a_fallback_may_have_its_own),
		OUTBOX_TEST(who_is_told_anyway_is_nobodys_fallback),
		OUTBOX_TEST(nothing_is_moved_past_what_flies_before_it),
		OUTBOX_TEST(when_the_line_is_back_it_is_tried_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
