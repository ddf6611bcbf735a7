/* test_spool.c - messages outlive the process, whatever befalls their file.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "outboxed.h"
#include "sealing.h"
#include "spool.h"

#define TWO                                                           \
	OUTBOXED_CONF "[action page]\nplugin = alert\ndigest = off\n" \
		      "[action mail]\nplugin = alert\n"

static void open_spool(struct outboxed *f, struct spool *spool)
{
	assert_int_equal(spool_open(spool, f->scratch.dir, &f->log), 0);
}

static void save(struct outboxed *f)
{
	struct spool spool;

	open_spool(f, &spool);
	assert_int_equal(spool_save(&spool, f->outbox), 0);
	spool_close(&spool);
}

/* The next process, whose ledger knows of all up to told. */
static void begin_life(struct outboxed *f, uint64_t told)
{
	struct spool spool;

	outbox_free(f->outbox);
	outboxed_new(f);
	f->outbox->word[0] = '\0';
	f->outbox->told = told;
	open_spool(f, &spool);
	spool_load(&spool, f->outbox);
	spool_close(&spool);
}

static void owe(struct outboxed *f, const char *target, enum words_notify what, uint64_t incident)
{
	struct message message = { .what = what, .incident = incident, .wall_ms = 77 };

	snprintf(message.target, sizeof(message.target), "%s", target);
	snprintf(message.why, sizeof(message.why), "no answer from \"%s\"", target);
	posting_owe(f->outbox, &message, "");
	posting_accept(f->outbox, f->now);
}

/* Three entries, the second in a digest; in invented time, but for their age. */
static void leave_a_spool(struct outboxed *f)
{
	outboxed_configure(f, TWO);
	f->now.boot_ms = clock_boot_ms();
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	owe(f, "other/one", NOTIFY_HUMAN, 2);
	f->outbox->first->next->digest = 44;
	f->outbox->first->next->wait = OUTBOX_HELD;
	outbox_move(f->outbox, f->outbox->first, conf_find_action(f->conf, "mail"));
	save(f);
}

static void the_next_life_has_the_same_messages_under_the_same_ids(void **state)
{
	struct outboxed *f = *state;
	const struct outbox_entry *entry;
	char word[OUTBOX_WORD_BYTES];

	f->outbox->word[0] = '\0';
	leave_a_spool(f);
	strcpy(word, f->outbox->word);
	assert_int_equal(strlen(word), 8);
	begin_life(f, 3);
	assert_string_equal(f->outbox->word, word);
	assert_int_equal(f->outbox->entries, 3);
	assert_int_equal(f->outbox->number, 3);
	entry = f->outbox->first;
	assert_string_equal(entry->to->name, "mail");
	assert_string_equal(entry->message.target, "waha/omer");
	assert_string_equal(entry->message.why, "no answer from \"waha/omer\"");
	assert_int_equal(entry->message.what, NOTIFY_OPENED);
	assert_int_equal(entry->message.incident, 1);
	assert_int_equal(entry->message.wall_ms, 77);
	assert_int_equal(entry->number, 1);
	assert_int_equal(entry->at_ms, f->now.boot_ms);
	assert_int_equal(entry->next->number, 2);
	assert_int_equal(entry->next->digest, 44);
	assert_int_equal(entry->next->wait, OUTBOX_HELD);
	assert_string_equal(entry->next->next->to->name, "mail");
	assert_false(f->outbox->changed);
	outbox_configure(f->outbox, f->conf, f->now);
	owe(f, "waha/omer", NOTIFY_CLOSED, 1);
	assert_string_equal(entry->next->next->next->to->name, "mail"); /* it moved */
	assert_int_equal(entry->next->next->next->number, 4);
}

static void what_the_ledger_does_not_know_is_known_by_the_spool(void **state)
{
	struct outboxed *f = *state;

	leave_a_spool(f);
	begin_life(f, 1);
	assert_int_equal(f->outbox->known_last_life, 2);
	outbox_configure(f->outbox, f->conf, f->now);
	owe(f, "other/one", NOTIFY_HUMAN, 2);
	assert_int_equal(f->outbox->entries, 3);
	owe(f, "waha/omer", NOTIFY_HUMAN, 3);
	assert_int_equal(f->outbox->entries, 4);
}

