/* test_posting.c - what is accepted, what is known already, and what finds no room.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

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

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_owe(f, "waha", NOTIFY_HUMAN, 2);
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

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "gone/one", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(f->outbox->entries, 0);
}

/* The spool had it, the ledger did not: the engine orders it again. */
static void what_the_last_life_accepted_is_not_accepted_again(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_owe(f, "waha", NOTIFY_SETUP, 0);
	posting_accept(f->outbox, f->now);
	begin_next_life(f);
	outboxed_owe(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_owe(f, "waha", NOTIFY_SETUP, 0);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 0);
	/* once: the next is another */
	outboxed_owe(f, "waha", NOTIFY_SETUP, 0);
	outboxed_owe(f, "other/one", NOTIFY_CLOSED, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 3);
}

static void what_is_ordered_twice_in_one_life_is_two_messages(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "waha", NOTIFY_SETUP, 0);
	outboxed_owe(f, "waha", NOTIFY_SETUP, 0);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 2);
}

static void what_the_ledger_knew_is_no_repetition(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 0);
	posting_accept(f->outbox, f->now);
	posting_confirm(f->outbox);
	assert_int_equal(f->outbox->known_count, 0);
	begin_next_life(f);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 0);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 1);
}

static void what_may_well_come_again_is_a_repetition_for_an_hour_only(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "waha/omer", NOTIFY_REMINDER, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	begin_next_life(f);
	f->now.boot_ms += OUTBOX_REPEAT_MS + 1;
	outboxed_owe(f, "waha/omer", NOTIFY_REMINDER, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 1);
	assert_int_equal(f->outbox->first->message.what, NOTIFY_REMINDER);
}

static void without_its_ledger_nothing_of_the_last_life_is_known(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	begin_next_life(f);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 2);
	posting_forget(f->outbox);
	assert_null(f->outbox->owed);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, 1);
}

