/* test_curfew.c - quiet hours and maintenance.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

#define PAGE "[action page]\nplugin = alert\ndigest = off\n"
#define MAIL "[action mail]\nplugin = alert\ndigest = off\n"

static struct outboxed_sent *last(struct outboxed *f)
{
	assert_true(f->sent_count > 0);
	return &f->sent[f->sent_count - 1];
}

#define QUIET OUTBOXED_CONF PAGE "quiet = 22:00-07:00\n" MAIL

static void in_quiet_hours_only_what_is_urgent_is_told(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, QUIET);
	outboxed_pass(f, 10 * HOURS);
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_expect(f, "mail opened 1;");
	outboxed_tell(f, "waha", NOTIFY_HUMAN, 2);
	outboxed_expect(f, "mail opened 1;page human 2;");
	outboxed_pass(f, 9 * HOURS - 1);
	assert_int_equal(f->sent_count, 2);
	outboxed_pass(f, 1);
	outboxed_expect(f, "mail opened 1;page human 2;page opened 1;");
}

static void what_is_urgent_takes_along_what_stands_before_it(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, QUIET);
	outboxed_pass(f, 10 * HOURS);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 2);
	outboxed_tell(f, "waha/omer", NOTIFY_QUARANTINED, 1);
	outboxed_pass(f, 0);
	outboxed_expect(f, "page opened 1;page quarantined 1;");
}

static void time_in_a_window_is_no_time_of_failing_nor_of_keeping(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_CONF PAGE
			   "quiet = 22:00-07:00\nkeep = 1h\nfallback = mail\n" MAIL);
	outboxed_pass(f, 10 * HOURS);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_pass(f, 9 * HOURS);
	outboxed_expect(f, "page opened 1;");
	outboxed_pass(f, 4 * MINUTES);
	assert_string_equal(last(f)->action, "page");
	outboxed_pass(f, MINUTES);
	assert_string_equal(last(f)->action, "mail");
}

#define MAINTENANCE                                                                \
	"[gateway waha]\nsessions = *\nnotify = page\nmaintenance = 14:00-16:00\n" \
	"[gateway other]\nsessions = *\nnotify = page mail\n" PAGE MAIL

static void in_maintenance_all_messages_of_the_gateway_wait(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, MAINTENANCE);
	outboxed_pass(f, 2 * HOURS);
	outboxed_tell(f, "waha/omer", NOTIFY_HUMAN, 1);
	outboxed_tell(f, "other/one", NOTIFY_HUMAN, 2);
	outboxed_expect(f, "page human 2;mail human 2;");
	outboxed_pass(f, 2 * HOURS);
	outboxed_expect(f, "page human 2;mail human 2;page human 1;");
}

static void what_came_and_went_in_maintenance_is_not_told(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, MAINTENANCE);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 1);
	outboxed_pass(f, 2 * HOURS);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 2);
	outboxed_tell(f, "waha/omer", NOTIFY_QUARANTINED, 2);
	outboxed_tell(f, "waha/omer", NOTIFY_CLOSED, 2);
	outboxed_tell(f, "waha/dana", NOTIFY_CLOSED, 1);
	assert_int_equal(outboxed_waiting(f), 1);
	outboxed_pass(f, 2 * HOURS);
	outboxed_expect(f, "page opened 1;page closed 1;");
}

/* A person has released it: acts are free again, and so is what is told of them. */
static void in_a_window_that_a_person_ended_nothing_waits_nor_is_dropped(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, MAINTENANCE);
	outboxed_pass(f, 2 * HOURS);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_expect(f, "");
	f->released_wall_ms = f->now.wall_ms + 2 * HOURS;
	outboxed_pass(f, MINUTES);
	outboxed_expect(f, "page opened 1;");
	assert_int_equal(outbox_channel(f->outbox, "page")->held_wall_ms, 0);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 2);
	outboxed_tell(f, "waha/dana", NOTIFY_OPENED, 3);
	outboxed_tell(f, "waha/dana", NOTIFY_CLOSED, 3);
	assert_int_equal(outboxed_waiting(f), 3);
}

/* It came before, when its receiver was broken. */
static void what_only_went_in_maintenance_is_told(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, MAINTENANCE);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_pass(f, 2 * HOURS - SECONDS);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 2);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, SECONDS);
	outboxed_tell(f, "waha/omer", NOTIFY_CLOSED, 2);
	assert_in_range(outboxed_waiting(f), 2, 3);
	outboxed_pass(f, 3 * HOURS);
	assert_string_equal(last(f)->what, "closed");
	assert_int_equal(outboxed_waiting(f), 0);
}

/* In the next life nobody would know that it was tried. */
static void what_was_tried_does_not_become_one_of_many(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, QUIET);
	outboxed_pass(f, 10 * HOURS - SECONDS);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, HOURS);
	assert_true(f->outbox->first->held);
	assert_int_equal(f->outbox->first->wait, 0);
}

/* The receiver was broken, and nothing tried yet, when it closed. */
static void what_came_in_maintenance_and_went_behind_it_is_told(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, MAINTENANCE);
	outboxed_receiver(f, "page")->how = FAIL;
	outboxed_pass(f, 4 * HOURS - 5 * MINUTES);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_pass(f, 5 * MINUTES - 10 * SECONDS);
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 2);
	outboxed_pass(f, 10 * SECONDS);
	assert_int_equal(f->outbox->first->tries, 0);
	outboxed_tell(f, "waha/omer", NOTIFY_CLOSED, 1);
	assert_int_equal(outboxed_waiting(f), 3);
	outboxed_receiver(f, "page")->how = ACCEPT;
	outboxed_pass(f, 5 * MINUTES);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_string_equal(last(f)->what, "closed");
}

static void a_clock_that_is_set_is_noticed_within_a_minute(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, QUIET);
	outboxed_pass(f, 10 * HOURS);
	outboxed_tell(f, "waha/omer", NOTIFY_OPENED, 1);
	assert_in_range(f->outbox->next_ms - f->now.boot_ms, 1, MINUTES);
	f->now.wall_ms += 9 * HOURS;
	outboxed_pass(f, MINUTES);
	outboxed_expect(f, "page opened 1;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(in_quiet_hours_only_what_is_urgent_is_told),
		OUTBOX_TEST(what_is_urgent_takes_along_what_stands_before_it),
		OUTBOX_TEST(time_in_a_window_is_no_time_of_failing_nor_of_keeping),
		OUTBOX_TEST(in_maintenance_all_messages_of_the_gateway_wait),
		OUTBOX_TEST(what_came_and_went_in_maintenance_is_not_told),
		OUTBOX_TEST(what_was_tried_does_not_become_one_of_many),
		OUTBOX_TEST(what_came_in_maintenance_and_went_behind_it_is_told),
		OUTBOX_TEST(a_clock_that_is_set_is_noticed_within_a_minute),
		OUTBOX_TEST(what_only_went_in_maintenance_is_told),
		OUTBOX_TEST(in_a_window_that_a_person_ended_nothing_waits_nor_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