static void without_a_ledger_entries_are_kept_and_the_rest_is_not_believed(void **state)
{
	struct outboxed *f = *state;

	leave_a_spool(f);
	begin_life(f, UINT64_MAX);
	assert_int_equal(f->outbox->entries, 3);
	assert_int_equal(f->outbox->known_count, 0);
	assert_int_equal(f->outbox->moves_count, 0);
}

static void without_a_file_there_is_nothing_but_a_new_word(void **state)
{
	struct outboxed *f = *state;
	char word[OUTBOX_WORD_BYTES];

	begin_life(f, 12);
	assert_int_equal(f->outbox->entries, 0);
	assert_int_equal(f->outbox->number, 12);
	strcpy(word, f->outbox->word);
	begin_life(f, UINT64_MAX);
	assert_string_not_equal(f->outbox->word, word);
	assert_int_equal(f->outbox->number, 0);
}

static void what_has_not_changed_is_not_written_again(void **state)
{
	struct outboxed *f = *state;
	struct spool spool;
	char path[300];

	leave_a_spool(f);
	snprintf(path, sizeof(path), "%s/" SPOOL_FILE, f->scratch.dir);
	open_spool(f, &spool);
	assert_int_equal(spool_save(&spool, f->outbox), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(spool_save(&spool, f->outbox), 0);
	assert_int_equal(access(path, F_OK), -1);
	outbox_drop(f->outbox, f->outbox->first);
	assert_int_equal(spool_save(&spool, f->outbox), 0);
	assert_int_equal(access(path, F_OK), 0);
	spool_close(&spool);
	begin_life(f, 3);
	assert_int_equal(f->outbox->entries, 2);
}

/* --- damage */

/* Nothing that was never there: the first entries, whole, or none. */
static void expect_a_beginning(struct outboxed *f)
{
	uint64_t number = 0;

	for (const struct outbox_entry *entry = f->outbox->first; entry; entry = entry->next) {
		assert_int_equal(entry->number, ++number);
		assert_int_equal(entry->message.what, number == 1 ? NOTIFY_OPENED : NOTIFY_HUMAN);
		assert_string_equal(entry->message.target, number == 1 ? "waha/omer" : "other/one");
	}
	assert_true(*f->outbox->word);
}

static void remove_aside(struct outboxed *f)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -f %s/spool.bad-*", f->scratch.dir);
	assert_int_equal(system(command), 0);
}

static void cut_at_every_byte_it_is_a_beginning_or_nothing(void **state)
{
	struct outboxed *f = *state;
	static char data[SEALING_BYTES];
	size_t bytes;

	leave_a_spool(f);
	bytes = sealing_read(&f->scratch, SPOOL_FILE, data);
	f->log.level = 0;
	for (size_t cut = 0; cut < bytes; cut++) {
		scratch_write_bytes(&f->scratch, SPOOL_FILE, data, cut);
		begin_life(f, 3);
		expect_a_beginning(f);
		if (cut % 64 == 0)
			remove_aside(f);
	}
}

static void a_flipped_bit_is_noticed_wherever_it_is(void **state)
{
	struct outboxed *f = *state;
	static char data[SEALING_BYTES];
	size_t bytes;

	leave_a_spool(f);
	bytes = sealing_read(&f->scratch, SPOOL_FILE, data);
	for (size_t at = 0; at < bytes; at++) {
		data[at] ^= (char)(1 << at % 7);
		scratch_write_bytes(&f->scratch, SPOOL_FILE, data, bytes);
		data[at] ^= (char)(1 << at % 7);
		begin_life(f, 3);
		/* but for the end of the last line, which may be torn, and a sum in capitals */
		expect_a_beginning(f);
		if (f->outbox->entries != 0 && at + 1 < bytes)
			assert_int_equal(data[at] ^ (1 << at % 7), data[at] - 32);
		if (at % 64 == 0)
			remove_aside(f);
	}
}

/* Whole and summed, and still not what a spool may say. */
static void expect_refused(struct outboxed *f, const char *text)
{
	struct json_object *line = json_tokener_parse(text);
	struct sealed_page page;
	struct spool spool;
	char aside[300];

	open_spool(f, &spool);
	sealed_begin(&page);
	sealed_put(&page, line);
	assert_int_equal(sealed_save(&spool.file, &page), 0);
	spool_close(&spool);
	begin_life(f, 3);
	snprintf(aside, sizeof(aside), "%s/spool.bad-0", f->scratch.dir);
	if (access(aside, F_OK))
		fail_msg("taken: %s", text);
	assert_int_equal(f->outbox->entries, 0);
	remove_aside(f);
	json_object_put(line);
}

