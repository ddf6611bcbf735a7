/* test_posting.c - what is accepted, what is known already, and what finds no room.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

#define ACTIONS "[action page]\nplugin = alert\ndigest = off\n[action mail]\nplugin = alert\n"
#define TWO OUTBOXED_CONF ACTIONS

static void owe(struct outboxed *f, const char *target, enum words_notify what, uint64_t incident)
{
	struct message message = { .what = what, .incident = incident };

	snprintf(message.target, sizeof(message.target), "%s", target);
	posting_owe(f->outbox, &message);
}

/* As after a start: what is known is of a life whose ledger was never written. */
static void begin_next_life(struct outboxed *f)
{
	f->outbox->known_last_life = f->outbox->known_count;
	f->outbox->start_ms = f->now.boot_ms;
	for (struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		entry->gone = true;
	outbox_sweep(f->outbox);
}

static void what_is_owed_is_no_entry_before_it_is_accepted(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "other/one", NOTIFY_OPENED, 1);
	owe(f, "waha", NOTIFY_HUMAN, 2);
	assert_int_equal(f->outbox->entries, 0);
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(f->outbox->entries, 3);
	assert_string_equal(f->outbox->first->to->name, "page");
	assert_string_equal(f->outbox->first->next->to->name, "mail");
	assert_int_equal(f->outbox->first->next->next->number, 3);
	assert_true(f->outbox->changed);
}

static void a_gateway_that_is_watched_no_longer_tells_nobody(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "gone/one", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(f->outbox->entries, 0);
}

/* The spool had it, the ledger did not: the engine orders it again. */
static void what_the_last_life_accepted_is_not_accepted_again(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "other/one", NOTIFY_OPENED, 1);
	owe(f, "waha", NOTIFY_SETUP, 0);
	posting_accept(f->outbox, f->now);
	begin_next_life(f);
	owe(f, "other/one", NOTIFY_OPENED, 1);
	owe(f, "waha", NOTIFY_SETUP, 0);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 0);
	/* once: the next is another */
	owe(f, "waha", NOTIFY_SETUP, 0);
	owe(f, "other/one", NOTIFY_CLOSED, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 3);
}

static void what_is_ordered_twice_in_one_life_is_two_messages(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "waha", NOTIFY_SETUP, 0);
	owe(f, "waha", NOTIFY_SETUP, 0);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 2);
}

static void what_the_ledger_knew_is_no_repetition(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "waha/omer", NOTIFY_HUMAN, 0);
	posting_accept(f->outbox, f->now);
	posting_confirm(f->outbox);
	assert_int_equal(f->outbox->known_count, 0);
	begin_next_life(f);
	owe(f, "waha/omer", NOTIFY_HUMAN, 0);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 1);
}

static void what_may_well_come_again_is_a_repetition_for_an_hour_only(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "waha/omer", NOTIFY_REMINDER, 1);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	begin_next_life(f);
	f->now.boot_ms += OUTBOX_REPEAT_MS + 1;
	owe(f, "waha/omer", NOTIFY_REMINDER, 1);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 1);
	assert_int_equal(f->outbox->first->message.what, NOTIFY_REMINDER);
}

static void without_its_ledger_nothing_of_the_last_life_is_known(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	begin_next_life(f);
	owe(f, "waha/omer", NOTIFY_OPENED, 2);
	posting_forget(f->outbox);
	assert_null(f->outbox->owed);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 1);
}

static void known_ones_have_their_bound_and_the_oldest_goes(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	for (uint64_t i = 1; i <= OUTBOX_KNOWN_MAX + 10; i++) {
		owe(f, "waha/omer", NOTIFY_OPENED, i);
		posting_accept(f->outbox, f->now);
		outbox_drop(f->outbox, f->outbox->first);
		outbox_sweep(f->outbox);
	}
	assert_int_equal(f->outbox->known_count, OUTBOX_KNOWN_MAX);
	assert_int_equal(f->outbox->known[0].number, 11);
}

/* --- room */

static void fill(struct outboxed *f, uint32_t leave)
{
	for (uint64_t i = 1000; f->outbox->entries < OUTBOX_MAX - leave; i++) {
		owe(f, "waha/omer", NOTIFY_OPENED, i);
		posting_accept(f->outbox, f->now);
	}
}

static bool has(struct outboxed *f, uint64_t incident)
{
	for (const struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		if (entry->message.incident == incident && !entry->gone)
			return true;
	return false;
}

static void in_a_full_one_the_oldest_reminder_goes_first(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	fill(f, 4);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	owe(f, "waha/omer", NOTIFY_REMINDER, 2);
	owe(f, "waha/omer", NOTIFY_REMINDER, 3);
	owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_MAX);
	assert_false(has(f, 2));
	assert_true(has(f, 1) && has(f, 3) && has(f, 4));
	assert_int_equal(outbox_channel(f->outbox, "page")->lost, 1);
}

static void then_what_is_over_already_goes_as_a_pair(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	fill(f, 2);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_MAX - 1);
	assert_false(has(f, 1));
	assert_true(has(f, 4));
	assert_int_equal(outbox_channel(f->outbox, "page")->lost, 2);
}

static void else_the_new_one_is_refused(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	fill(f, 1);
	owe(f, "waha/omer", NOTIFY_CLOSED, 1); /* its opened was told before */
	owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_MAX);
	assert_true(has(f, 1));
	assert_false(has(f, 4));
	assert_int_equal(outbox_channel(f->outbox, "page")->lost, 1);
}

static void what_is_in_flight_is_not_dropped_for_room(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	owe(f, "waha/omer", NOTIFY_REMINDER, 1);
	posting_accept(f->outbox, f->now);
	f->outbox->first->attempt = 99;
	fill(f, 0);
	owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_true(has(f, 1));
	assert_false(has(f, 4));
	f->outbox->first->attempt = 0;
}

/* A dead action must not keep a living one from telling. */
static void each_action_has_some_room_of_its_own(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, TWO);
	fill(f, 0);
	for (uint64_t i = 1; i <= OUTBOX_EACH + 1; i++) {
		owe(f, "other/one", NOTIFY_OPENED, i);
		posting_accept(f->outbox, f->now);
	}
	assert_int_equal(f->outbox->entries, OUTBOX_MAX + OUTBOX_EACH);
	assert_int_equal(outbox_channel(f->outbox, "mail")->lost, 1);
	assert_int_equal(outbox_channel(f->outbox, "page")->lost, OUTBOX_EACH + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(what_is_owed_is_no_entry_before_it_is_accepted),
		OUTBOX_TEST(a_gateway_that_is_watched_no_longer_tells_nobody),
		OUTBOX_TEST(what_the_last_life_accepted_is_not_accepted_again),
		OUTBOX_TEST(what_is_ordered_twice_in_one_life_is_two_messages),
		OUTBOX_TEST(what_the_ledger_knew_is_no_repetition),
		OUTBOX_TEST(what_may_well_come_again_is_a_repetition_for_an_hour_only),
		OUTBOX_TEST(without_its_ledger_nothing_of_the_last_life_is_known),
		OUTBOX_TEST(known_ones_have_their_bound_and_the_oldest_goes),
		OUTBOX_TEST(in_a_full_one_the_oldest_reminder_goes_first),
		OUTBOX_TEST(then_what_is_over_already_goes_as_a_pair),
		OUTBOX_TEST(else_the_new_one_is_refused),
		OUTBOX_TEST(what_is_in_flight_is_not_dropped_for_room),
		OUTBOX_TEST(each_action_has_some_room_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