static void known_ones_have_their_bound_and_the_oldest_goes(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	for (uint64_t i = 1; i <= OUTBOX_KNOWN_MAX + 10; i++) {
		outboxed_owe(f, "waha/omer", NOTIFY_OPENED, i);
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
	for (uint64_t i = 1000; f->outbox->entries < OUTBOX_EACH - leave; i++) {
		outboxed_owe(f, "waha/omer", NOTIFY_OPENED, i);
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

static struct outbox_channel *page(struct outboxed *f)
{
	return outbox_channel(f->outbox, "page");
}

static uint32_t count(struct outboxed *f, const char *action)
{
	uint32_t n = 0;

	for (const struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		n += strcmp(entry->to->name, action) == 0;
	return n;
}

static void drop(struct outboxed *f, uint32_t n)
{
	struct outbox_entry *entry = f->outbox->first;

	for (; entry && n; entry = entry->next, n--)
		outbox_drop(f->outbox, entry);
	outbox_sweep(f->outbox);
}

static void who_works_is_owed_what_has_no_room_until_half_of_it_is_free(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	fill(f, 1);
	for (uint64_t i = 1; i <= 200; i++)
		outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, i);
	assert_true(posting_accept(f->outbox, f->now));
	assert_int_equal(page(f)->owed, 199);
	assert_true(has(f, 1) && !has(f, 2));
	drop(f, OUTBOX_EACH / 2);
	assert_false(posting_accept(f->outbox, f->now));
	drop(f, 1);
	f->now.boot_ms += 1000;
	assert_true(posting_accept(f->outbox, f->now));
	assert_int_equal(f->outbox->entries, OUTBOX_EACH);
	assert_true(has(f, 2) && has(f, 130) && !has(f, 131));
	assert_int_equal(page(f)->owed, 199 - 129);
	/* it is as old as its order */
	drop(f, OUTBOX_EACH - 1);
	assert_int_equal(f->outbox->first->at_ms, f->now.boot_ms - 1000);
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(page(f)->lost, 0);
}

static void who_has_room_is_told_what_another_is_owed(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	fill(f, 0);
	outboxed_owe(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_owe(f, "other/one", NOTIFY_CLOSED, 1);
	assert_true(posting_accept(f->outbox, f->now));
	assert_int_equal(count(f, "mail"), 2);
	assert_string_equal(f->outbox->owed->action, "page");
	assert_false(posting_accept(f->outbox, f->now));
	assert_int_equal(count(f, "mail"), 2);
	drop(f, OUTBOX_EACH / 2 + 1);
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(count(f, "mail"), 2);
	assert_int_equal(count(f, "page"), OUTBOX_EACH / 2 + 1);
}

static void what_is_owed_has_its_bound(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	fill(f, 0);
	for (uint64_t i = 1; i <= OUTBOX_OWED + 3; i++)
		outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, i);
	posting_accept(f->outbox, f->now);
	assert_int_equal(page(f)->owed, OUTBOX_OWED);
	assert_int_equal(page(f)->lost, 3);
	posting_accept(f->outbox, f->now);
	assert_int_equal(page(f)->owed, OUTBOX_OWED);
	assert_int_equal(page(f)->lost, 3);
}

#define STAND_IN                                                      \
	OUTBOXED_CONF "[action page]\nplugin = alert\ndigest = off\n" \
		      "fallback = mail\n[action mail]\nplugin = alert\n"

static void who_fails_is_owed_nothing_but_for_a_fallback(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, STAND_IN);
	fill(f, 0);
	page(f)->failures = 1;
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(page(f)->owed, 1);
	outboxed_configure(f, OUTBOXED_TWO);
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(page(f)->lost, 1);
}

/* It is crowded no longer: all of its room is there. */
static void who_begins_to_fail_loses_nothing_that_has_room(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	fill(f, 0);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 1);
	posting_accept(f->outbox, f->now);
	drop(f, 1);
	posting_accept(f->outbox, f->now);
	assert_int_equal(page(f)->owed, 1);
	page(f)->failures = 1;
	posting_accept(f->outbox, f->now);
	assert_true(has(f, 1));
	assert_int_equal(page(f)->lost, 0);
}

static void what_is_owed_to_an_action_that_is_gone_goes_to_another_or_nowhere(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	fill(f, 0);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 1);
	posting_accept(f->outbox, f->now);
	outboxed_configure(f, "[gateway waha]\nsessions = *\nnotify = new\n"
			      "[action new]\nplugin = alert\n");
	assert_string_equal(f->outbox->owed->action, "new");
	drop(f, OUTBOX_EACH);
	posting_accept(f->outbox, f->now);
	assert_int_equal(count(f, "new"), 1);
	drop(f, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 2);
	snprintf(f->outbox->owed->action, sizeof(f->outbox->owed->action), "gone");
	outboxed_configure(f, "[gateway waha]\nsessions = *\n");
	posting_accept(f->outbox, f->now);
	assert_null(f->outbox->owed);
	assert_int_equal(f->outbox->entries, 0);
}

/* From here on it fails, and has no fallback. */
static void begin_failing(struct outboxed *f, uint32_t leave)
{
	outboxed_configure(f, OUTBOXED_TWO);
	fill(f, leave);
	page(f)->failures = 1;
}

static void in_a_full_one_the_oldest_reminder_goes_first(void **state)
{
	struct outboxed *f = *state;

	begin_failing(f, 4);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_REMINDER, 2);
	outboxed_owe(f, "waha/omer", NOTIFY_REMINDER, 3);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_EACH);
	assert_false(has(f, 2));
	assert_true(has(f, 1) && has(f, 3) && has(f, 4));
	assert_int_equal(page(f)->lost, 1);
}

static void then_what_is_over_already_goes_as_a_pair(void **state)
{
	struct outboxed *f = *state;

	begin_failing(f, 2);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_EACH - 1);
	assert_false(has(f, 1));
	assert_true(has(f, 4));
	assert_int_equal(page(f)->lost, 2);
}

static void else_the_new_one_is_refused(void **state)
{
	struct outboxed *f = *state;

	begin_failing(f, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_CLOSED, 1); /* its opened was told before */
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_EACH);
	assert_true(has(f, 1));
	assert_false(has(f, 4));
	assert_int_equal(page(f)->lost, 1);
}

static void what_is_in_flight_is_not_dropped_for_room(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "waha/omer", NOTIFY_REMINDER, 1);
	posting_accept(f->outbox, f->now);
	f->outbox->first->attempt = 99;
	begin_failing(f, 0);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_true(has(f, 1));
	assert_false(has(f, 4));
	f->outbox->first->attempt = 0;
}