static void what_no_spool_says_is_refused(void **state)
{
	struct outboxed *f = *state;

	expect_refused(f, "{\"ev\":\"song\"}");
	expect_refused(f, "{\"ev\":\"birth\",\"word\":\"\"}");
	expect_refused(f, "{\"ev\":\"message\",\"number\":1,\"action\":\"page\"}");
	expect_refused(f, "{\"ev\":\"message\",\"number\":1,\"action\":\"../page\","
			  "\"target\":\"waha\",\"what\":\"opened\"}");
	expect_refused(f, "{\"ev\":\"message\",\"number\":1,\"action\":\"page\",\"wait\":9,"
			  "\"target\":\"waha\",\"what\":\"opened\"}");
}

/* --- a disk that is full */

static void on_a_full_disk_the_old_file_stays_and_the_next_try_may_work(void **state)
{
	struct outboxed *f = *state;
	struct rlimit limit, small;
	struct spool spool;

	leave_a_spool(f);
	open_spool(f, &spool);
	owe(f, "waha/dana", NOTIFY_OPENED, 3);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 300;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(spool_save(&spool, f->outbox), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_true(f->outbox->unsaved && f->outbox->changed);
	begin_life(f, 3);
	assert_int_equal(f->outbox->entries, 3);
	outbox_configure(f->outbox, f->conf, f->now);
	owe(f, "waha/dana", NOTIFY_OPENED, 3);
	assert_int_equal(spool_save(&spool, f->outbox), 0);
	assert_false(f->outbox->unsaved || f->outbox->changed);
	spool_close(&spool);
	begin_life(f, 3);
	assert_int_equal(f->outbox->entries, 4);
}

/* --- another boot */

static int64_t age_of_first(struct outboxed *f, int64_t wall_ago_ms)
{
	leave_a_spool(f);
	sealing_rewrite_header(&f->scratch, SPOOL_FILE, wall_ago_ms, f->now.boot_ms + MINUTES);
	begin_life(f, 3);
	return clock_boot_ms() - f->outbox->first->at_ms;
}

static void under_another_boot_messages_age_by_the_wall(void **state)
{
	assert_in_range(age_of_first(*state, 2 * HOURS) - 2 * HOURS - MINUTES, 0, MINUTES / 2);
}

static void a_wall_clock_that_went_back_or_far_ahead_ages_nothing(void **state)
{
	struct outboxed *f = *state;

	assert_in_range(age_of_first(f, -HOURS) - MINUTES, 0, MINUTES / 2);
	outbox_free(f->outbox);
	outboxed_new(f);
	assert_in_range(age_of_first(f, 24 * 31 * HOURS) - MINUTES, 0, MINUTES / 2);
}

/* --- what the ledger keeps */

/* As the ledger of one life is read in the next. */
static void take_ledger(struct outbox *from, struct outbox *to)
{
	struct sealed_page page;

	sealed_begin(&page);
	page.text.bytes = 0;
	spool_put_owed(from, &page);
	page.text.data[page.text.bytes - 1] = '\0';
	for (char *line = strtok(page.text.data, "\n"); line; line = strtok(NULL, "\n")) {
		struct json_object *object = json_tokener_parse(line);

		assert_true(spool_take_owed(to, object));
		json_object_put(object);
	}
	buffer_fini(&page.text);
}

static void the_ledger_says_what_is_owed_and_how_far_it_knows(void **state)
{
	struct outboxed *f = *state;
	struct message message = { .target = "waha/omer", .what = NOTIFY_OPENED, .incident = 5 };
	struct outbox *next = outbox_new(&f->log, &f->outbox->calls);

	outboxed_configure(f, TWO);
	owe(f, "waha/dana", NOTIFY_OPENED, 4);
	posting_owe(f->outbox, &message, "");
	take_ledger(f->outbox, next);
	take_ledger(f->outbox, NULL);
	assert_int_equal(next->told, 1);
	assert_non_null(next->owed);
	assert_null(next->owed->next);
	assert_string_equal(next->owed->message.target, "waha/omer");
	assert_int_equal(next->owed->message.incident, 5);
	assert_string_equal(next->owed->action, "");
	outbox_free(next);
}

/* One of both had room: the other has it in the next life, too. */
static void the_ledger_says_to_whom_it_is_owed(void **state)
{
	struct outboxed *f = *state;
	struct outbox *next = outbox_new(&f->log, &f->outbox->calls);

	outboxed_configure(f, TWO);
	for (uint64_t i = 1; i <= OUTBOX_EACH; i++)
		owe(f, "waha/omer", NOTIFY_OPENED, i);
	owe(f, "other/one", NOTIFY_HUMAN, 1000);
	take_ledger(f->outbox, next);
	assert_string_equal(next->owed->action, "page");
	assert_string_equal(next->owed->message.target, "other/one");
	assert_null(next->owed->next);
	outbox_configure(next, f->conf, f->now);
	posting_accept(next, f->now);
	assert_int_equal(next->entries, 1);
	assert_string_equal(next->first->to->name, "page");
	outbox_free(next);
}

/* Killed before its ledger, and the next life before it ordered anything again. */
static void killed_twice_in_a_row_it_is_still_known(void **state)
{
	struct outboxed *f = *state;
	struct outbox *second;
	struct spool spool;

	leave_a_spool(f);
	begin_life(f, 0);
	outbox_configure(f->outbox, f->conf, f->now);
	posting_confirm(f->outbox); /* its ledger is written when it starts */
	owe(f, "other/one", NOTIFY_HUMAN, 2);
	save(f);
	second = f->outbox;
	outboxed_new(f);
	f->outbox->word[0] = '\0';
	take_ledger(second, f->outbox);
	outbox_free(second);
	open_spool(f, &spool);
	spool_load(&spool, f->outbox);
	spool_close(&spool);
	outbox_configure(f->outbox, f->conf, f->now);
	assert_int_equal(f->outbox->known_last_life, 1);
	owe(f, "waha/omer", NOTIFY_OPENED, 1);
	assert_int_equal(f->outbox->entries, 3);
	owe(f, "waha/omer", NOTIFY_OPENED, 9);
	assert_int_equal(f->outbox->entries, 4);
}

/* A ledger that names what the spool has not. */
static void of_another_spool_nothing_is_known(void **state)
{
	struct outboxed *f = *state;
	struct json_object *line =
		json_tokener_parse("{\"ev\":\"told\",\"number\":9,\"but\":[4,5]}");
	struct spool spool;

	assert_true(spool_take_owed(f->outbox, line));
	json_object_put(line);
	assert_int_equal(f->outbox->known_count, 2);
	open_spool(f, &spool);
	spool_load(&spool, f->outbox);
	spool_close(&spool);
	assert_int_equal(f->outbox->known_count, 0);
	assert_int_equal(f->outbox->number, 9);
}

/* But for those that have never been ready to go. */
static void what_the_last_life_had_may_have_been_told(void **state)
{
	struct outboxed *f = *state;

	leave_a_spool(f);
	begin_life(f, 3);
	assert_int_equal(f->outbox->first->tries, 1);
	assert_int_equal(f->outbox->first->next->tries, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUTBOX_TEST(the_next_life_has_the_same_messages_under_the_same_ids),
		OUTBOX_TEST(what_the_ledger_does_not_know_is_known_by_the_spool),
		OUTBOX_TEST(without_a_ledger_entries_are_kept_and_the_rest_is_not_believed),
		OUTBOX_TEST(without_a_file_there_is_nothing_but_a_new_word),
		OUTBOX_TEST(what_has_not_changed_is_not_written_again),
		OUTBOX_TEST(cut_at_every_byte_it_is_a_beginning_or_nothing),
		OUTBOX_TEST(a_flipped_bit_is_noticed_wherever_it_is),
		OUTBOX_TEST(what_no_spool_says_is_refused),
		OUTBOX_TEST(on_a_full_disk_the_old_file_stays_and_the_next_try_may_work),
		OUTBOX_TEST(under_another_boot_messages_age_by_the_wall),
		OUTBOX_TEST(a_wall_clock_that_went_back_or_far_ahead_ages_nothing),
		OUTBOX_TEST(killed_twice_in_a_row_it_is_still_known),
		OUTBOX_TEST(of_another_spool_nothing_is_known),
		OUTBOX_TEST(what_the_last_life_had_may_have_been_told),
		OUTBOX_TEST(the_ledger_says_what_is_owed_and_how_far_it_knows),
		OUTBOX_TEST(the_ledger_says_to_whom_it_is_owed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
