/* test_outbox.c - messages that move, channels that end.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outboxed.h"

static bool has(struct outboxed *f, uint64_t incident)
{
	for (const struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		if (entry->message.incident == incident && !entry->gone)
			return true;
	return false;
}

/* --- moves */

static void a_stream_that_moved_is_followed_by_what_comes_later(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_owe(f, "waha/omer", NOTIFY_OPENED, 1);
	outboxed_owe(f, "waha/dana", NOTIFY_OPENED, 2);
	posting_accept(f->outbox, f->now);
	outbox_move(f->outbox, f->outbox->first, conf_find_action(f->conf, "mail"));
	assert_string_equal(f->outbox->first->to->name, "mail");
	assert_string_equal(f->outbox->first->next->to->name, "page");
	outboxed_owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	outboxed_owe(f, "waha/dana", NOTIFY_CLOSED, 2);
	posting_accept(f->outbox, f->now);
	assert_string_equal(f->outbox->first->next->next->to->name, "mail");
	assert_string_equal(f->outbox->first->next->next->next->to->name, "page");
}

static void moves_have_their_bound_and_end_with_the_action(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	for (uint64_t i = 1; i <= OUTBOX_MOVES_MAX + 1; i++)
		outboxed_owe(f, "waha/omer", NOTIFY_OPENED, i);
	posting_accept(f->outbox, f->now);
	for (struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		outbox_move(f->outbox, entry, conf_find_action(f->conf, "mail"));
	outboxed_owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	outboxed_owe(f, "waha/omer", NOTIFY_CLOSED, 2);
	posting_accept(f->outbox, f->now);
	for (struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		if (entry->message.what == NOTIFY_CLOSED)
			assert_string_equal(entry->to->name,
					    entry->message.incident == 1 ? "page" : "mail");
	outboxed_configure(f, "[gateway waha]\nsessions = *\nnotify = page\n"
			      "[action page]\nplugin = alert\n");
	for (const struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next)
		assert_true(entry->gone || strcmp(entry->to->name, "page") == 0);
	outboxed_owe(f, "waha/omer", NOTIFY_HUMAN, 3);
	posting_accept(f->outbox, f->now);
	assert_true(has(f, 3));
}

/* --- channels */

static void a_channel_ends_with_its_action_when_nothing_of_it_is_left(void **state)
{
	struct outboxed *f = *state;

	outboxed_configure(f, OUTBOXED_TWO);
	outboxed_receiver(f, "page")->how = LATER;
	outboxed_receiver(f, "mail")->how = FAIL;
	outboxed_tell(f, "other/one", NOTIFY_OPENED, 1);
	outboxed_configure(f, "[gateway other]\nsessions = *\n");
	assert_string_equal(f->outbox->channels->name, "page"); /* one is in flight */
	assert_null(f->outbox->channels->next);
	outboxed_answer(f, f->sent[0].attempt, 0, "");
	outboxed_configure(f, "[gateway other]\nsessions = *\n");
	assert_null(f->outbox->channels);
}

static void time_is_due_or_remembered(void **state)
{
	struct outboxed *f = *state;

	f->outbox->next_ms = OUTBOX_FOREVER;
	assert_true(outbox_is_due(f->outbox, 10, 10));
	assert_int_equal(f->outbox->next_ms, OUTBOX_FOREVER);
	assert_false(outbox_is_due(f->outbox, 12, 10));
	assert_false(outbox_is_due(f->outbox, 13, 10));
	assert_int_equal(f->outbox->next_ms, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(a_stream_that_moved_is_followed_by_what_comes_later),
		OUTBOX_TEST(moves_have_their_bound_and_end_with_the_action),
		OUTBOX_TEST(a_channel_ends_with_its_action_when_nothing_of_it_is_left),
		OUTBOX_TEST(time_is_due_or_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