/* What is of another, who works, does not make room for who fails. */
static void who_fails_takes_no_room_of_others(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "other/one", NOTIFY_REMINDER, 1);
	posting_accept(f->outbox, f->now);
	drop(f, 1);
	assert_string_equal(f->outbox->first->to->name, "mail");
	begin_failing(f, 0);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 2);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 4);
	posting_accept(f->outbox, f->now);
	assert_true(has(f, 1) && has(f, 2) && !has(f, 4));
	assert_int_equal(outbox_channel(f->outbox, "mail")->lost, 0);
}

/* Dead actions must not keep a living one from telling. */
static void each_action_has_some_room_of_its_own(void **state)
{
	struct outboxed *f = *state;
	char text[1024] = "[gateway waha]\nsessions = *\nnotify = a b c d e\n"
			  "[gateway other]\nsessions = *\nnotify = f\n";

	for (char name = 'a'; name <= 'f'; name++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "[action %c]\nplugin = alert\ndigest = off\n", name);
	outboxed_configure(f, text);
	for (uint64_t i = 1; i <= OUTBOX_EACH; i++)
		outboxed_owe(f, "waha/omer", NOTIFY_OPENED, i);
	for (uint64_t i = 1; i <= OUTBOX_OWN + 1; i++)
		outboxed_owe(f, "other/one", NOTIFY_OPENED, 1000 + i);
	posting_accept(f->outbox, f->now);
	assert_int_equal(f->outbox->entries, OUTBOX_MAX + OUTBOX_OWN);
	assert_int_equal(count(f, "f"), OUTBOX_OWN);
	assert_int_equal(outbox_channel(f->outbox, "f")->owed, 1);
	assert_int_equal(outbox_channel(f->outbox, "a")->owed, OUTBOX_EACH - 205);
	assert_int_equal(outbox_channel(f->outbox, "e")->owed, OUTBOX_EACH - 204);
}

/* All that a gateway has at once: nobody who listens misses one, nor hears of it twice. */
static void what_comes_en_masse_reaches_all_that_listen(void **state)
{
	struct outboxed *f = *state;
	char target[32];

	outboxed_configure(f, OUTBOXED_TWO);
	for (uint64_t i = 1; i <= 3 * OUTBOX_EACH; i++) {
		snprintf(target, sizeof(target), "other/s%d", (int)i);
		outboxed_owe(f, target, NOTIFY_HUMAN, i);
	}
	outboxed_receiver(f, "mail")->how = LATER;
	outboxed_pass(f, MINUTES);
	for (size_t i = 0; i < f->sent_count; i++)
		if (strcmp(f->sent[i].action, "mail") == 0 && !f->sent[i].cancelled)
			outboxed_answer(f, f->sent[i].attempt, 0, "HTTP 200");
	outboxed_receiver(f, "mail")->how = ACCEPT;
	outboxed_pass(f, MINUTES);
	assert_int_equal(f->sent_count, 6 * OUTBOX_EACH);
	assert_int_equal(outboxed_waiting(f), 0);
	assert_null(f->outbox->owed);
	assert_int_equal(page(f)->lost + outbox_channel(f->outbox, "mail")->lost, 0);
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
		OUTBOX_TEST(who_works_is_owed_what_has_no_room_until_half_of_it_is_free),
		OUTBOX_TEST(who_has_room_is_told_what_another_is_owed),
		OUTBOX_TEST(what_is_owed_has_its_bound),
		OUTBOX_TEST(who_fails_is_owed_nothing_but_for_a_fallback),
		OUTBOX_TEST(who_begins_to_fail_loses_nothing_that_has_room),
		OUTBOX_TEST(what_is_owed_to_an_action_that_is_gone_goes_to_another_or_nowhere),
		OUTBOX_TEST(in_a_full_one_the_oldest_reminder_goes_first),
		OUTBOX_TEST(then_what_is_over_already_goes_as_a_pair),
		OUTBOX_TEST(else_the_new_one_is_refused),
		OUTBOX_TEST(what_is_in_flight_is_not_dropped_for_room),
		OUTBOX_TEST(who_fails_takes_no_room_of_others),
		OUTBOX_TEST(what_comes_en_masse_reaches_all_that_listen),
		OUTBOX_TEST(each_action_has_some_room_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
